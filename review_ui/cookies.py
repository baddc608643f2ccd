"""The three cookies: the log-in, a seed for anonymous forms, and the language before log-in.

Over https the log-in cookie is ``__Host-`` and Secure; over plain http (loopback only) browsers would refuse that name.
"""

import hmac
import secrets

from fastapi import Request, Response
from starlette.datastructures import FormData

from models.people import UserSession
from review_ui.office import Office
from review_ui.signing_in import form_token

LANGUAGE = "lygte_language"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request, name: str) -> str:
    return f"__Host-lygte-{name}" if _secure(request) else f"lygte_{name}"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie scripts cannot read and other sites cannot send."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=_secure(request), httponly=True, samesite="strict"
    )


def session_token(request: Request) -> str | None:
    """Return the log-in token a browser sent."""
    return request.cookies.get(_name(request, "session"))


def set_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its log-in; gone when the browser closes."""
    set_cookie(request, response, _name(request, "session"), token)


def drop_session(request: Request, response: Response) -> None:
    """Take the log-in back."""
    response.delete_cookie(
        _name(request, "session"), path="/", secure=_secure(request), httponly=True, samesite="strict"
    )


def language(request: Request) -> str:
    """Return the language chosen before log-in; Danish first."""
    return request.cookies.get(LANGUAGE, "da")


def seed(request: Request) -> str | None:
    """Return the seed that ties anonymous forms to this browser."""
    return request.cookies.get(_name(request, "form"))


def set_seed(request: Request, response: Response, value: str) -> None:
    """Remember the seed."""
    set_cookie(request, response, _name(request, "form"), value, 86_400)


def new_seed() -> str:
    """Make a seed."""
    return secrets.token_urlsafe(24)


def form_token_fits(request: Request, form: FormData, login: UserSession | None, office: Office) -> bool:
    """Tell whether a form was made for this log-in (or, before log-in, for this browser)."""
    sent = form.get("csrf")
    if not isinstance(sent, str) or not sent.isascii():
        return False
    if login is not None:
        return hmac.compare_digest(sent, login.csrf_token)
    known = seed(request)
    return known is not None and hmac.compare_digest(sent, form_token(office.keyring.session_key, known))
