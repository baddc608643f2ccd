"""Log in, log out, choose the language. The only pages that need no log-in."""

from urllib.parse import quote

from fastapi import Response

from review_ui import cookies
from review_ui.access import SENT_TO, Rule
from review_ui.desk import Desk, own_path
from review_ui.limits import Limited
from review_ui.page import Pages
from review_ui.passkeys import door_of
from review_ui.signing_in import log_in, log_out
from review_ui.wording import LANGUAGES

pages = Pages()


@pages.get("/login", Rule.OPEN)
def show(desk: Desk) -> Response:
    """Show the form, the purpose and the forbidden uses."""
    if desk.the_user is not None:
        return desk.go("/")
    return _form(desk, failed=False, passkey_failed=desk.query("failed") == "passkey")


def _form(desk: Desk, *, failed: bool, passkey_failed: bool = False) -> Response:
    response = desk.page(
        "login.html",
        status=401 if failed else 200,
        failed=failed,
        passkey_failed=passkey_failed,
        door=door_of(desk.request),
        next=own_path(desk.field("next") or desk.query("next", "/")),
        typed=desk.field("login"),
    )
    if desk.new_seed:
        cookies.set_seed(desk.request, response, desk.new_seed)
    return response


@pages.post("/login", Rule.OPEN, limited=Limited.LOG_IN)
def enter(desk: Desk) -> Response:
    """Open a session, or say that name and password do not fit (never which)."""
    password, needed = str(desk.form.get("password", "")), desk.office.second_factor_roles
    opened = log_in(desk.session, desk.field("login"), password, desk.now, needed)
    if opened is None:
        return _form(desk, failed=True)
    onward = own_path(desk.field("next") or "/")
    owed = opened[1].awaits
    response = desk.go(f"{SENT_TO[owed]}?next={quote(onward, safe='')}" if owed else onward)
    cookies.set_session(desk.request, response, opened[0])
    return response


@pages.post("/logout", Rule.STEP)
def leave(desk: Desk) -> Response:
    """End the session and empty the browser of us."""
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    log_out(desk.session, desk.login, desk.user, desk.now)
    response = desk.go("/login")
    cookies.drop_session(desk.request, response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.post("/language", Rule.OPEN)
def choose_language(desk: Desk) -> Response:
    """Switch the language at once, for good when logged in."""
    chosen = desk.field("language")
    chosen = chosen if chosen in LANGUAGES else "da"
    response = desk.go(desk.field("next") or "/")
    cookies.set_cookie(desk.request, response, cookies.LANGUAGE, chosen, 31_536_000)
    if desk.the_user is not None:
        desk.the_user.language = chosen
        desk.session.add(desk.the_user)
    return response
