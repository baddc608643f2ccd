"""Passkeys: make, name, rename, remove; log in and prove who sits here with one. The browser's own window does the asking."""

from urllib.parse import quote

from fastapi import Response

from models.people import Passkey
from review_ui import cookies
from review_ui.access import SENT_TO, Rule
from review_ui.challenges import ADD, PROVE, SIGN_IN, browser_mark, log_in_mark
from review_ui.desk import Desk, own_path
from review_ui.errors import BadForm, NotThere
from review_ui.limits import Limited
from review_ui.page import Pages
from review_ui.passkeys import (
    NAME_LENGTH,
    Ceremony,
    door_of,
    keep_passkey,
    making_options,
    passkey_fits,
    sign_in_options,
)
from review_ui.second_factor import has_second_factor, new_recovery_codes, recovery_left, take_passkey_off
from review_ui.signing_in import complete_log_in, log_in_with_passkey, note_refused_passkey, prove_with_passkey

pages = Pages()
BACK = "/second-factor"


def _ceremony(desk: Desk, act: str) -> Ceremony:
    """Begin or go on with one exchange. Raises BadForm where browsers make no passkeys."""
    door = door_of(desk.request)
    if not door.takes_passkeys:
        raise BadForm("passkey.not_here")
    # Before the log-in the form's own token fitted, hence there is a seed.
    mark = log_in_mark(desk.login.id) if desk.login else browser_mark(cookies.seed(desk.request) or "")
    return Ceremony(desk.session, door, act, mark, desk.now)


def _ask(desk: Desk, act: str, action: str, options: str, *, name: str = "", back: str) -> Response:
    """Show the page from which the browser's own window opens."""
    onward = own_path(desk.field("next") or "/")
    return desk.page("passkey.html", act=act, action=action, options=options, name=name, back=back, next=onward)


@pages.post("/login/passkey", Rule.OPEN, limited=Limited.LOG_IN)
def begin_log_in(desk: Desk) -> Response:
    """Ask the browser for any passkey made for this host: no name, no pass phrase."""
    if desk.the_user is not None:
        return desk.go("/")
    options = sign_in_options(_ceremony(desk, SIGN_IN))
    return _ask(desk, "sign_in", "/login/passkey/enter", options, back="/login")


@pages.post("/login/passkey/enter", Rule.OPEN, limited=Limited.LOG_IN)
def enter(desk: Desk) -> Response:
    """Open a session, or send back to the log-in page (never saying why)."""
    if desk.the_user is not None:
        return desk.go("/")
    answer = str(desk.form.get("answer", ""))
    used = passkey_fits(_ceremony(desk, SIGN_IN), answer)
    opened = log_in_with_passkey(desk.session, used, desk.now) if used else None
    if opened is None:
        note_refused_passkey(desk.session, used, desk.now)
        return desk.go("/login?failed=passkey")
    response = desk.go(desk.field("next") or "/")
    cookies.set_session(desk.request, response, opened[0])
    return response


@pages.post("/prove/passkey", Rule.STEP)
def begin_proof(desk: Desk) -> Response:
    """Ask the browser for one of this worker's passkeys."""
    options = sign_in_options(_ceremony(desk, PROVE), desk.user)
    back = f"{SENT_TO['code']}?next={quote(own_path(desk.field('next') or '/'), safe='')}"
    return _ask(desk, "prove", "/prove/passkey/answer", options, back=back)


@pages.post("/prove/passkey/answer", Rule.STEP, limited=Limited.LOG_IN)
def prove_it(desk: Desk) -> Response:
    """Go on where the worker was, with a new cookie, or ask once more."""
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    answer = str(desk.form.get("answer", ""))
    used = passkey_fits(_ceremony(desk, PROVE), answer, desk.user)
    onward = own_path(desk.field("next") or "/")
    if used is None:
        note_refused_passkey(desk.session, None, desk.now, desk.user)
        return desk.go(f"/prove?failed=passkey&next={quote(onward, safe='')}")
    token = prove_with_passkey(desk.session, desk.login, desk.user, desk.now)
    response = desk.go(onward)
    cookies.set_session(desk.request, response, token)
    return response


@pages.post("/second-factor/passkeys", Rule.ENROL)
def begin_making(desk: Desk) -> Response:
    """Ask the browser to make one."""
    desk.demand_fresh_proof(BACK)
    options = making_options(_ceremony(desk, ADD), desk.user, desk.office.keyring.session_key)
    return _ask(desk, ADD, "/second-factor/passkeys/keep", options, name=_name(desk), back=BACK)


def _name(desk: Desk) -> str:
    name = " ".join(desk.field("name").split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise BadForm("passkey.name_needed", most=NAME_LENGTH)
    return name


@pages.post("/second-factor/passkeys/keep", Rule.ENROL, limited=Limited.LOG_IN)
def keep(desk: Desk) -> Response:
    """Keep what the device made; with the first second factor come ten recovery codes, shown this once."""
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    desk.demand_fresh_proof(BACK)
    answer, key = str(desk.form.get("answer", "")), desk.office.keyring.session_key
    kept = keep_passkey(_ceremony(desk, ADD), desk.user, key, name=_name(desk), answer=answer)
    if kept is None:
        return desk.go(f"{BACK}?failed=passkey")
    codes = new_recovery_codes(desk.session, desk.user) if not recovery_left(desk.user) else None
    complete_log_in(desk.session, desk.login, desk.user, desk.now)
    desk.audit("passkey made", f"passkey:{kept.id}")
    if codes is None:
        return desk.go(f"{BACK}?done=passkey_made")
    return desk.page("recovery_codes.html", codes=codes)


@pages.post("/second-factor/passkeys/{number:int}/rename", Rule.SIGNED_IN)
def rename(desk: Desk, number: int) -> Response:
    """Give a passkey another name."""
    own = _own(desk, number)
    own.name = _name(desk)
    desk.session.add(own)
    return desk.go(f"{BACK}?done=saved")


@pages.post("/second-factor/passkeys/{number:int}/remove", Rule.SIGNED_IN)
def remove(desk: Desk, number: int) -> Response:
    """Take one off; where the role demands a second factor and this was the last, the next is set up at once."""
    own = _own(desk, number)
    desk.demand_fresh_proof(BACK)
    take_passkey_off(desk.session, desk.user, own)
    needed = desk.user.role in desk.office.second_factor_roles
    if needed and desk.login is not None and not has_second_factor(desk.session, desk.user):
        desk.login.awaits = "enrol"
        desk.session.add(desk.login)
    desk.audit("passkey removed", f"passkey:{number}")
    return desk.go(f"{BACK}?done=passkey_removed")


def _own(desk: Desk, number: int) -> Passkey:
    found = desk.session.get(Passkey, number)
    if found is None or found.user_id != desk.user.id:
        raise NotThere("error.no_page")
    return found
