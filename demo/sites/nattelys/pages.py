"""Pages of nattelys: the same shell at / and /profil/<id>; JSON at /api/ads and /api/ads/<id>."""

import json
import re
from html import escape
from pathlib import Path

from demo.ad import Ad, AdState
from demo.answer import Answer, Request, image, not_found, page, robots, stylesheet, validated
from demo.view import BANNER, DayView, http_date, page_number

PAGE_SIZE = 50
_KINDS = {"private": "privat lejlighed", "clinic": "klinik", "escort": "escort", "other": "andet"}
_SCRIPT = Path(__file__).parent / "app.js"
_CSS = """body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#14131a;color:#eee}#app{max-width:60rem;margin:auto;padding:1rem}
a{color:#ffd966}.nl-banner{background:#ffd966;color:#222;text-align:center;padding:.4rem;margin:0}
.nl-grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1rem}.nl-card{background:#23212c;padding:1rem;border-radius:.5rem}
.nl-label{display:inline-block;width:8rem;color:#aaa}"""
_JSON = "application/json; charset=utf-8"


def answer(request: Request, view: DayView) -> Answer:  # noqa: PLR0911 - a router reads best as one list of returns
    """Answer one request with the world of the day."""
    path = request.path
    if path == "/" or re.fullmatch(r"/profil/[a-z0-9]+", path):
        return page(_shell(), "list" if path == "/" else "ad")
    if path == "/app.js":
        return Answer(_SCRIPT.read_bytes(), "asset", 200, "text/javascript; charset=utf-8")
    if path == "/stil.css":
        return stylesheet(_CSS)
    if path == "/robots.txt":
        return robots("User-agent: *\nDisallow: /media/\n")
    if path.startswith("/media/"):
        return image()
    if path == "/api/ads":
        return _list(view, page_number(request.query, "page"))
    if found := re.fullmatch(r"/api/ads/([a-z0-9]+)", path):
        return _profile(view, found[1])
    return not_found()


def _shell() -> str:
    return (
        '<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Nattelys</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/stil.css"></head><body><p class="nl-banner">{escape(BANNER)}</p><div id="app">Indlæser …</div>'
        '<noscript>Siden kræver JavaScript.</noscript><script src="/app.js" defer></script></body></html>'
    )


def _list(view: DayView, number: int) -> Answer:
    shown, pages = view.slice(None, number, PAGE_SIZE)
    body = {
        "ads": [
            {
                "id": ad.external_id,
                "title": state.title,
                "city": state.town.city,
                "updated": state.updated_at.isoformat(),
            }
            for ad, state in shown
        ],
        "next": number + 1 if number < pages else None,
    }
    return validated(json.dumps(body, ensure_ascii=False), "api", http_date(view.now), _JSON)


def _profile(view: DayView, external_id: str) -> Answer:
    found = view.by_id.get(external_id)
    if found is None:
        return Answer(b'{"error":"gone"}', "api", 404, _JSON)
    ad, state = found
    return validated(json.dumps(_record(ad, state), ensure_ascii=False), "api", http_date(state.updated_at), _JSON)


def _record(ad: Ad, state: AdState) -> dict[str, object]:
    return {
        "id": ad.external_id, "title": state.title, "text": state.text, "name": state.alias, "age": state.age, "city": state.town.city,
        "zip": state.town.postcode, "address": state.address, "type": state.kind and _KINDS[state.kind], "phone": state.phone_field,
        "created": state.posted_at.strftime("%d/%m-%Y"), "updated": state.updated_at.isoformat(), "images": state.image_count,
        "prices": [{"minutes": price.minutes, "amount": price.amount} for price in state.prices],
    }  # fmt: skip
