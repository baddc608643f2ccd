"""Prove who sits here: the code after the pass phrase at log-in, and again before a number or file when it was long ago."""

from fastapi import Response

from review_ui import cookies
from review_ui.access import Rule
from review_ui.desk import Desk, own_path
from review_ui.limits import Limited
from review_ui.page import Pages
from review_ui.passkeys import door_of, passkeys_of
from review_ui.second_factor import enrolled
from review_ui.signing_in import prove

pages = Pages()


@pages.get("/prove", Rule.STEP)
def show(desk: Desk) -> Response:
    """Ask for the code, or for the pass phrase or code."""
    return _form(desk, failed=desk.query("failed") == "passkey")


def _form(desk: Desk, *, failed: bool) -> Response:
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    return desk.page(
        "prove.html",
        status=401 if failed and desk.request.method == "POST" else 200,
        failed=failed,
        at_log_in=desk.login.awaits is not None,
        has_codes=enrolled(desk.user),
        passkeys=passkeys_of(desk.session, desk.user),
        passkeys_here=passkeys_of(desk.session, desk.user, door_of(desk.request)),
        next=own_path(desk.field("next") or desk.query("next", "/")),
    )


@pages.post("/prove", Rule.STEP, limited=Limited.LOG_IN)
def answer(desk: Desk) -> Response:
    """Go on where the worker was, with a new cookie, or say that it does not fit (never why)."""
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    written = str(desk.form.get("proof", ""))
    token = prove(desk.session, desk.office.keyring, desk.login, desk.user, written, now=desk.now)
    if token is None:
        return _form(desk, failed=True)
    response = desk.go(desk.field("next") or "/")
    cookies.set_session(desk.request, response, token)
    return response
