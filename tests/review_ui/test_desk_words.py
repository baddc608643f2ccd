"""What the door of every page makes of what a browser says, and where it sends it next. On SQLite, no browser."""

import pytest

from review_ui.access import Rule
from review_ui.desk import own_path, whole_number
from review_ui.errors import BadForm
from tests.review_ui.office_door import Door


def test_fields_are_trimmed_and_numbers_read_as_people_write_them(door: Door) -> None:
    form = {"word": " a b ", "low": "-3", "high": "12", "none": "x", "long": "9" * 31, "sup": "²", "two": "--1"}
    desk = door.enter(Rule.PLAN, form=form)
    assert (desk.field("word"), desk.field("gone"), desk.field("gone", "d")) == ("a b", "", "d")
    assert (desk.number_field("low", -3, 0), desk.number_field("high", 0, 12)) == (-3, 12)
    assert desk.number_field("gone", 1, 5, 4) == 4
    for name, lowest, highest in (
        ("low", -2, 0),
        ("high", 0, 11),
        ("none", 0, 9),
        ("long", 0, 9),
        ("sup", 0, 9),
        ("two", -9, 9),
        ("gone", 0, 9),
    ):
        with pytest.raises(BadForm) as refusal:
            desk.number_field(name, lowest, highest)
        assert refusal.value.key == "error.number"
        assert refusal.value.values == {"field": name, "lowest": lowest, "highest": highest}


def test_addresses_are_read_with_care(door: Door) -> None:
    desk = door.enter(Rule.PLAN, door.request(query="a=1&n=7"))
    assert (desk.query("a"), desk.query("b"), desk.query("b", "z")) == ("1", "", "z")
    assert (desk.query_number("n"), desk.query_number("b")) == (7, 0)


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7), ("2147483647", 2147483647), ("2147483648", 0), ("", 0), ("²", 0), ("-1", 0), ("7x", 0), ("0" * 11, 0), (" 7", 0)],
)  # fmt: skip
def test_a_number_in_an_address_names_a_row_or_nothing(written: str, number: int) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize("path", ["/", "/places/ribe?at=1", "/queue#x"])
def test_after_a_form_the_browser_goes_to_a_page_of_ours(door: Door, path: str) -> None:
    assert own_path(path) == path
    answer = door.enter(Rule.PLAN).go(path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)


@pytest.mark.parametrize(
    "path",
    ["", "places", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\\b", "/a\nb", "javascript:x"],
)
def test_and_never_to_anybody_elses(path: str) -> None:
    assert own_path(path) == "/"


def test_a_page_is_drawn_for_this_worker_with_its_status(door: Door) -> None:
    page = door.enter(Rule.PLAN).page("page", 404, word="<b>")
    assert (page.status_code, page.body) == (404, b"da: &lt;b&gt;")
    assert door.enter(Rule.PLAN).page("page", word="x").status_code == 200


def test_what_the_worker_chose_is_kept(door: Door) -> None:
    door.change(preferences={"theme": "dark"}, language="en")
    desk = door.enter(Rule.PLAN)
    assert (desk.preference("theme"), desk.preference("x"), desk.lang) == ("dark", "", "en")
