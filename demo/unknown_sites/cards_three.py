"""A third card site: cards are opened by a script's handler (no links), and the number is drawn by the page's script from
signs (variant 0), fetched by POST (1), or lies in a hidden template (2). Facts are chips, some of them icons."""

import json
from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import SUPPORT_NUMBER
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 12
SHIFT = 7


class ThirdCardSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("cards3", look.seed, now, 35, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = ""
        self.truth = {s.external_id: truth_of("cards3", s, f"profil/{s.external_id}") for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/":
            asked = request.query.get("side", "1")
            return self._list(int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
        if path == "/robots.txt":
            return robots("User-agent: *\\nDisallow: /b/\n")
        if path.startswith("/b/"):
            return image()
        if path == "/k.js":
            return Answer(_SCRIPT.encode(), "asset", 200, "text/javascript")
        if path == "/kontakt" and request.body:
            sample = self.by_id.get(str(json.loads(request.body).get("profil")))
            return (
                Answer(json.dumps({"tlf": self._phone(sample)}).encode(), "api", 200, "application/json")
                if sample
                else not_found()
            )
        found = self.by_id.get(path.removeprefix("/profil/"))
        return self._ad(found) if found else not_found()

    def _phone(self, sample: Sample) -> str:
        return self.look.phone(sample.state.phones[0])

    def _frame(self, title: str, body: str) -> str:
        look = self.look
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>{escape(title)} – Gaarden</title></head><body>'
            f'<header><b>Gaarden</b> <i>{BANNERS[look.lang]}</i></header>{body}<footer>Gaarden · Tlf. {SUPPORT_NUMBER} · CVR 12345678</footer><script src="/k.js"></script></body></html>'
        )

    def _list(self, number: int) -> Answer:
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        cards = "".join(
            f'<div class="tile" onclick="location.href=\'/profil/{s.external_id}\'"><img src="/b/{s.external_id}/t" alt=""><strong>{escape(s.state.title)}</strong>'
            f"<span>{s.state.age} · {escape(s.state.town.city)}</span></div>"
            for s in shown
        )
        last = -(-len(self.samples) // PAGE_SIZE)
        pages = " ".join(f'<a href="/?side={n}">{n}</a>' if n != number else f"<b>{n}</b>" for n in range(1, last + 1))
        return page(self._frame("Gaarden", f'<div class="tiles">{cards}</div><div class="pages">{pages}</div>'), "list")

    def _button(self, sample: Sample) -> str:
        look, number = self.look, self._phone(sample)
        if look.variant == 0:
            signs = ",".join(str(ord(sign) + SHIFT) for sign in number)
            return f'<button class="vis" data-k="{signs}">{look.label("show_phone")}</button>'
        if look.variant == 1:
            return f'<button class="vis" data-p="{sample.external_id}">{look.label("show_phone")}</button>'
        return f'<button class="vis" data-t="1">{look.label("show_phone")}</button><template><span>{number}</span></template>'

    def _ad(self, sample: Sample) -> Answer:
        look, state = self.look, sample.state
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "city": state.town.city, "postcode": state.town.postcode,
            "address": state.address or "", "kind": look.place_kind(state.kind) or "",
        }  # fmt: skip
        chips = "".join(
            f'<li class="chip"><i>{look.label(field)}</i> {escape(values[field])}</li>'
            for field in look.order(list(values))
            if values[field]
        )
        prices = "".join(f"<tr><td>{look.duration(p.minutes)}</td><td>{look.amount(p)}</td></tr>" for p in state.prices)
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        slides = "".join(
            f'<div class="slide" style="background-image:url(/b/{sample.external_id}/{n}.jpg)"></div>'
            for n in range(state.image_count)
        )
        said = "".join(
            f"<details open><summary>{'★' * round(r.rating or 0)}{'☆' * (5 - round(r.rating or 0))} <small>{look.absolute(r.posted_at)}</small></summary>{escape(r.text)}</details>"
            for r in state.reviews
        )
        body = (
            f'<section class="top"><h1>{escape(state.title)}</h1><time datetime="{state.posted_at.isoformat()}">{look.posted(state.posted_at, self.now)}</time></section>'
            f'<div class="slides">{slides}</div><ul class="chips">{chips}</ul>{self._button(sample)}<div class="about"><h2>{look.label("text")}</h2>{text}</div>'
            f'<table class="rates">{prices}</table><h2>{look.label("reviews")}</h2>{said}'
        )
        return page(self._frame(state.title, body), "ad")


_SCRIPT = (
    '"use strict";document.addEventListener("click",async e=>{const b=e.target.closest(".vis");if(!b)return;'
    f'if(b.dataset.k)b.textContent=b.dataset.k.split(",").map(n=>String.fromCharCode(n-{SHIFT})).join("");'
    'else if(b.dataset.p)b.textContent=(await(await fetch("/kontakt",{method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify({profil:b.dataset.p})})).json()).tlf;'
    'else b.replaceWith(document.querySelector("template").content.cloneNode(true));});'
)
