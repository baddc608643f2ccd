"""The unknown sites: every ad reachable, every shown field on its page, each seed another site, hostile traps that bite."""

import gzip
import json
import re
import urllib.error
import urllib.request
import zlib
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import phonenumbers
import pytest
from phonenumbers import carrier

from demo.answer import Answer, Request
from demo.phones import DRAMA
from demo.unknown_sites.look import Look, make_look
from demo.unknown_sites.noise import SUPPORT_NUMBER
from demo.unknown_sites.serve import MAKERS, UnknownSite, UnknownSites
from demo.unknown_sites.traps import TRAPS

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
SEEDS = (0, 1, 2, 3)


@cache
def make(kind: str, seed: int) -> UnknownSite:
    return MAKERS[kind](make_look(kind, seed), NOW)


def ask(site: UnknownSite, url: str) -> Answer:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return site.answer(Request(parts.path, query, {"host": parts.netloc}))


def html_of(answer: Answer) -> str:
    try:
        return unescape(answer.body.decode("utf-8"))
    except UnicodeDecodeError:
        return unescape(answer.body.decode("windows-1252"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["table", "forum", "trilingual", "cards", "bare", "table2", "forum2", "trilingual2"])
def test_every_ad_is_linked_from_the_pages_of_the_list(kind: str, seed: int) -> None:
    site = make(kind, seed)
    url, seen, waiting = f"http://site/{site.start}", set(), []
    waiting.append(url)
    linked: set[str] = set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        page = html_of(ask(site, url))
        links = {
            urljoin(url, link) for link in re.findall(r"""(?i:href|data-next|data-scroll)=["']?([^"'\s>]+)""", page)
        }
        linked |= links
        waiting += [
            link
            for link in links
            if re.search(r"[?&](p|page|side|omr|fra|start)=\w|browse/\d|dk/side-\d", link)
            and "lang=en" not in link
            and "lang=de" not in link
        ]
        assert len(seen) < 60
    wanted = {f"http://site/{row['url']}" for row in site.truth.values()}
    assert len(wanted) == len(site.truth) >= 30
    assert wanted <= linked


@pytest.mark.parametrize("seed", SEEDS)
def test_the_app_lists_every_ad_and_gives_its_fields_as_json(seed: int) -> None:
    site, look = make("app", seed), make_look("app", seed)
    first, step = (
        (
            "/api/v1/listings?page=1",
            lambda d: f"/api/v1/listings?page={d['page'] + 1}" if d["page"] < d["pages"] else None,
        ),
        ("/data/search", lambda d: d["next_cursor"] and f"/data/search?cursor={d['next_cursor']}"),
        ("/api/find?offset=0&limit=15", lambda d: None),
    )[look.variant]
    found: set[str] = set()
    url: str | None = first
    while url:
        body = json.loads(ask(site, url).body)
        rows = body.get("items") or body.get("results") or body.get("list")
        found |= {str(row.get("id") or row.get("uid") or row.get("nr")) for row in rows}
        if look.variant == 2:
            offset = len(found)
            url = f"/api/find?offset={offset}&limit=15" if offset < body["total"] else None
        else:
            url = step(body)
    assert found == set(site.truth)
    one = next(iter(site.truth))
    record = ask(
        site, ("/api/v1/listings/{}", "/data/ad/{}", "/api/find?id={}")[look.variant].format(one)
    ).body.decode()
    truth = site.truth[one]
    assert all(
        json.dumps(str(truth[field]), ensure_ascii=False)[1:-1] in record
        for field in ("title", "text", "city", "postcode")
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "kind", ["table", "cards", "forum", "trilingual", "hostile", "table2", "cards2", "forum2", "trilingual2"]
)
def test_each_true_field_stands_on_the_page_of_its_ad(kind: str, seed: int) -> None:
    site = make(kind, seed)
    for row in site.truth.values():
        page = html_of(ask(site, f"http://site/{row['url']}"))
        # A long thread goes on: its later pages hold the later reviews.
        page += "".join(html_of(ask(site, f"http://site/{row['url']}&start={at}")) for at in (4, 8) if kind == "forum2")
        flat = re.sub(
            r"\s+",
            " ",
            re.sub(r"<(template|script|noscript)[^>]*>.*?</\1>|<!--.*?-->|<[^>]+>", " ", page, flags=re.DOTALL),
        )
        for field in ("title", "alias", "city", "postcode", "address"):
            assert row[field] is None or re.sub(r"\s+", " ", str(row[field])) in flat, field
        assert row["age"] is None or str(row["age"]) in flat
        for review in row["reviews"]:
            assert re.sub(r"\s+", " ", review["text"]) in flat
        for price in row["prices"]:
            assert re.search(rf"\b{price['amount'] // 1000 or ''}\.?{str(price['amount'])[-3:]}\b", flat)


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_the_truth_is_whole_and_its_numbers_belong_to_nobody(kind: str) -> None:
    wanted = (
        "site title text phones alias age city postcode address kind prices posted_at languages reviews image_count url"
    )
    for row in make(kind, 4).truth.values():
        assert set(row) == set(wanted.split())
        assert row["posted_at"] is None or date.fromisoformat(str(row["posted_at"])) <= NOW.date()
        for phone in row["phones"]:
            parsed = phonenumbers.parse(phone)
            assert phone in DRAMA or (
                phonenumbers.is_valid_number(parsed) and not carrier.name_for_number(parsed, "en")
            )


def test_seeds_differ_in_language_variant_and_class_names() -> None:
    for kind in MAKERS:
        looks = [make_look(kind, seed) for seed in range(12)]
        assert len({look.lang for look in looks}) == 4
        assert {look.variant for look in looks} == {0, 1, 2}
        assert len({look.css("card") for look in looks}) == 12


@pytest.mark.parametrize("lang", ["da", "en", "de", "sv"])
def test_dates_of_a_look_are_never_ambiguous(lang: str) -> None:
    for seed in range(12):
        written = Look(seed, "table", lang, 0).absolute(date(2026, 3, 4))
        assert "/" not in written
        assert written.startswith(("4", "04", "2026-03-04"))


def test_the_phone_of_a_card_stands_behind_its_button_only() -> None:
    for seed in SEEDS:
        site, look = make("cards", seed), make_look("cards", seed)
        for row in list(site.truth.values())[:10]:
            page = html_of(ask(site, f"http://site/{row['url']}")).replace(str(row["text"]), "")
            assert re.search(r'data-[nbu]="', page)
            assert look.label("show_phone") in page


def test_three_languages_of_one_ad_are_tied_together() -> None:
    for seed in SEEDS:
        site = make("trilingual", seed)
        row = next(iter(site.truth.values()))
        page = html_of(ask(site, f"http://site/{row['url']}"))
        others = dict(re.findall(r'hreflang="(\w\w)" href="([^"]+)"', page.split("</head>")[0]))
        assert set(others) == {"da", "en", "de"}
        assert others["da"] == f"/{row['url']}"
        english = html_of(ask(site, f"http://site{others['en']}"))
        assert '<html lang="en">' in english
        assert str(row["text"]) not in english


def test_hidden_words_of_the_hostile_site_are_not_in_its_truth() -> None:
    site = make("hostile", 2)
    for row in site.truth.values():
        page = html_of(ask(site, f"http://site/{row['url']}"))
        assert "vores piger er klar dag og nat" in page
        assert "vores piger er klar dag og nat" not in str(row)


def test_the_traps_bite() -> None:
    site = make("hostile", 1)
    gzipped = ask(site, "http://site/bombe/gzip").body
    assert len(gzipped) < 100_000
    assert len(gzip.decompress(gzipped)) > 40_000_000
    assert len(zlib.decompress(gzip.decompress(ask(site, "http://site/bombe/dobbelt").body))) > 40_000_000
    assert ("Content-Length", str(10 * 1024**3)) in ask(site, "http://site/stor").headers
    assert ask(site, "http://site/dyb").body.count(b"<div>") == 100_000
    assert ask(site, "http://site/kalender/2026/12").body.endswith(b'href="/kalender/2027/1">N\xc3\xa6ste</a>')
    assert ask(site, "http://site/annoncer?side=999").kind == "list"
    assert ask(site, "http://site/s/1/s/2/annoncer").kind == "list"
    assert ask(site, "http://site/findes-ikke").status == 200
    assert {ask(site, f"http://site{path}").kind for path in TRAPS} == {"trap", "forbidden"}


def test_all_sites_answer_over_http_and_count_what_is_asked() -> None:
    with UnknownSites(seed=3, now=NOW) as sites:
        for name, url in sites.urls.items():
            with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310 - loopback http only
                assert reply.status == 200
            for row in list(sites.truth[name].values())[:2]:
                with urllib.request.urlopen(str(row["url"]), timeout=5) as reply:  # noqa: S310
                    assert reply.status == 200
            assert sites.requests[name]["all"] == 3
        assert sites.image_requests == 0
        with urllib.request.urlopen(sites.urls["cards"] + "i/1/0.webp", timeout=5) as reply:  # noqa: S310
            assert reply.status == 200
        assert sites.image_requests == 1
        with pytest.raises(urllib.error.HTTPError, match="redirect"):
            urllib.request.urlopen(sites.urls["hostile"].replace("annoncer", "loop/a"), timeout=5)  # noqa: S310


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bare_site_says_its_facts_in_markup_and_not_in_label_words(seed: int) -> None:
    site, look = make("bare", seed), make_look("bare", seed)
    for row in site.truth.values():
        page = html_of(ask(site, f"http://site/{row['url']}"))
        assert all(str(row[field]) in page for field in ("alias", "age", "city", "postcode", "title"))
        assert f"{look.label('age')}:" not in page
        assert page.count("<figure>") == 1
        assert page.count("/pictures/") == row["image_count"]
        assert ("itemprop" in page, "data-phone" in page, "ld+json" in page)[look.variant]


@pytest.mark.parametrize("kind", ["table", "cards", "forum", "trilingual", "bare"])
def test_odd_seeds_carry_noise_beside_the_ad_and_even_seeds_do_not(kind: str) -> None:
    for seed in SEEDS:
        site = make(kind, seed)
        row = next(iter(site.truth.values()))
        page = html_of(ask(site, f"http://site/{row['url']}"))
        assert (SUPPORT_NUMBER in page) == (seed % 2 == 1)
        assert SUPPORT_NUMBER.replace(" ", "") not in str([row["phones"] for row in site.truth.values()])
