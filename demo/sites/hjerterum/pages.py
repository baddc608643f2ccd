"""Pages of hjerterum: cards at /omraade/<region>?side=N, ads at /annonce/<id>-<slug>."""

import re
from html import escape

from demo.ad import Ad, AdState, Review
from demo.answer import Answer, Request, image, not_found, robots, stylesheet, validated
from demo.places import AREAS
from demo.view import BANNER, MONTHS, DayView, Shown, danish_date, http_date, page_number

PAGE_SIZE = 24
_KINDS = {"private": "Privat", "clinic": "Klinik", "escort": "Escort", "other": "Andet"}
_ROBOTS = "User-agent: *\nDisallow: /soeg\nDisallow: /billeder/\nAllow: /\n"
_CSS = """body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fbf7f4;color:#2b2320}header,main{max-width:64rem;margin:auto;padding:1rem}
.banner{background:#5b2333;color:#fff;padding:.5rem 1rem;text-align:center}.gitter{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
.kort{background:#fff;border:1px solid #e4d8d0;border-radius:.6rem;padding:1rem}.fakta{display:grid;grid-template-columns:8rem 1fr}
.anmeldelse{border-top:1px solid #e4d8d0}"""


def answer(request: Request, view: DayView) -> Answer:  # noqa: PLR0911 - a router reads best as one list of returns
    """Answer one request with the world of the day."""
    path = request.path
    if path == "/":
        return _front(view)
    if path == "/robots.txt":
        return robots(_ROBOTS)
    if path == "/stil.css":
        return stylesheet(_CSS)
    if path.startswith("/billeder/"):
        return image()
    if found := re.fullmatch(r"/omraade/([a-z]+)", path):
        return _list(view, found[1], page_number(request.query, "side"))
    if found := re.fullmatch(r"/annonce/(\d+)(?:-[a-z0-9-]*)?", path):
        return _ad(view, found[1])
    return not_found()


def _frame(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="da"><head><meta charset="utf-8"><title>{escape(title)} – Hjerterum</title>'
        f'<link rel="stylesheet" href="/stil.css"><link rel="icon" href="data:,"></head><body><p class="banner">{BANNER}</p>'
        f'<header><a href="/">Hjerterum</a></header><main>{body}</main><footer><a href="/om">Om siden</a></footer></body></html>'
    )


def _front(view: DayView) -> Answer:
    links = "".join(
        f'<li><a class="omraade" href="/omraade/{slug}">{name}</a> ({len(view.by_area.get(slug, []))} annoncer)</li>'
        for slug, name in AREAS.items()
    )
    return validated(_frame("Forside", f"<h1>Vælg område</h1><ul>{links}</ul>"), "list", http_date(view.now))


def _list(view: DayView, area: str, number: int) -> Answer:
    if area not in AREAS:
        return not_found()
    shown, pages = view.slice(area, number, PAGE_SIZE)
    if not shown and number > 1:
        return not_found()
    cards = "".join(_card(ad, state) for ad, state in shown)
    onward = (
        f'<a rel="next" class="naeste" href="/omraade/{area}?side={number + 1}">Næste side</a>'
        if number < pages
        else ""
    )
    body = f'<h1>Annoncer i {AREAS[area]}</h1><div class="gitter">{cards}</div><nav class="sider">Side {number} af {pages} {onward}</nav>'
    newest = max((state.updated_at for _, state in shown), default=view.now)
    return validated(_frame(AREAS[area], body), "list", http_date(newest))


def _card(ad: Ad, state: AdState) -> str:
    price = f"fra {state.prices[0].amount} kr" if state.prices else "pris efter aftale"
    return (
        f'<article class="kort" data-id="{ad.external_id}" data-opdateret="{state.updated_at.isoformat()}">'
        f'<img src="/billeder/{ad.external_id}/lille.jpg" alt="" loading="lazy"><h2><a href="{_url(ad, state)}">{escape(state.title)}</a></h2>'
        f'<p class="by">{escape(state.town.city)}</p><p class="fra">{price}</p></article>'
    )


def _url(ad: Ad, state: AdState) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", f"{state.alias or ''} {state.town.city}".lower()).strip("-")
    return f"/annonce/{ad.external_id}-{slug}"


def _ad(view: DayView, external_id: str) -> Answer:
    found: Shown | None = view.by_id.get(external_id)
    if found is None:
        return not_found(_frame("Ikke fundet", "<h1>Annoncen findes ikke længere</h1>"))
    ad, state = found
    gallery = "".join(
        f'<img src="/billeder/{ad.external_id}/{n}.jpg" alt="Billede {n}">' for n in range(1, state.image_count + 1)
    )
    text = "".join(f"<p>{escape(block)}</p>" for block in state.text.split("\n\n"))
    rows = "".join(f"<tr><td>{p.minutes} min</td><td>{_kroner(p.amount)}</td></tr>" for p in state.prices)
    reviews = "".join(_review(review) for review in state.reviews)
    body = (
        f'<article class="annonce" data-id="{ad.external_id}"><h1>{escape(state.title)}</h1>{_facts(state)}<div class="galleri">{gallery}</div>'
        f'<div class="beskrivelse">{text}</div><table class="priser"><caption>Priser</caption>{rows}</table>'
        f'<p class="oprettet">Oprettet <time datetime="{state.posted_at.date().isoformat()}">{danish_date(state.posted_at)}</time></p></article>'
        f'<section id="anmeldelser"><h2>Anmeldelser ({len(state.reviews)})</h2>{reviews}</section>'
    )
    return validated(_frame(state.title, body), "ad", http_date(state.updated_at))


def _facts(state: AdState) -> str:
    phone = state.phone_field and f'<a class="telefon" href="tel:{state.phones[0]}">{escape(state.phone_field)}</a>'
    facts = (
        ("Navn", escape(state.alias or "")), ("Alder", state.age and f"{state.age} år"), ("By", f"{state.town.postcode} {state.town.city}"),
        ("Adresse", state.address and escape(state.address)), ("Sted", state.kind and _KINDS[state.kind]), ("Telefon", phone),
    )  # fmt: skip
    return (
        '<dl class="fakta">' + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value) + "</dl>"
    )


def _kroner(amount: int) -> str:
    return f"{amount // 1000}.{amount % 1000:03d} kr." if amount >= 1000 else f"{amount} kr."


def _review(review: Review) -> str:
    stars = "★" * review.rating + "☆" * (5 - review.rating)
    day = review.posted_at
    return (
        f'<article class="anmeldelse"><span class="stjerner" title="{review.rating} af 5">{stars}</span> '
        f'<time datetime="{day.isoformat()}">{day.day}. {MONTHS[day.month - 1]} {day.year}</time><p>{escape(review.text)}</p></article>'
    )
