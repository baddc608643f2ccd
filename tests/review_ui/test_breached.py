"""Pass phrases that others have used before are refused where one is set; the filter misses none it was made of."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from models.keys import KeyRing
from models.people import Organisation, User
from models.settings import Settings
from review_ui.accounts import AccountRefused, create_user, set_password, verify_password
from review_ui.app import create_app
from review_ui.breached import FILE, HEAD, MAGIC, folded, in_filter, is_known, places
from review_ui.breached.build import make_filter
from tests.conftest import NOW
from tests.review_ui.making import PASSWORD, make_organisation, make_user

GOOD = "hestevognsmanden spiser grød"
KNOWN = (
    "123456789987654321",
    "qwertyuiop12345",
    "Password!!123456",
    "passwordpassword",
    "Sommer sommer sommer",
    "ILOVEYOU iloveyou!!",
    "aaaaaaaaaaaaaaaaaaaa",
    "ababababababababab",
    "abcdefghijklmnopqr",
    "lygte lygte lygte",
    "Lygte-2026-2026-2026",
)


@pytest.mark.parametrize("phrase", KNOWN)
def test_known_and_plain_phrases_are_found_however_they_are_dressed(phrase: str) -> None:
    assert is_known(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "en lang opdigtet sætning",
        GOOD,
        "tolv blå cykler i regnen",
        "hverdag-kanel-trappe-7",
        "my aunt keeps nine geese",
        "xK4 vQ9 mZ2 pL7 wR5",
    ],
)
def test_a_sentence_of_ones_own_is_taken(phrase: str) -> None:
    assert not is_known(phrase, ("anna", "AmiAmi"))


def test_the_log_in_and_the_organisation_are_no_pass_phrase() -> None:
    for phrase in ("Reden International 2026", "annasofie annasofie", "annasofie123456"):
        assert is_known(phrase, ("annasofie", "Reden International")), phrase


def test_the_shipped_filter_is_small_and_errs_as_seldom_as_it_says() -> None:
    assert FILE.stat().st_size < 2_000_000
    draw = random.Random(20)
    wrong = sum(in_filter(f"{draw.getrandbits(80):020x}") for _ in range(20_000))
    # One in a million expected: two among twenty thousand would happen once in five thousand runs.
    assert wrong <= 1


@given(st.lists(st.text(min_size=4, max_size=30), min_size=1, max_size=60, unique=True))
def test_a_filter_misses_nothing_it_was_made_of(passwords: list[str]) -> None:
    content = make_filter(passwords)
    size, hashes = HEAD.unpack_from(content, len(MAGIC))
    bits = content[len(MAGIC) + HEAD.size :]
    for word in passwords:
        if len(folded(word)) >= 4:
            assert all(bits[at >> 3] >> (at & 7) & 1 for at in places(folded(word), size, hashes))


def test_lists_are_made_into_the_same_filter_whatever_their_order(tmp_path: Path) -> None:
    words = ["kanelsnegl", "Havregrød", "1234567", "trappe"]
    assert make_filter(words) == make_filter([*reversed(words), "kanelsnegl", "abc"])


def test_an_account_takes_no_known_phrase_and_keeps_the_old_one(session: Session) -> None:
    def make(password: str) -> User:
        return create_user(
            session, login="bente", password=password, role="screener", organisation="AmiAmi", regions=["1082"], now=NOW
        )

    with pytest.raises(AccountRefused, match="known from breaches"):
        make("passwordpassword")
    user = make(GOOD)
    for phrase in ("bente bente bente", "AmiAmi123456789", "qwertyuiop12345"):
        with pytest.raises(AccountRefused, match="known from breaches"):
            set_password(session, "bente", phrase, NOW)
    assert verify_password(GOOD, user.password_hash)
    assert session.get(Organisation, user.organisation_id) is not None


def test_the_settings_page_says_so_in_plain_words(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path) -> None:
    with Session(sqlite_store) as session:
        make_user(session, make_organisation(session, "AmiAmi", ["1082"]), "outreach")
        session.commit()
    client = TestClient(create_app(Settings(tmp_path, "unused"), sqlite_store, keyring, now=lambda: NOW))

    def send(path: str, **fields: str):  # type: ignore[no-untyped-def]  # the client's own answer type
        csrf = re.findall(r'name="csrf" value="([^"]+)"', client.get(path.rsplit("/password", 1)[0]).text)[0]
        return client.post(path, data={"csrf": csrf, **fields})

    send("/login", login="outreach", password=PASSWORD)
    refused = send("/settings/password", old=PASSWORD, new="qwertyuiop12345")
    assert refused.status_code == 400
    assert "kendt fra lækager" in refused.text
