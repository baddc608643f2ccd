"""Pages of annoncetorvet: lists at /annoncer?side=N&sid=S, ads at /annonce/<id>?sid=S."""

import re
from html import escape
from itertools import count
from zlib import crc32

from demo.ad import Ad, AdState
from demo.answer import Answer, Request, image, not_found, page, robots, stylesheet
from demo.sites.annoncetorvet.dates import spoken
from demo.view import BANNER, DayView, mark, page_number

PAGE_SIZE = 15
_visitors = count(1)
_CSS = """body{font:15px/1.5 Georgia,serif;margin:0;background:#eef2ee;color:#1d2b22}#torv{max-width:54rem;margin:auto;padding:1rem;background:#fff}
.opdigtet{background:#1d5c3a;color:#fff;text-align:center;padding:.4rem}.annonce{border-bottom:1px solid #ccd8cf;padding:.6rem 0}
.felt .navn{display:inline-block;width:9rem;color:#4a5b50}"""


def answer(request: Request, view: DayView) -> Answer:
    """Answer one request with the world of the day. Visitors without a session id get a fresh one in every link."""
    path = request.path
    sid = request.query.get("sid", "")
    if not re.fullmatch(r"[0-9a-f]{16}", sid):
        sid = f"{crc32(str(next(_visitors)).encode()):08x}{crc32(path.encode()):08x}"
    if path in ("/", "/annoncer"):
        return _list(view, page_number(request.query, "side"), sid)
    if path == "/robots.txt":
        return robots("User-agent: *\nDisallow: /login\nDisallow: /foto/\nCrawl-delay: 0\n")
    if path == "/stil.css":
        return stylesheet(_CSS)
    if path.startswith("/foto/"):
        return image()
    if found := re.fullmatch(r"/annonce/(\d+)", path):
        return _ad(view, found[1], sid)
    return not_found()


def _frame(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>{escape(title)} | Annoncetorvet</title>'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/stil.css"></head><body><div class="opdigtet">{BANNER}</div>'
        f'<div id="torv">{body}</div></body></html>'
    )


def _list(view: DayView, number: int, sid: str) -> Answer:
    shown, pages = view.slice(None, number, PAGE_SIZE)
    if not shown and number > 1:
        return not_found()
    items = "".join(_item(view, ad, state, sid) for ad, state in shown)
    near = sorted({1, *range(max(1, number - 2), min(pages, number + 2) + 1), pages})
    links = " ".join(
        f"<span>{n}</span>" if n == number else f'<a href="/annoncer?side={n}&amp;sid={sid}">{n}</a>' for n in near
    )
    onward = f' <a class="frem" href="/annoncer?side={number + 1}&amp;sid={sid}">Næste »</a>' if number < pages else ""
    body = f'<h1>Alle annoncer</h1><p>{len(view.shown)} annoncer</p><ul class="liste">{items}</ul><div class="blad">{links}{onward}</div>'
    return page(_frame(f"Side {number}", body), "list")


def _item(view: DayView, ad: Ad, state: AdState, sid: str) -> str:
    return (
        f'<li class="annonce" data-annonce="{ad.external_id}" data-rev="{mark(state)}"><img src="/foto/{ad.external_id}/t.jpg" alt="">'
        f'<a class="titel" href="/annonce/{ad.external_id}?sid={sid}">{escape(state.title)}</a>'
        f'<span class="sted">{state.town.postcode} {escape(state.town.city)}</span> <span class="tid">{spoken(state.updated_at, view.now)}</span></li>'
    )


def _ad(view: DayView, external_id: str, sid: str) -> Answer:
    found = view.by_id.get(external_id)
    if found is None:
        return not_found(_frame("Slettet", "<h1>Annoncen er slettet</h1>"))
    ad, state = found
    facts = [
        ("Navn", state.alias), ("Alder", f"{state.age}" if state.age else None), ("Postnr.", state.town.postcode), ("By", state.town.city),
        ("Adresse", state.address), ("Telefon", state.phone_field),
        *((f"Pris {price.minutes} min", f"{price.amount} kr.") for price in state.prices),
        ("Oprettet", spoken(state.posted_at, view.now)), ("Annonce-id", ad.external_id),
    ]  # fmt: skip
    fields = "".join(
        f'<div class="felt"><span class="navn">{name}</span><span class="vaerdi">{escape(value)}</span></div>'
        for name, value in facts
        if value
    )
    text = escape(state.text).replace("\n\n", "<br><br>")
    pictures = "".join(f'<img src="/foto/{ad.external_id}/{n}.jpg" alt="">' for n in range(1, state.image_count + 1))
    body = (
        f'<p><a href="/annoncer?sid={sid}">Tilbage til listen</a></p><h1 class="overskrift">{escape(state.title)}</h1>{fields}'
        f'<div class="tekst">{text}</div><div class="foto">{pictures}</div>'
    )
    return page(_frame(state.title, body), "ad")
