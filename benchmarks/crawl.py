"""Collecting: our whole pipeline against a bare Scrapy spider on the same local site; memory; browser pages a second.

The site is served by a process of its own, so that its work is not counted; each crawl has a process of its own as well.
The bare spider follows the same links with the same concurrency and picks the same fields, but checks, seals and
stores nothing. The rival for browser pages is Playwright alone with a new tab for each page.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ADS = 1_500
BROWSER_ADS = 60
ROUNDS = 2
SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
ADS, PORT = int(sys.argv[1]), int(sys.argv[2])
WORDS = "jeg tager imod efter aftale hverdage ring gerne rolige rammer egen parkering ved havnen".split()
def ad(n):
    text = " ".join(WORDS[(n * 7 + k * k) % len(WORDS)] for k in range(70))
    rows = "".join(f"<tr><td>{m} min</td><td>{m * 15 + n % 90} kr.</td></tr>" for m in (30, 45, 60))
    menu = "".join(f'<li><a href="/omraade/{k}">Omraade {k}</a></li>' for k in range(40))
    return (f"<html><head><title>Side</title></head><body><ul>{menu}</ul><h1>Annonce {n}</h1><div class='text'><p>{text}</p><p>{text}</p></div>"
            f"<dl><dt>Navn</dt><dd>Navn{n % 300}</dd><dt>Alder</dt><dd>{20 + n % 30}</dd></dl><span class='by'>7100 Vejle</span>"
            f"<table class='priser'>{rows}</table><a class='tel'>7174{n:04d}</a><img src='/b/{n}.jpg'></body></html>").encode()
PAGES = {f"/ad/{n}": ad(n) for n in range(ADS)}
for p in range((ADS + 49) // 50):
    rows = "".join(f'<li class="ad" data-id="{n}" data-rev="1"><a href="/ad/{n}">Annonce {n}</a></li>' for n in range(p * 50, min(ADS, p * 50 + 50)))
    more = f'<a class="next" href="/liste/{p + 1}">Naeste</a>' if (p + 1) * 50 < ADS else ""
    PAGES[f"/liste/{p}"] = f"<html><body><ul>{rows}</ul>{more}</body></html>".encode()
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    disable_nagle_algorithm = True
    def do_GET(self):
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")
    def log_message(self, *args): pass
ThreadingHTTPServer.request_queue_size = 64
ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
"""
BARE = """
import resource, sys, time, scrapy
from scrapy.crawler import CrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False, "DOWNLOAD_DELAY": 0}
    start_urls = [sys.argv[1]]
    count = 0
    def parse(self, response):
        for link in response.css("li.ad a::attr(href)").getall():
            yield response.follow(link, self.parse_ad)
        for link in response.css("a.next::attr(href)").getall():
            yield response.follow(link)
    def parse_ad(self, response):
        Bare.count += 1
        yield {
            "title": response.css("h1::text").get(), "text": "\\n".join(response.css("div.text p::text").getall()),
            "phone": response.css("a.tel::text").get(), "city": response.css("span.by::text").get(),
            "alias": response.xpath("//dt[.='Navn']/following-sibling::dd[1]/text()").get(),
            "age": response.xpath("//dt[.='Alder']/following-sibling::dd[1]/text()").get(),
            "prices": [" ".join(row.css("td::text").getall()) for row in response.css("table.priser tr")],
            "images": len(response.css("img")),
        }
process = CrawlerProcess()
process.crawl(Bare)
begin, work = time.perf_counter(), time.process_time()
process.start()
print(Bare.count, time.perf_counter() - begin, time.process_time() - work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
OURS = """
import resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from crawler.run import crawl
from crawler.loop import run_in_loop
from crawler.definition import load_definition
from crawler.fetcher import keeper
from crawler.fetcher.nest import NEST
from crawler.page import Page
from crawler.reading_room import ROOM, extract_list
from models.db import open_store
from models.keys import make_keyring
from models.settings import Settings
folder = Path(sys.argv[1])
url = f"sqlite:///{folder / 'lygte.db'}"
engine, keyring = open_store(url), make_keyring("2026")
# The process that parses is loaded once for all passes of a worker, as the imports here are.
run_in_loop(extract_list(Page("http://127.0.0.1/", "<p>"), load_definition(folder / "sites" / sys.argv[2])))
reader = ROOM.pid
def work_of(pid):
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / 100
def share_of(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
# So is the code of fetchers: one is born and let go. What the pass's own fetcher did is read before it ends.
fetchers = []
close = keeper.Keeper.close
async def closing(kept):
    if kept.pid and work_of(kept.pid) > 0.2:
        fetchers.append((work_of(kept.pid), share_of(kept.pid) + share_of(NEST._mother.pid)))
    await close(kept)
keeper.Keeper.close = closing
async def born():
    kept = keeper.Keeper(largest=1, strayed=lambda: None)
    await kept.begin()
    kept.kill()
run_in_loop(born())
begin, work = time.perf_counter(), time.process_time() + work_of(reader)
result = crawl(Settings(folder, url), engine, keyring, names=[sys.argv[2]], now=lambda: datetime(2026, 11, 15, tzinfo=UTC), quick=True)[0]
assert result.status == "complete", result
seconds, work = time.perf_counter() - begin, time.process_time() + work_of(reader) - work + fetchers[-1][0]
highest = next(int(line.split()[1]) for line in Path(f"/proc/{reader}/status").read_text().splitlines() if line.startswith("VmHWM"))
print(result.new, seconds, work, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + highest + fetchers[-1][1]) / 1024)
"""
TABS = """
import asyncio, sys, time
from playwright.async_api import async_playwright
from crawler.browser import LAUNCH_ARGS, find_chromium
async def main():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGS)
        context, turns = await browser.new_context(), asyncio.Semaphore(2)
        async def one(number):
            async with turns:
                page = await context.new_page()
                await page.goto(f"{sys.argv[1]}ad/{number}")
                await page.content()
                await page.close()
        begin = time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(int(sys.argv[2]))))
        print(int(sys.argv[2]), time.perf_counter() - begin, 0, 0)
        await browser.close()
asyncio.run(main())
"""


@contextmanager
def _site(ads: int) -> Iterator[str]:
    """Serve the static site in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(ads), str(port)])
    try:
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.kill()
        server.wait()


def _run(code: str, *arguments: str) -> tuple[int, float, float, float]:
    """Run one crawl; return ads, seconds, seconds of processor time, MB."""
    with tempfile.TemporaryDirectory() as folder:
        # A file, not "-c": Scrapy looks up the source of callbacks and fails on every page where there is none.
        script = Path(folder) / "crawl_once.py"
        script.write_text(code)
        done = subprocess.run(
            [sys.executable, str(script), *arguments],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    count, seconds, work, memory = done.stdout.split()[-4:]
    return int(count), float(seconds), float(work), float(memory)


def _define(folder: Path, url: str, *, browser: bool) -> None:
    import yaml

    facts = {
        "name": "maalt", "title": "Maalt", "start_url": url, "hosts": ["127.0.0.1"], "browser": browser,
        "list": {"start": ["/liste/0"], "ad": "li.ad", "link": "a::attr(href)", "id": "::attr(data-id)", "clue": "::attr(data-rev)", "next": {"link": "a.next::attr(href)"}},
        "ad": {"fields": {
            "title": {"select": "h1", "required": True}, "text": {"select": "div.text p", "all": True, "required": True},
            "phones": {"select": "a.tel"}, "alias": {"label": "Navn"}, "age": {"label": "Alder"}, "place": {"select": "span.by"},
            "prices": {"select": "table.priser tr", "all": True}, "image_count": {"count": "img"},
        }},
    }  # fmt: skip
    home = folder / "sites" / "maalt"
    home.mkdir(parents=True)
    (home / "site.yml").write_text(yaml.safe_dump(facts))


def _ours(url: str, *, browser: bool = False) -> tuple[int, float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        _define(Path(folder), url, browser=browser)
        return _run(OURS, folder, "maalt")


def run() -> list[dict[str, Any]]:
    """Measure; the best of ROUNDS for each, taken in turns so that a busy machine is busy for both."""
    rows = []
    with _site(ADS) as url:
        bare, ours = [], []
        for _ in range(ROUNDS):
            bare.append(_run(BARE, f"{url}liste/0"))
            ours.append(_ours(url))
    (count, ours_s, ours_work, memory), (_, bare_s, bare_work, bare_memory) = (
        min(ours, key=lambda each: each[1]),
        min(bare, key=lambda each: each[1]),
    )
    rows.append(
        {
            "goal": "pipeline at most 1.25 x a bare spider (wall)",
            "measured": f"{ours_s:.1f} s",
            "ratio": round(ours_s / bare_s, 2),
            "rival": f"bare Scrapy {bare_s:.1f} s",
        }
    )
    rows.append(
        {
            "goal": "the same in processor time",
            "measured": f"{ours_work:.1f} s",
            "ratio": round(ours_work / bare_work, 2),
            "rival": f"bare Scrapy {bare_work:.1f} s",
        }
    )
    rows.append(
        {
            "goal": "at least 150 pages/s",
            "measured": f"{count / ours_s:.0f} pages/s",
            "ratio": round(count / ours_s / 150, 2),
            "rival": f"bare Scrapy {count / bare_s:.0f} pages/s",
        }
    )
    rows.append(
        {
            "goal": "under 300 MB",
            "measured": f"{memory:.0f} MB",
            "ratio": round(memory / 300, 2),
            "rival": f"bare Scrapy {bare_memory:.0f} MB",
        }
    )
    with _site(BROWSER_ADS) as url:
        count, tabs_s, _, _ = _run(TABS, url, str(BROWSER_ADS))
        stored, browser_s, _, _ = _ours(url, browser=True)
    rows.append(
        {
            "goal": "browser pages a second, start of the browser included",
            "measured": f"{stored / browser_s:.1f} pages/s",
            "ratio": round(stored / browser_s * tabs_s / count, 2),
            "rival": f"Playwright alone, a new tab a page {count / tabs_s:.1f} pages/s",
        }
    )
    return rows


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
