"""Hostile pages and media on the whole road, from the server to the store (T-01, T-04): nothing asked for, nothing kept.

Some hundred pages at each change, ten thousand in ``make test-deep``: the same code, a larger number.
"""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.conftest import Answer, LittleAd
from tests.crawler.hostile_pages import MARKUP, hostile_page

# What pictures and films begin with; and what every picture of this site holds.
CANARY = b"LYGTE-BILLEDE-DER-ALDRIG-MAA-HENTES"
PNG, JPEG, WEBP, GIF, MP4 = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"WEBPVP8 ", b"GIF89a", b"ftypisom"
MEDIA = (
    '<img src="/m/{n}.png" srcset="/m/{n}@2.webp 2x" loading="eager"><picture><source srcset="/m/{n}.avif"></picture>'
    '<video src="/m/{n}.mp4" poster="/m/{n}.jpg" autoplay></video><audio src="/m/{n}.mp3"></audio><object data="/m/{n}.svg"></object>'
    '<embed src="/m/{n}.gif"><iframe src="/m/{n}.png"></iframe><link rel="icon" href="/m/{n}.ico"><link rel="preload" as="image" href="/m/{n}.png">'
    '<meta property="og:image" content="/m/{n}.jpg"><div style="background:url(/m/{n}.png)"></div><input type="image" src="/m/{n}.gif">'
    '<img src="data:image/png;base64,iVBORw0KGgo="><a href="/m/{n}.jpg">billede</a><svg><image href="/m/{n}.png"/></svg>'
)


def _collect(count: int, collected: Any, site: Any, tmp_path: Path) -> None:
    draw = random.Random(20261121)
    # Half a surrogate pair cannot be sent; the server would fail, not we.
    hostile = {str(1000 + number): hostile_page(draw).encode("utf-8", "replace").decode() for number in range(count)}
    site.put(*(LittleAd(id=key, title=f"Annonce {key}", text=f"Tekst {key}. Jeg tager imod efter aftale.", phone=None) for key in hostile))  # fmt: skip
    site.per_page = 100

    def shaped(page: str) -> str:
        key = page.partition("<h1>Annonce ")[2].partition("<")[0]
        before, after = page.split("<div class='text'>")
        return (
            f"{before}<div class='text'>{MEDIA.replace('{n}', key)}{after.replace('</body>', hostile[key] + '</body>')}"
        )

    site.change_page = shaped
    for kind in ("png", "jpg", "gif", "webp", "mp4", "avif", "svg", "ico", "mp3"):
        # Were one asked for, it would come as a page does, so that only its bytes tell.
        site.special[f"/m/1000.{kind}"] = Answer(PNG + CANARY)
    collected.define(ads={"min": 1, "max": 100_000})
    result = collected.crawl()
    assert (result.status, result.alarms) == ("complete", 0), result.message
    stored = collected.ads()
    assert set(stored) == set(hostile)
    assert [path for path in site.asked if path.startswith("/m/")] == []
    for key in list(stored)[:: max(1, count // 300)]:
        content = collected.content(key)
        assert not MARKUP.search(f"{content['title']}\n{content['text']}\n{content['address'] or ''}")
        assert f"Tekst {key}." in str(content["text"])
    _no_media_on_disk(tmp_path)


def _no_media_on_disk(folder: Path) -> None:
    """Look into every file of the data directory for what pictures and films hold."""
    looked = 0
    for file in folder.rglob("*"):
        if file.is_file():
            looked += 1
            held = file.read_bytes()
            assert [mark for mark in (PNG, JPEG, WEBP, GIF, MP4, CANARY) if mark in held] == []
    assert looked


def test_hundreds_of_hostile_pages_are_collected_and_no_byte_of_media_with_them(
    collected: Any, site: Any, tmp_path: Path
) -> None:
    _collect(400, collected, site, tmp_path)


@pytest.mark.deep
def test_ten_thousand_hostile_pages_are_collected_and_no_byte_of_media_with_them(
    collected: Any, site: Any, tmp_path: Path
) -> None:
    _collect(10_000, collected, site, tmp_path)


def test_a_picture_that_comes_as_a_page_is_left_out_and_none_of_it_kept(
    collected: Any, site: Any, tmp_path: Path
) -> None:
    site.fill(6)
    site.special["/ad/103"] = Answer(JPEG + CANARY * 20, headers={"Content-Type": "image/jpeg"})
    site.special["/ad/104"] = Answer(PNG + CANARY * 20)
    collected.crawl()
    assert set(collected.ads()) == {"100", "101", "102", "105"}
    _no_media_on_disk(tmp_path)
