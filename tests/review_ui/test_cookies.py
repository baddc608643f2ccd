"""What the cookies say to a browser: who may read and send them, how long they stay. On http (one machine) and on https."""

from http.cookies import Morsel, SimpleCookie

import pytest
from fastapi import Request, Response

from review_ui import cookies


def request(scheme: str, cookie: str = "") -> Request:
    return Request({
        "type": "http", "method": "GET", "path": "/deep/page", "query_string": b"", "scheme": scheme,
        "server": ("localhost", 80), "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
    })  # fmt: skip


def given(response: Response) -> tuple[str, Morsel[str]]:
    """Return the name and the rest of the one cookie a response sets."""
    (line,) = response.headers.getlist("set-cookie")
    ((name, rest),) = SimpleCookie(line).items()
    return name, rest


def guarded(rest: Morsel[str]) -> tuple[object, ...]:
    return rest["path"], bool(rest["secure"]), bool(rest["httponly"]), rest["samesite"]


@pytest.mark.parametrize(
    ("scheme", "name", "secure"), [("http", "lygte_session", False), ("https", "__Host-lygte-session", True)]
)
def test_a_log_in_lives_as_long_as_the_browser_and_is_read_and_sent_by_nobody_else(
    scheme: str, name: str, secure: bool
) -> None:
    response = Response()
    cookies.set_session(request(scheme), response, "key")
    found, rest = given(response)
    assert (found, rest.value, rest["max-age"], rest["expires"]) == (name, "key", "", "")
    assert guarded(rest) == ("/", secure, True, "strict")
    assert cookies.session_token(request(scheme, f"{name}=key")) == "key"
    other = "lygte_session" if secure else "__Host-lygte-session"
    assert cookies.session_token(request(scheme, f"{other}=key")) is None


@pytest.mark.parametrize(
    ("scheme", "name", "secure"), [("http", "lygte_session", False), ("https", "__Host-lygte-session", True)]
)
def test_a_log_in_taken_back_is_gone_under_the_same_name_and_rules(scheme: str, name: str, secure: bool) -> None:
    response = Response()
    cookies.drop_session(request(scheme), response)
    found, rest = given(response)
    assert (found, rest.value, rest["max-age"]) == (name, "", "0")
    assert guarded(rest) == ("/", secure, True, "strict")


@pytest.mark.parametrize(
    ("scheme", "name", "secure"), [("http", "lygte_form", False), ("https", "__Host-lygte-form", True)]
)
def test_the_seed_of_forms_stays_a_day(scheme: str, name: str, secure: bool) -> None:
    response = Response()
    cookies.set_seed(request(scheme), response, "seed")
    found, rest = given(response)
    assert (found, rest.value, rest["max-age"]) == (name, "seed", "86400")
    assert guarded(rest) == ("/", secure, True, "strict")
    assert cookies.seed(request(scheme, f"{name}=seed")) == "seed"
    assert cookies.seed(request(scheme)) is None


def test_seeds_cannot_be_guessed() -> None:
    seeds = {cookies.new_seed() for _ in range(200)}
    assert len(seeds) == 200 and {len(seed) for seed in seeds} == {32}


def test_danish_comes_first_until_somebody_chooses() -> None:
    assert cookies.language(request("http")) == "da"
    assert cookies.language(request("http", "lygte_language=en")) == "en"
