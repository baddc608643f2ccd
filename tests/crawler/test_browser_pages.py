"""Pages in a real Chromium: only the site's own text crosses; pictures, fonts, other hosts and endless pages do not."""

from pathlib import Path
from typing import Any

import pytest

import crawler.browser_pages
from crawler.sentences import SENTENCES

SCRIPTED = """<html><head><link rel="stylesheet" href="/stil.css"><link rel="preconnect" href="http://evil.example/">
<style>@font-face{{font-family:x;src:url(/skrift.woff2)}} body{{font-family:x;background:url(/bund.png)}}</style></head>
<body><div id="root"></div><img src="/foto.jpg"><img src="http://127.0.0.1:{other}/spor.gif"><video src="/film.mp4"></video>
<iframe src="http://127.0.0.1:{other}/ramme"></iframe><script src="http://127.0.0.1:{other}/tredjepart.js"></script>
<script>
fetch("http://127.0.0.1:{other}/sladder", {{method: "POST", body: "x"}}).catch(() => 0);
fetch("http://169.254.169.254/latest/meta-data/").catch(() => 0);
fetch("http://sladder.example/").catch(() => 0);
navigator.sendBeacon && navigator.sendBeacon("http://127.0.0.1:{other}/fyr", "x");
new Image().src = "http://127.0.0.1:{other}/usynlig.png";
try {{ new WebSocket("ws://127.0.0.1:{other}/ws"); }} catch (e) {{}}
fetch("/stykke").then(r => r.text()).then(t => {{ document.getElementById("root").innerHTML = t; document.body.dataset.ready = "1"; }});
</script></body></html>"""


def _draw(site: Any, other_port: int) -> None:
    from types import SimpleNamespace

    answer = site.answer

    def shelled(path: str, headers: dict[str, str]) -> Any:
        if path == "/stykke":
            came_from = headers.get("referer", site.url).removeprefix(site.url.rstrip("/")) or "/"
            return answer(came_from, {})
        found = answer(path, headers)
        if found.status == 200 and (path == "/" or path.startswith(("/?", "/ad/"))):
            body = SCRIPTED.format(other=other_port).encode()
            return SimpleNamespace(status=200, body=body, headers={"Content-Type": "text/html; charset=utf-8"})
        return found

    site.answer = shelled


def test_a_scripted_site_is_read_and_nothing_but_its_text_is_asked_for(
    collected: Any, site: Any, chromium: str
) -> None:
    assert chromium
    other = type(site)()
    with other:
        site.fill(12)
        _draw(site, other.port)
        collected.define(browser=True, wait_for='body[data-ready="1"]')
        result = collected.crawl()
    assert (result.status, result.new) == ("complete", 12)
    assert collected.content("103")["title"] == "Annonce 3 i Vejle"
    assert other.asked == []
    own = {path.split("?")[0] for path in site.asked}
    assert {path for path in own if not path.startswith("/ad/")} <= {
        "/",
        "/stykke",
        "/robots.txt",
        "/ai.txt",
        "/.well-known/tdmrep.json",
    }


def test_a_page_that_never_rests_is_cut_off_and_the_others_are_read(
    collected: Any, site: Any, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chromium
    from types import SimpleNamespace

    monkeypatch.setattr(crawler.browser_pages, "LONGEST_PAGE_S", 3.0)
    endless = b"<html><body><script>while (true) {}</script></body></html>"
    site.fill(4)
    site.special["/ad/101"] = SimpleNamespace(status=200, body=endless, headers={"Content-Type": "text/html"})
    collected.define(browser="ad")
    result = collected.crawl()
    assert result.status == "partial"
    assert set(collected.ads()) == {"100", "102", "103"}


@pytest.mark.parametrize("kind", ["click", "scroll"])
def test_a_list_that_grows_is_read_to_its_end(collected: Any, site: Any, chromium: str, kind: str) -> None:
    assert chromium
    from types import SimpleNamespace

    site.fill(23)
    rows = [f'<li class="ad" data-id="{key}" data-rev="1"><a href="/ad/{key}">x</a></li>' for key in site.ads]
    script = f"""const rows = {rows!r}; let shown = 0; const list = document.querySelector("ul");
    function more() {{ for (const row of rows.slice(shown, shown + 10)) list.insertAdjacentHTML("beforeend", row); shown += 10;
      if (shown >= rows.length) document.querySelector("button").remove(); }}
    document.querySelector("button").onclick = more; window.onscroll = () => setTimeout(more, 30); more();"""
    page = f"<html><body><ul></ul><div style='height:3000px'></div><button>Vis flere</button><div style='height:9000px'></div><script>{script}</script></body></html>"
    site.special["/"] = SimpleNamespace(
        status=200, body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )
    following = {"click": "button"} if kind == "click" else {"scroll": True}
    collected.define(browser="list", list={**collected.definition["list"], "next": following})
    result = collected.crawl()
    assert (result.status, result.ads_seen) == ("complete", 23)


def test_a_browser_that_does_not_start_is_said_in_one_sentence(
    collected: Any, site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))
    site.fill(2)
    collected.define(browser=True)
    result = collected.crawl()
    assert (result.status, result.new, collected.ads()) == ("failed", 0, {})
    assert result.message == SENTENCES["browser_failed"]
