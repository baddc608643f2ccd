"""Invented ads on pages of many layouts, and a small site that serves them: none is fitted to any other room's pages."""

import html
import json
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

TOWNS = [
    ("5000", "Odense C"),
    ("8000", "Aarhus C"),
    ("9000", "Aalborg"),
    ("7100", "Vejle"),
    ("4700", "Næstved"),
    ("2200", "København N"),
]
NAMES = ["Sofie", "Maja", "Lina", "Nadia", "Alma", "Freja", "Karla", "Ida", "Thea", "Signe", "Rosa", "Vera"]
STREETS = ["Nørregade", "Vestergade", "Algade", "Skolevej", "Strandvejen"]
LABELS = {
    "da": {"alias": "Navn", "age": "Alder", "postcode": "Postnr.", "city": "By", "address": "Adresse", "kind": "Type", "phones": "Telefon", "posted_at": "Oprettet", "prices": "Priser", "reviews": "Anmeldelser"},
    "en": {"alias": "Name", "age": "Age", "postcode": "Postcode", "city": "Town", "address": "Address", "kind": "Category", "phones": "Phone", "posted_at": "Posted", "prices": "Rates", "reviews": "Reviews"},
    "de": {"alias": "Name", "age": "Alter", "postcode": "PLZ", "city": "Stadt", "address": "Adresse", "kind": "Kategorie", "phones": "Telefon", "posted_at": "Eingestellt am", "prices": "Preise", "reviews": "Bewertungen"},
    "sv": {"alias": "Namn", "age": "Ålder", "postcode": "Postnummer", "city": "Ort", "address": "Adress", "kind": "Typ", "phones": "Telefon", "posted_at": "Publicerad", "prices": "Priser", "reviews": "Omdömen"},
}  # fmt: skip
KINDS = {
    "da": {"clinic": "Klinik", "private": "Privat", "escort": "Escort"},
    "en": {"clinic": "Clinic", "private": "Private", "escort": "Escort"},
    "de": {"clinic": "Studio", "private": "Privat", "escort": "Begleitservice"},
    "sv": {"clinic": "Klinik", "private": "Privat", "escort": "Eskort"},
}
SENTENCES = {
    "da": ["Velkommen til en rolig stund i centrum.", "Jeg tager imod efter aftale.", "Skriv gerne en sms i god tid.", "Der er parkering i gården.", "Jeg har stille og rene rum."],
    "en": ["Welcome to a calm hour in the centre.", "I see guests by appointment.", "Please text me in good time.", "There is parking in the yard.", "Quiet and clean rooms."],
    "de": ["Willkommen zu einer ruhigen Stunde.", "Termine nur nach Vereinbarung.", "Bitte schreib rechtzeitig eine SMS.", "Ein Parkplatz ist im Hof.", "Ruhige und saubere Zimmer."],
    "sv": ["Välkommen till en lugn stund.", "Jag tar emot efter överenskommelse.", "Skriv gärna ett sms i god tid.", "Parkering finns på gården.", "Lugna och rena rum."],
}  # fmt: skip
Ad = dict[str, Any]


def make_ads(count: int, language: str = "da", seed: int = 1) -> list[Ad]:
    """Return invented ads."""
    rng = random.Random(seed)
    return [_ad(rng, number, language) for number in range(count)]


def _ad(rng: random.Random, number: int, language: str) -> Ad:
    postcode, city = rng.choice(TOWNS)
    alias, half = rng.choice(NAMES), rng.choice([500, 600, 700])
    prices = [
        {"minutes": 30, "amount": half, "currency": "DKK"},
        {"minutes": 60, "amount": half * 2 - 200, "currency": "DKK"},
    ]
    reviews = [
        {
            "text": f"{rng.choice(SENTENCES[language])} Nr. {place}.",
            "rating": rng.randint(1, 5),
            "posted_at": date(2026, 11, 14) - timedelta(days=rng.randint(0, 90)),
        }
        for place in range(rng.choice([0, 0, 1, 2]))
    ]
    return {
        "id": 1000 + number * 7, "alias": alias, "age": rng.randint(22, 55), "postcode": postcode, "city": city,
        "address": f"{rng.choice(STREETS)} {rng.randint(1, 99)}" if rng.random() < 0.5 else None,
        "kind": rng.choice(list(KINDS[language])), "phones": [f"+457174{rng.randint(0, 9999):04d}"], "prices": prices[: rng.choice([1, 2, 2])],
        "posted_at": date(2026, 11, 14) - timedelta(days=rng.randint(0, 40)), "text": " ".join(rng.sample(SENTENCES[language], rng.randint(2, 4))),
        "title": rng.choice([f"{alias} i {city}", f"Hos {alias}", f"Nyt sted: {city}"]), "image_count": rng.randint(1, 6), "reviews": reviews, "language": language,
    }  # fmt: skip


def frame(body: str, title: str, language: str = "da", head: str = "") -> str:
    """Return a page with the frame all pages of the site share; its own numbers must never reach an ad."""
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{html.escape(title)} | Prøven</title>{head}</head><body>"
        f"<header><a href='/'>Prøven</a><nav><a href='/om'>Om os</a> <a href='/kontakt'>Kontakt</a></nav></header>{body}"
        "<footer>Prøven ApS, Havnegade 4, 5000 Odense C. CVR 71748050. Support: 71 74 80 51</footer></body></html>"
    )


def spaced(phone: str) -> str:
    return " ".join(phone[place : place + 2] for place in range(3, 11, 2))


def facts(ad: Ad) -> list[tuple[str, str]]:
    said = {**{name: ad[name] for name in ("alias", "age", "postcode", "city", "address")}, "kind": KINDS[ad["language"]][ad["kind"]], "phones": spaced(ad["phones"][0]), "posted_at": ad["posted_at"].strftime("%d.%m.%Y")}  # fmt: skip
    return [(LABELS[ad["language"]][name], str(value)) for name, value in said.items() if value]


def said_reviews(ad: Ad) -> str:
    blocks = "".join(
        f"<div class=anm><b>{each['rating']}/5</b> <i>{each['posted_at'].strftime('%d.%m.%Y')}</i><p>{each['text']}</p></div>"
        for each in ad["reviews"]
    )
    return f"<section><h2>{LABELS[ad['language']]['reviews']}</h2>{blocks}</section>" if blocks else ""


def pictures(ad: Ad, form: str) -> str:
    return "".join(form.format(id=ad["id"], number=number) for number in range(ad["image_count"]))


def definition_list(ad: Ad) -> str:
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts(ad))
    prices = "".join(f"<li>{price['minutes']} min: {price['amount']} kr</li>" for price in ad["prices"])
    images = pictures(ad, "<img src=/foto/{id}_{number}.jpg>")
    return frame(f"<main><h1>{ad['title']}</h1><div>{images}</div><dl>{rows}</dl><p class=om>{ad['text']}</p><ul class=priser>{prices}</ul>{said_reviews(ad)}</main>", ad["title"], ad["language"])  # fmt: skip


def broken_table(ad: Ad) -> str:
    rows = "".join(f"<tr><td><b>{label}:</b><td>{value}" for label, value in facts(ad))
    prices = "".join(f"<tr><td>{price['minutes']} min<td>{price['amount']},-" for price in ad["prices"])
    images = pictures(ad, "<img src=pic{id}_{number}.gif><br>")
    text = ad["text"].replace(". ", ".<br>")
    return frame(f"<center><table width=700><tr><td colspan=2 bgcolor=#fec><font size=5><b>{ad['title']}</b></font><tr><td width=200>{images}<td><table>{rows}</table><tr><td colspan=2><p>{text}<tr><td colspan=2><table>{prices}</table></table></center>", ad["title"], ad["language"])  # fmt: skip


def labelled_lines(ad: Ad) -> str:
    info = "<br>".join(f"{label}: {value}" for label, value in facts(ad))
    prices = ", ".join(f"{price['minutes']} min {price['amount']} kr" for price in ad["prices"])
    images = pictures(ad, "<img src='/billeder/{id}/{number}'>")
    return frame(f"<div id=content><h2 class=title>{ad['title']}</h2><div class=info>{info}</div><div class=body><p>{ad['text']}</p></div><p>{LABELS[ad['language']]['prices']}: {prices}</p>{images}{said_reviews(ad)}</div>", ad["title"], ad["language"])  # fmt: skip


def made_up_classes(ad: Ad) -> str:
    """Facts in spans without labels, optional ones shifting the others; the number reversed behind a button."""
    told = [ad["address"]] if ad["address"] else []
    spans = "".join(
        f"<span>{each}</span>"
        for each in [*told, f"{ad['age']} år", f"{ad['postcode']} {ad['city']}", KINDS[ad["language"]][ad["kind"]]]
    )
    prices = "".join(
        f"<li><span>{price['minutes']} min</span><b>{price['amount']} kr.</b></li>" for price in ad["prices"]
    )
    images = pictures(ad, "<img data-src=/media/{id}/{number}.webp>")
    return frame(f"<div class=css-1a2b3c><h1 class=css-77ab12>{ad['title']}</h1><div class=css-kk12z>{spans}</div><p class=css-0ppq1>{ad['text']}</p><ul class=css-tt99z>{prices}</ul><button data-phone='{ad['phones'][0][::-1]}'>Vis nummer</button><small>{ad['posted_at'].strftime('%d/%m %Y')}</small><div>{images}</div></div>", ad["title"], ad["language"])  # fmt: skip


def json_ld(ad: Ad) -> str:
    thing = {
        "@context": "https://schema.org", "@type": "Person", "name": ad["alias"], "telephone": ad["phones"][0], "datePosted": ad["posted_at"].isoformat(),
        "address": {"@type": "PostalAddress", "addressLocality": ad["city"], "postalCode": ad["postcode"], **({"streetAddress": ad["address"]} if ad["address"] else {})},
        "makesOffer": [{"@type": "Offer", "name": f"{price['minutes']} min", "price": price["amount"], "priceCurrency": "DKK"} for price in ad["prices"]],
    }  # fmt: skip
    return frame(f"<article><h1>{ad['title']}</h1><section class=text><p>{ad['text']}</p></section>{said_reviews(ad)}</article>", ad["title"], ad["language"], f"<script type='application/ld+json'>{json.dumps(thing)}</script>")  # fmt: skip


def microdata(ad: Ad) -> str:
    street = f"<span itemprop=streetAddress>{ad['address']}</span>" if ad["address"] else ""
    return frame(f"<div itemscope itemtype='http://schema.org/LocalBusiness'><h1 itemprop=name>{ad['title']}</h1><meta itemprop=telephone content='{ad['phones'][0]}'><div itemprop=address>{street} <span itemprop=postalCode>{ad['postcode']}</span> <span itemprop=addressLocality>{ad['city']}</span></div><div itemprop=description>{ad['text']}</div><meta itemprop=datePosted content='{ad['posted_at'].isoformat()}'></div>", ad["title"], ad["language"])  # fmt: skip


def data_attributes(ad: Ad) -> str:
    street = f" data-street='{ad['address']}'" if ad["address"] else ""
    return frame(f"<h1>{ad['title']}</h1><div class=profil data-name='{ad['alias']}' data-age={ad['age']} data-city='{ad['city']}' data-zip={ad['postcode']}{street}><p>{ad['text']}</p></div><a href='tel:{ad['phones'][0]}'>Ring</a>", ad["title"], ad["language"])  # fmt: skip


SHARED = ("title", "text", "phones", "city", "postcode")
LABELLED = (*SHARED, "alias", "age", "address", "kind", "posted_at", "prices", "image_count")
# What each layout shows of an ad.
LAYOUTS: dict[str, tuple[Callable[[Ad], str], tuple[str, ...]]] = {
    "definition list": (definition_list, (*LABELLED, "reviews")),
    "broken table": (broken_table, LABELLED),
    "labelled lines": (labelled_lines, (*LABELLED, "reviews")),
    "made-up classes": (made_up_classes, (*SHARED, "address", "age", "kind", "prices", "posted_at", "image_count")),
    "JSON-LD": (json_ld, (*SHARED, "alias", "address", "posted_at", "prices", "reviews")),
    "microdata": (microdata, (*SHARED, "address", "posted_at")),
    "data attributes": (data_attributes, (*SHARED, "alias", "age", "address")),
}


def list_pages(ads: list[Ad], per_page: int = 8) -> dict[str, str]:
    """Return the list pages of a card site: path → page."""
    pages = {}
    count = -(-len(ads) // per_page)
    for number in range(1, count + 1):
        shown = ads[(number - 1) * per_page : number * per_page]
        cards = "".join(
            f"<li class=kort><a href='/annonce/{ad['id']}'><img src=/t/{ad['id']}.jpg><h3>{ad['title']}</h3></a> {ad['age']} år, {ad['city']}</li>"
            for ad in shown
        )
        onward = f"<a href='/annoncer?side={number + 1}'>Næste »</a>" if number < count else ""
        pages[f"/annoncer?side={number}"] = frame(f"<ul>{cards}</ul><p>{onward}</p>", "Annoncer")
    pages["/"] = pages["/annoncer?side=1"]
    return pages


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages: Mapping[str, str | bytes] = self.server.pages  # type: ignore[attr-defined]
        page = pages.get(self.path)
        if isinstance(page, str) and page.startswith("-> "):
            self.send_response(302)
            self.send_header("Location", page.removeprefix("-> "))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = page if isinstance(page, bytes) else (page or "Findes ikke").encode()
        self.send_response(200 if page is not None else 404)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Mapping[str, str | bytes]], str]]:
    """Serve pages (path → text, bytes, or "-> address" for a redirect) on loopback; returns the address."""
    servers: list[ThreadingHTTPServer] = []

    def start(pages: Mapping[str, str | bytes]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.pages = pages  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """Everything above, for the tests beside this file."""
    return SimpleNamespace(make_ads=make_ads, layouts=LAYOUTS, list_pages=list_pages, frame=frame)
