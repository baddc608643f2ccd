"""A little site that tests shape as they like, served over real HTTP; and the demo sites, crawled once for many questions."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.pass_book import PassResult
from crawler.run import crawl
from models.ad import Ad, AdVersion
from models.keys import KeyRing
from models.settings import Settings
from models.site import CrawlPass, SiteAlarm

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DEFINITION: dict[str, object] = {
    "name": "lille",
    "title": "Lille",
    "hosts": ["127.0.0.1"],
    "languages": ["da"],
    "ads": {"min": 1, "max": 500},
    "list": {
        "ad": "li.ad",
        "link": "a::attr(href)",
        "id": "::attr(data-id)",
        "clue": "::attr(data-rev)",
        "next": {"link": "a.next::attr(href)"},
    },
    "ad": {
        "fields": {
            "title": {"select": "h1", "required": True},
            "text": {"select": "div.text", "required": True},
            "phones": {"select": "a.tel"},
            "alias": {"label": "Navn"},
            "age": {"label": "Alder"},
            "city": {"select": "span.by"},
            "postcode": {"select": "span.postnr"},
            "prices": {"select": "table.priser tr", "all": True},
        }
    },
    "reviews": {"each": "ul.anmeldelser li", "fields": {"text": "p", "rating": "b", "posted_at": "time"}},
}


@dataclass
class Answer:
    """What the little site answers at one address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass
class LittleAd:
    """An ad of the little site."""

    id: str
    title: str = "Sofie i Vejle"
    text: str = "Jeg tager imod hverdage efter aftale. Ring gerne."
    phone: str | None = "71 74 40 50"
    alias: str | None = "Sofie"
    age: int | None = 31
    city: str = "Vejle"
    postcode: str = "7100"
    prices: tuple[str, ...] = ("30 min: 600 kr.", "1 time: 1.000 kr.")
    reviews: tuple[str, ...] = ()
    rev: int = 1


def ad_page(ad: LittleAd) -> str:
    """Draw an ad page."""
    facts = "".join(
        f"<dt>{name}</dt><dd>{value}</dd>" for name, value in (("Navn", ad.alias), ("Alder", ad.age)) if value
    )
    tel = f'<a class="tel" href="tel:{ad.phone}">{ad.phone}</a>' if ad.phone else ""
    rows = "".join(f"<tr><td>{price}</td></tr>" for price in ad.prices)
    said = "".join(f"<li><p>{text}</p><b>4/5</b><time>1. november 2026</time></li>" for text in ad.reviews)
    return (
        f"<html><head><title>Lille</title></head><body><h1>{ad.title}</h1><div class='text'>{ad.text}</div><dl>{facts}</dl>"
        f"{tel}<span class='postnr'>{ad.postcode}</span> <span class='by'>{ad.city}</span>"
        f"<table class='priser'>{rows}</table><img src='/billede/{ad.id}.jpg'><ul class='anmeldelser'>{said}</ul></body></html>"
    )


class LittleSite:
    """A site on loopback: ``ads`` are drawn on list pages of ``per_page``; ``special`` replaces single addresses."""

    def __init__(self) -> None:
        self.ads: dict[str, LittleAd] = {}
        self.per_page = 10
        self.etags = False
        self.special: dict[str, Answer | Callable[[dict[str, str]], Answer]] = {}
        self.change_page: Callable[[str], str] = lambda page: page
        self.change_list: Callable[[str], str] = lambda page: page
        self.asked: list[str] = []
        self.asked_headers: list[dict[str, str]] = []
        self.url = ""
        self.port = 0

    def put(self, *ads: LittleAd) -> None:
        """Add or replace ads."""
        for ad in ads:
            self.ads[ad.id] = ad

    def fill(self, count: int) -> None:
        """Put ``count`` different ads."""
        towns = [("Vejle", "7100"), ("Odense C", "5000"), ("Aalborg", "9000")]
        for number in range(count):
            city, postcode = towns[number % 3]
            self.put(
                LittleAd(
                    id=str(100 + number),
                    title=f"Annonce {number} i {city}",
                    text=f"Tekst nummer {number}. Jeg tager imod efter aftale.",
                    phone=f"71 74 {10 + number // 100:02d} {number % 100:02d}",
                    alias=f"Navn{chr(65 + number % 26)}",
                    age=22 + number % 30,
                    city=city,
                    postcode=postcode,
                )
            )

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """Answer one request."""
        special = self.special.get(path, self.special.get(path.split("?", maxsplit=1)[0]))
        if special is not None:
            return special(headers) if callable(special) else special
        bare, _, query = path.partition("?")
        if bare == "/":
            return self._page(self.change_list(self._list(int(query.removeprefix("side=") or 1))), headers)
        ad = self.ads.get(bare.removeprefix("/ad/"))
        if bare.startswith("/ad/") and ad:
            return self._page(self.change_page(ad_page(ad)), headers)
        return Answer(b"<h1>404</h1>", 404)

    def _list(self, number: int) -> str:
        ads = list(self.ads.values())
        part = ads[(number - 1) * self.per_page : number * self.per_page]
        rows = "".join(
            f'<li class="ad" data-id="{ad.id}" data-rev="{ad.rev}"><a href="/ad/{ad.id}">{ad.title}</a></li>'
            for ad in part
        )
        more = f'<a class="next" href="/?side={number + 1}">Næste</a>' if number * self.per_page < len(ads) else ""
        return f"<html><body><ul>{rows}</ul>{more}</body></html>"

    def _page(self, text: str, headers: dict[str, str]) -> Answer:
        body, kind = text.encode(), {"Content-Type": "text/html; charset=utf-8"}
        if self.etags:
            tag = f'"{hash(text)}"'
            kind["ETag"] = tag
            if headers.get("if-none-match") == tag:
                return Answer(b"", 304, kind)
        return Answer(body, 200, kind)

    def __enter__(self) -> "LittleSite":
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append(self.path)
                site.asked_headers.append(headers)
                found = site.answer(self.path, headers)
                self.send_response(found.status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in found.headers:
                    self.send_header("Content-Length", str(len(found.body)))
                self.end_headers()
                self.wfile.write(found.body)
                # An answer cut short ends; without this the reader would wait for the rest until its time is up.
                self.close_connection = found.headers.get("Content-Length", str(len(found.body))) != str(
                    len(found.body)
                )

            def log_message(self, format: str, *args: object) -> None:
                """Tests read ``asked`` instead."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up early is what some tests want."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def packed(text: str) -> Answer:
    """An answer packed with gzip."""
    return Answer(gzip.compress(text.encode()), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


@dataclass
class Collected:
    """A little site, its definition in a data directory, a store: crawl it, look at what is stored."""

    site: LittleSite
    engine: Engine
    keyring: KeyRing
    settings: Settings
    definition: dict[str, object]
    day: int = 0

    def define(self, **changes: object) -> None:
        """Write the definition with changes."""
        self.definition = {**self.definition, "start_url": self.site.url, **changes}
        folder = self.settings.learned_sites_dir / str(self.definition["name"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "site.yml").write_text(yaml.safe_dump(self.definition))

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    def crawl(self, **options: object) -> PassResult:
        """Make one pass; the next one is a day later."""
        self.site.asked.clear()
        self.site.asked_headers.clear()
        now = self.now
        self.day += 1
        name = str(self.definition["name"])
        return crawl(self.settings, self.engine, self.keyring, names=[name], now=lambda: now, quick=True, **options)[0]  # type: ignore[arg-type]

    def ads(self) -> dict[str, Ad]:
        """The stored ads by external id."""
        with Session(self.engine) as session:
            return {ad.external_id: ad for ad in session.exec(select(Ad))}

    def content(self, external_id: str) -> dict[str, object]:
        """The unsealed content of an ad."""
        content: dict[str, object] = json.loads(
            self.keyring.unseal(self.ads()[external_id].content_sealed, "ad.content")
        )
        return content

    def versions(self, external_id: str) -> list[AdVersion]:
        """The versions of an ad, oldest first."""
        with Session(self.engine) as session:
            ad = session.exec(select(Ad).where(Ad.external_id == external_id)).one()
            return list(session.exec(select(AdVersion).where(AdVersion.ad_id == ad.id).order_by(AdVersion.id)))  # type: ignore[arg-type]

    def alarms(self) -> set[tuple[str, str | None]]:
        """The open alarms."""
        with Session(self.engine) as session:
            return {(alarm.reason, alarm.field) for alarm in session.exec(select(SiteAlarm)) if alarm.closed_at is None}

    def passes(self) -> list[CrawlPass]:
        """The passes, oldest first."""
        with Session(self.engine) as session:
            return list(session.exec(select(CrawlPass).order_by(CrawlPass.id)))  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[LittleSite]:
    """A running little site without ads."""
    with LittleSite() as running:
        yield running


@pytest.fixture
def collected(
    site: LittleSite, sqlite_store: Engine, sqlite_store_url: str, keyring: KeyRing, tmp_path: Path
) -> Collected:
    """The little site with its definition and a SQLite store."""
    made = Collected(site, sqlite_store, keyring, Settings(tmp_path, sqlite_store_url), DEFINITION)
    made.define()
    return made


@pytest.fixture
def collected_on_each(site: LittleSite, store: Engine, store_url: str, keyring: KeyRing, tmp_path: Path) -> Collected:
    """The same, once on SQLite and once on PostgreSQL."""
    made = Collected(site, store, keyring, Settings(tmp_path, store_url), DEFINITION)
    made.define()
    return made
