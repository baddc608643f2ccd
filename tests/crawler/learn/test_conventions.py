"""What a site means by its bare words is told by the site: currency, order of dates, what moves with a change."""

from datetime import UTC, datetime

import pytest

from crawler.learn.clues import html_clue, json_clue
from crawler.learn.conventions import Conventions, conventions_of
from crawler.learn.samples import Sample

NOW = datetime(2026, 11, 15, 9, tzinfo=UTC)


def _found(*pages: str, languages: tuple[str, ...] = ("da",)) -> Conventions:
    samples = [Sample(f"http://127.0.0.1/{n}", f"<html><body>{page}</body></html>") for n, page in enumerate(pages)]
    return conventions_of(samples, languages, NOW)


@pytest.mark.parametrize(
    ("pages", "currency"),
    [
        (("<p>30 min 600 kr.</p>", "<p>1 time 1.000 kr</p>", "<p>45 min: 800,-</p>"), "DKK"),
        (("<p>30 min 65 €</p>", "<p>60 min €120</p>", "<p>45 min 90 EUR</p>"), "EUR"),
        (("<p>30 min 65</p>", "<p>60 min 120</p>"), "DKK"),
        (("<h3>Priser i EUR</h3><p>30 min 65</p>",), "EUR"),
        (("<p>All prices are in euro</p><p>30 min 65 kr</p>",), "EUR"),
        (("<h3>Pris</h3><p>30 min 600 kr</p><p>+46 70 174 06 05</p>",) * 3, "DKK"),
        (("<h3>Pris</h3><p>30 min 600 kr</p><p>+45 71 74 40 50</p>",) * 3, "DKK"),
        (("<p>Preise (€)</p><p>30 Min. 65</p>",), "EUR"),
        (('<script type="application/ld+json">{"offers": {"priceCurrency": "SEK", "price": "900"}}</script>',), "SEK"),
        (('<meta itemprop="priceCurrency" content="NOK"><p>30 min 700 kr</p>',), "NOK"),
        (("<p>30 min 600 kr eller 80 €</p>", "<p>60 min 1000 kr / 130 €</p>"), "DKK"),
        (("<p>Prisen er i orden</p><p>30 min 600 kr.</p>",), "DKK"),
    ],
)
def test_the_currency_of_bare_amounts_is_what_the_site_shows(pages: tuple[str, ...], currency: str) -> None:
    assert _found(*pages).currency == currency


@pytest.mark.parametrize(
    ("dates", "languages", "order"),
    [
        (("03/14/2026", "11/02/2026", "10/30/2026"), ("en",), "mdy"),
        (("14/03/2026", "02/11/2026", "30/10/2026"), ("en",), "dmy"),
        (("14/03/2026", "02/11/2026", "30/10/2026"), ("da",), None),
        (("14-03-2026", "02-11-2026"), ("da",), None),
        # Read day first, these posts would lie in the future.
        (("11/12/2026", "10/05/2026", "11/03/2026"), ("da",), "mdy"),
        (("03/04/2026", "05/06/2026"), ("en",), None),
        (("14/03/2026", "03/14/2026", "30/10/2026", "10/30/2026"), ("en",), None),
    ],
)
def test_the_order_of_day_and_month_is_what_the_dates_show(
    dates: tuple[str, ...], languages: tuple[str, ...], order: str | None
) -> None:
    pages = [f"<p>Oprettet: {date}</p>" for date in dates]
    assert _found(*pages, languages=languages).date_order == order


def test_what_is_usual_is_not_said_in_a_definition() -> None:
    assert _found("<p>30 min 600 kr.</p>").facts() == {}


def _list(*attributes: str) -> Sample:
    rows = "".join(f"<li class=ad {each}><a href='/ad/{n}'>Annonce {n}</a></li>" for n, each in enumerate(attributes))
    return Sample("http://127.0.0.1/", f"<html><body><ul>{rows}</ul></body></html>")


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([f"data-rev={n}" for n in range(6)], "::attr(data-rev)"),
        ([f"data-updated='2026-11-1{n}T08:1{n}:00'" for n in range(6)], "::attr(data-updated)"),
        ([f"data-modified-at=17631998{n}0" for n in range(6)], "::attr(data-modified-at)"),
        # A day is too coarse, "for 3 timer siden" moves by itself, a number of views is no change.
        ([f"data-updated='2026-11-1{n}'" for n in range(6)], None),
        ([f"data-updated='for {n} timer siden'" for n in range(6)], None),
        ([f"data-views={n}" for n in range(6)], None),
        (["data-version=2"] * 6, None),
        (["data-rev=1", "data-rev=2", "", "", "", ""], None),
    ],
)
def test_only_what_names_a_change_exactly_is_taken_for_a_clue(rows: list[str], rule: str | None) -> None:
    assert html_clue([_list(*rows)], "li.ad") == rule


def test_a_clue_inside_the_row_is_found() -> None:
    rows = "".join(
        f"<li class=ad><a href='/ad/{n}'>A</a><time class=updated datetime='2026-11-1{n} 08:0{n}'></time></li>"
        for n in range(6)
    )
    page = Sample("http://127.0.0.1/", f"<html><body><ul>{rows}</ul></body></html>")
    assert html_clue([page], "li.ad") == "time.updated::attr(datetime)"


def test_a_json_list_tells_when_an_ad_was_changed() -> None:
    items = [{"id": n, "title": "x", "updatedAt": f"2026-11-1{n}T08:00:00Z", "views": n} for n in range(6)]
    assert json_clue(items) == {"json": "updatedAt"}
    assert json_clue([{"id": n, "createdAt": f"2026-11-1{n}T08:00:00Z"} for n in range(6)]) is None
