"""Bombs and giants (T-02, 40 cases): whatever a page is, the pass ends soon, the page is left out, the good rows stay.

Twenty answers are too much before they are read, twenty more only once they are; two drip. Each group goes the whole road
in one pass, and every page that is read is also read on its own, within two seconds.
"""

import gzip
import time
import zlib
from typing import Any

import brotli
import pytest

import crawler.settings
from crawler.decoding import decode
from crawler.definition import read_definition
from crawler.extract import extract_ad
from crawler.page import Page

MEGA = 1024 * 1024
HTML = {"Content-Type": "text/html; charset=utf-8"}


def _answer(body: bytes, **headers: str) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(
        status=200, body=body, headers={**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}}
    )


def _zstd(data: bytes) -> bytes:
    from backports import zstd

    return zstd.compress(data)


ZEROES = b"<p>" + b"0" * (60 * MEGA)
PAGE = b"<h1>Titel</h1><div class='text'>Tekst</div>"
BOMBS = {
    "gzip": lambda: _answer(gzip.compress(ZEROES), Content_Encoding="gzip"),
    "deflate": lambda: _answer(zlib.compress(ZEROES), Content_Encoding="deflate"),
    "brotli": lambda: _answer(brotli.compress(ZEROES, quality=1), Content_Encoding="br"),
    "zstd": lambda: _answer(_zstd(ZEROES), Content_Encoding="zstd"),
    "gzip in gzip": lambda: _answer(gzip.compress(gzip.compress(ZEROES)), Content_Encoding="gzip, gzip"),
    "ratio over 50 under 5 MB": lambda: _answer(gzip.compress(PAGE + b" " * (3 * MEGA)), Content_Encoding="gzip"),
    "plain giant": lambda: _answer(PAGE + b"x" * (6 * MEGA)),
    "10 GB declared": lambda: _answer(PAGE, Content_Length=str(10**10)),
    "broken gzip": lambda: _answer(gzip.compress(PAGE)[:20], Content_Encoding="gzip"),
    "unknown packing": lambda: _answer(b"\x00\x01\x02", Content_Encoding="lzma"),
    "image under html": lambda: _answer(b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, Content_Type="image/png"),
    "video": lambda: _answer(b"\x00" * 200, Content_Type="video/mp4"),
    "font": lambda: _answer(b"\x00" * 200, Content_Type="font/woff2"),
    "program": lambda: _answer(b"MZ" + b"\x00" * 200, Content_Type="application/octet-stream"),
    "pdf": lambda: _answer(b"%PDF-1.7", Content_Type="application/pdf"),
    "brotli in gzip": lambda: _answer(gzip.compress(brotli.compress(ZEROES, quality=1)), Content_Encoding="br, gzip"),
    "gzip of many members": lambda: _answer(gzip.compress(b"<p>" + b"0" * (4 * MEGA)) * 8, Content_Encoding="gzip"),
    "headless deflate": lambda: _answer(zlib.compress(ZEROES)[2:-4], Content_Encoding="deflate"),
    "gzip of markup": lambda: _answer(gzip.compress(b"<div class=x>" * (2 * MEGA)), Content_Encoding="gzip"),
    "audio without a head": lambda: _answer(b"ID3" + b"\x00" * 200, Content_Type="audio/mpeg"),
}


def test_every_bomb_and_picture_is_left_out_and_the_other_ads_are_stored(collected: Any, site: Any) -> None:
    site.fill(len(BOMBS) + 5)
    for number, bomb in enumerate(sorted(BOMBS)):
        site.special[f"/ad/{103 + number}"] = BOMBS[bomb]()
    started = time.monotonic()
    result = collected.crawl()
    assert time.monotonic() - started < 20 + len(BOMBS)
    kept = {bomb for number, bomb in enumerate(sorted(BOMBS)) if str(103 + number) in collected.ads()}
    assert kept == set()
    assert len(collected.ads()) == 5
    assert result.status == "partial"


HEAVY = {
    "a million attributes": lambda: (
        b"<div " + b" ".join(b"a%d=1" % number for number in range(400_000)) + b">" + PAGE + b"</div>"
    ),
    "a hundred thousand deep": lambda: b"<div>" * 100_000 + PAGE + b"</div>" * 100_000,
    "entities": lambda: (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + PAGE + b"&b;" * 1000
    ),
    "external entity": lambda: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + PAGE + b"&a;",
    "giant srcset": lambda: PAGE + b"<img srcset='" + b"/x.jpg 1x, " * 300_000 + b"'>",
    "a million tags": lambda: PAGE + b"<b>" * 1_000_000,
    "unclosed script": lambda: PAGE + b"<script>" + b"a" * MEGA,
    "null bytes": lambda: b"\x00".join([PAGE[:20], PAGE[20:]]) + b"\x00" * 10_000,
    "no end": lambda: b"<h1>Titel" + b"<" * 200_000,
    "long words": lambda: b"<h1>" + b"t" * MEGA + b"</h1><div class='text'>" + b"x" * MEGA + b"</div>",
    "cdata": lambda: PAGE + b"<![CDATA[" * 100_000,
    "comments": lambda: PAGE + b"<!--" * 200_000,
    "a hundred thousand cells": lambda: PAGE + b"<table><tr>" + b"<td>Alder<td>25" * 100_000 + b"</table>",
    "tables in tables": lambda: b"<table><tr><td>" * 20_000 + PAGE,
    "a hundred thousand rules of style": lambda: (
        b"<style>" + b"".join(b".c%d>b{display:none}" % n for n in range(100_000)) + b"</style>" + PAGE
    ),
    "a hundred thousand classes": lambda: (
        PAGE + b"<p class='" + b" ".join(b"c%d" % n for n in range(100_000)) + b"'>x</p>"
    ),
    "deep data": lambda: PAGE + b'<script type="application/ld+json">' + b'{"a":[' * 100_000 + b"</script>",
    "a picture in the page": lambda: PAGE + b"<img src='data:image/png;base64," + b"iVBORw0K" * 500_000 + b"'>",
    "a million entities": lambda: PAGE + b"<p>" + b"&amp;&eacute;" * 300_000,
    "ten thousand style sheets": lambda: PAGE + b"<style>.a{display:none}</style>" * 10_000,
    "a hundred thousand labels": lambda: PAGE + b"<p>Alder: 25" * 100_000,
    "a hundred thousand terms": lambda: PAGE + b"<dt>Alder" * 100_000,
    "a hundred thousand prices": lambda: PAGE + b"<p>30 min 600 kr" * 100_000,
    "a mountain of marks": lambda: PAGE + b"<p>" + "a\u0301\u0302\u0303".encode() * 500_000,
}


@pytest.mark.parametrize("heavy", sorted(HEAVY))
def test_a_heavy_page_is_read_within_two_seconds(collected: Any, heavy: str) -> None:
    definition = read_definition(collected.definition, "lille")
    page = Page("http://127.0.0.1/ad/103", decode(HEAVY[heavy]()))
    started = time.thread_time()
    item = extract_ad(page, definition, now=collected.now)
    assert time.thread_time() - started < 2
    assert len(item.text or "") <= 1_500
    assert "root:" not in str(item)


def test_every_heavy_page_goes_the_whole_road_beside_good_ones(collected: Any, site: Any) -> None:
    site.fill(len(HEAVY) + 4)
    for number, heavy in enumerate(sorted(HEAVY)):
        site.special[f"/ad/{104 + number}"] = _answer(HEAVY[heavy]())
    collected.crawl()
    assert {"100", "101", "102", "103"} <= set(collected.ads())
    assert ("page_unreadable", None) not in collected.alarms()


def test_t_02_has_its_forty_cases() -> None:
    assert len(BOMBS) + len(HEAVY) >= 40


def test_a_page_that_drips_is_cut_off_in_time(collected: Any, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler.settings, "DOWNLOAD_TIMEOUT", 1)

    def drip(_headers: object) -> Any:
        time.sleep(2.5)
        return _answer(PAGE)

    site.fill(3)
    site.special["/ad/101"] = drip
    result = collected.crawl()
    assert result.status == "partial"
    assert set(collected.ads()) == {"100", "102"}


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd",
        "http://localhost/", "http://127.0.0.1:1/", "//evil.example/", "https://evil.example/", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(collected: Any, site: Any, target: str) -> None:
    from types import SimpleNamespace

    site.fill(3)
    site.special["/ad/101"] = SimpleNamespace(status=302, body=b"", headers={"Location": target})
    collected.crawl()
    assert set(collected.ads()) == {"100", "102"}


def test_thirty_redirects_are_not_followed_to_the_end(collected: Any, site: Any) -> None:
    from types import SimpleNamespace

    site.fill(3)
    site.special["/ad/101"] = SimpleNamespace(status=302, body=b"", headers={"Location": "/hop/0"})
    for hop in range(30):
        site.special[f"/hop/{hop}"] = SimpleNamespace(status=302, body=b"", headers={"Location": f"/hop/{hop + 1}"})
    assert collected.crawl().status == "partial"
    assert sum(path.startswith("/hop/") for path in site.asked) <= 5


def test_a_list_without_end_is_left_after_pages_without_news(collected: Any, site: Any) -> None:
    site.fill(8)
    site.change_list = lambda page: page.replace(
        "</body>", f'<a class="next" href="/?side={len(site.asked) + 50}">Næste</a></body>'
    )
    result = collected.crawl()
    assert result.ads_seen == 8
    assert sum(path.startswith("/?side") for path in site.asked) <= 5


def test_no_media_is_asked_for_though_every_page_names_some(collected: Any, site: Any) -> None:
    site.fill(30)
    site.change_list = lambda page: page.replace('<a class="next"', '<a class="next" data-x="/x.jpg"')
    collected.crawl()
    assert not [path for path in site.asked if "billede" in path or path.endswith(".jpg")]


def test_an_ad_link_that_is_a_picture_is_refused(collected: Any, site: Any) -> None:
    site.fill(3)
    site.change_list = lambda page: page.replace('href="/ad/101"', 'href="/billede/101.jpg"')
    collected.crawl()
    assert "/billede/101.jpg" not in site.asked
    assert set(collected.ads()) == {"100", "102"}
