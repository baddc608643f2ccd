"""My second factor: set up a code app or passkeys, get ten recovery codes once, take them off again."""

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.limits import Limited
from review_ui.page import Pages
from review_ui.passkeys import MOST_PASSKEYS, door_of, passkeys_of
from review_ui.second_factor import (
    begin,
    confirm,
    enrolled,
    has_second_factor,
    provisioning_uri,
    recovery_left,
    take_app_off,
    unconfirmed_secret,
)
from review_ui.signing_in import complete_log_in

pages = Pages()
BACK = "/second-factor"


@pages.get("/second-factor", Rule.ENROL)
def show(desk: Desk) -> Response:
    """Show where it stands: nothing yet, a secret that waits for its first code, or in use."""
    return _page(desk)


def _page(desk: Desk, *, failed: bool = False, codes: list[str] | None = None) -> Response:
    secret = unconfirmed_secret(desk.office.keyring, desk.user)
    if secret is not None:
        desk.demand_fresh_proof(BACK)
    return desk.page(
        "second_factor.html",
        status=400 if failed else 200,
        failed=failed,
        codes=codes,
        in_use=enrolled(desk.user),
        required=desk.user.role in desk.office.second_factor_roles,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else None,
        uri=provisioning_uri(secret, desk.user.login) if secret else None,
        left=recovery_left(desk.user),
        passkeys=(own := passkeys_of(desk.session, desk.user)),
        may_add=len(own) < MOST_PASSKEYS,
        door=door_of(desk.request),
    )


@pages.post("/second-factor/begin", Rule.ENROL)
def start(desk: Desk) -> Response:
    """Make a secret for the worker's code app."""
    desk.demand_fresh_proof(BACK)
    if enrolled(desk.user):
        raise BadForm("error.act")
    begin(desk.session, desk.office.keyring, desk.user)
    desk.audit("second factor begun")
    return desk.go(BACK)


@pages.post("/second-factor/confirm", Rule.ENROL, limited=Limited.LOG_IN)
def first_code(desk: Desk) -> Response:
    """Count on it once a code fits; show the recovery codes, this once."""
    desk.demand_fresh_proof(BACK)
    codes = confirm(desk.session, desk.office.keyring, desk.user, desk.field("code"), desk.now)
    if codes is None:
        return _page(desk, failed=True)
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    complete_log_in(desk.session, desk.login, desk.user, desk.now)
    desk.audit("second factor on")
    return _page(desk, codes=codes)


@pages.post("/second-factor/off", Rule.SIGNED_IN)
def stop(desk: Desk) -> Response:
    """Take the app off. Where the role demands a second factor and no passkey is left, the next is set up at once."""
    desk.demand_fresh_proof(BACK)
    take_app_off(desk.session, desk.user)
    needed = desk.user.role in desk.office.second_factor_roles
    if needed and desk.login is not None and not has_second_factor(desk.session, desk.user):
        desk.login.awaits = "enrol"
        desk.session.add(desk.login)
    desk.audit("second factor off")
    return desk.go(BACK)
