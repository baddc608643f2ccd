"""Names that last are told from names that a build tool made up."""

import pytest

from crawler.learn.naming import is_made_up, shared_start


@pytest.mark.parametrize(
    "name",
    [
        "css-1x7k2f",
        "sc-jppggzf",
        "_1h4ae1b",
        "Card_title__x7Gh2",
        "jss142",
        "xq9zc8nq",
        "bdfxqz",
        "a8f3c9d1e2",
        "post-10234",
    ],
)
def test_made_up_names_are_told(name: str) -> None:
    assert is_made_up(name)


@pytest.mark.parametrize(
    "name",
    [
        "ad",
        "ad-title",
        "annonce",
        "price_list",
        "col2",
        "h1",
        "anmeldelser",
        "beskrivelse",
        "kort",
        "userInfo",
        "tlf",
        "Preisliste",
    ],
)
def test_written_names_are_kept(name: str) -> None:
    assert not is_made_up(name)


def test_the_shared_start_of_addresses() -> None:
    assert shared_start(["/foto/17_1.jpg", "/foto/24_2.jpg"]) == "/foto/"
    assert shared_start(["abc", "abc"]) == "abc"
    assert shared_start([]) == ""
