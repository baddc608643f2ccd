"""What the parsing process says comes across as it was, or is refused: a page that took it over says what it likes."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import PageUnreadable
from crawler.items import AdItem, ReviewItem
from crawler.plain_values import from_plain, to_plain

words = st.none() | st.text(max_size=20)
ITEMS = st.builds(
    AdItem,
    site=st.text(),
    external_id=st.text(),
    url=st.text(),
    title=words,
    text=words,
    phones=st.lists(st.text(), max_size=3),
    age=st.none() | st.integers(0, 99),
    prices=st.lists(st.dictionaries(st.sampled_from(["minutes", "amount"]), st.integers() | st.none()), max_size=2),
    posted_at=st.none() | st.dates(),
    alternates=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    reviews=st.lists(
        st.builds(ReviewItem, text=st.text(), posted_at=st.none() | st.dates(), rating=st.none() | st.floats(0, 5)),
        max_size=2,
    ),
)


@given(ITEMS)
def test_what_is_read_comes_across_as_it_was(item: AdItem) -> None:
    assert from_plain(AdItem, json.loads(json.dumps(to_plain(item)))) == item


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(ITEMS, st.sampled_from(sorted(AdItem.__dataclass_fields__)), ANYTHING)
def test_whatever_else_comes_is_refused_or_is_of_the_right_kind(item: AdItem, name: str, value: object) -> None:
    plain = {**to_plain(item), name: value}
    try:
        read = from_plain(AdItem, plain)
    except PageUnreadable:
        return
    assert read.age is None or type(read.age) is int
    assert read.posted_at is None or isinstance(read.posted_at, date)
    assert all(type(each) is str for each in [read.site, *read.phones, *read.alternates.values()])
    assert all(type(each) is ReviewItem for each in read.reviews)


@pytest.mark.parametrize("change", [{"more": 1}, {"site": None}, {"reviews": [{}]}, {"posted_at": "yesterday"}])
def test_a_record_with_other_fields_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(PageUnreadable):
        from_plain(AdItem, {**to_plain(AdItem("s", "1", "u")), **change})
