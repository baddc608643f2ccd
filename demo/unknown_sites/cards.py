"""A card grid with hashed class names; the phone stands behind a button.

Variants: 0 number in a data attribute, pages by rel=next; 1 number in base64, a load-more button that fetches a fragment;
2 number fetched on click from an address of its own, infinite scroll. Some seeds also say facts as JSON-LD.
"""

import base64
import json
import re
from datetime import datetime
from html import escape

from demo.ad import Review
from demo.answer import Answer, Request, image, not_found, page, robots, validated
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import beside, promoted
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS
from demo.view import http_date

PAGE_SIZE = 16


class CardSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("cards", look.seed, now, 44, reviewed=True)
        self.start = ""
        self.hidden: tuple[str, ...] = ("kind",) if look.choose("no-kind", 2) else ()
        self.truth = {s.external_id: truth_of("cards", s, f"p/{self._slug(s)}", self.hidden) for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path in ("/", "/mere"):
            number = request.query.get("side", "1")
            return self._list(int(number) if number.isdecimal() and len(number) < 4 else 1, whole=path == "/")
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /i/\n")
        if path.startswith("/i/"):
            return image()
        if path == "/a.js":
            return Answer(self._script().encode(), "asset", 200, "text/javascript; charset=utf-8")
        if found := re.fullmatch(r"/(?:p/[a-z-]*|nummer/)(\d+)", path):
            for sample in self.samples:
                if sample.external_id == found[1]:
                    return self._number(sample) if path.startswith("/nummer/") else self._ad(sample)
        return not_found()

    @staticmethod
    def _slug(sample: Sample) -> str:
        return re.sub(r"[^a-z]+", "-", (sample.state.title + "-").lower()).lstrip("-") + sample.external_id

    def _frame(self, body: str, head: str = "") -> str:
        look = self.look
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>Perlerækken</title>{head}<link rel="icon" href="data:,">'
            f'</head><body class="{look.css("body")}"><div class="{look.css("banner")}">{BANNERS[look.lang]}</div><nav class="{look.css("nav")}">'
            f'<a href="/">Perlerækken</a> <a href="/om">?</a></nav><div class="{look.css("root")}">{body}</div><script src="/a.js" defer></script></body></html>'
        )

    def _list(self, number: int, *, whole: bool) -> Answer:
        look = self.look
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        cards = "".join(self._card(sample) for sample in promoted(look, shown, self.samples))
        more = number * PAGE_SIZE < len(self.samples)
        if not whole:
            return page(cards + (self._onward(number) if more else ""), "list") if shown else not_found()
        onward = self._onward(number) if more else ""
        return validated(
            self._frame(f'<div class="{look.css("grid")}" id="g">{cards}{onward}</div>'), "list", http_date(self.now)
        )

    def _onward(self, number: int) -> str:
        look = self.look
        if look.variant == 0:
            return f'<a rel="next" class="{look.css("next")}" href="/?side={number + 1}">{look.label("next")}</a>'
        if look.variant == 1:
            return (
                f'<button class="{look.css("more")}" data-next="/mere?side={number + 1}">{look.label("more")}</button>'
            )
        return f'<div class="{look.css("end")}" data-scroll="/mere?side={number + 1}"></div>'

    def _card(self, sample: Sample) -> str:
        look, state = self.look, sample.state
        inner = [
            f'<img src="/i/{sample.external_id}/0.webp" alt="" loading="lazy">', f'<h3 class="{look.css("ct")}">{escape(state.title)}</h3>',
            f'<span class="{look.css("cc")}">{escape(state.town.city)}</span>',
        ]  # fmt: skip
        return f'<div class="{look.css("card")}"><a class="{look.css("cl")}" href="/p/{self._slug(sample)}">{"".join(inner)}</a></div>'

    def _button(self, sample: Sample) -> str:
        look, number = self.look, look_phone(self.look, sample)
        masked = f"{number[:5]}•• ••"
        hidden = {
            0: f'data-n="{escape(number)}"', 1: f'data-b="{base64.b64encode(number.encode()).decode()}"', 2: f'data-u="/nummer/{sample.external_id}"',
        }[look.variant]  # fmt: skip
        return f'<span class="{look.css("ph")}">{escape(masked)}</span><button type="button" class="{look.css("show")}" {hidden}>{look.label("show_phone")}</button>'

    def _number(self, sample: Sample) -> Answer:
        return Answer(json.dumps({"number": look_phone(self.look, sample)}).encode(), "api", 200, "application/json")

    def _ad(self, sample: Sample) -> Answer:
        look, state = self.look, sample.state
        values = {
            "alias": state.alias, "age": look.age(state.age) if state.age else None, "city": state.town.city,
            "postcode": state.town.postcode, "address": state.address, "kind": None if self.hidden else look.place_kind(state.kind), "posted": look.posted(state.posted_at, self.now),
        }  # fmt: skip
        facts = "".join(
            f'<div class="{look.css("row")}"><div class="{look.css("k")}">{look.label(field)}</div><div class="{look.css("v")}">{escape(str(values[field]))}</div></div>'
            for field in look.order(list(values))
            if values[field]
        )
        prices = "".join(
            f'<li class="{look.css("pr")}"><span>{look.duration(p.minutes)}</span><b>{look.amount(p)}</b></li>'
            for p in state.prices
        )
        pictures = "".join(
            f'<picture><img src="/i/{sample.external_id}/{n}.webp" alt=""></picture>'
            for n in range(1, state.image_count + 1)
        )
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        reviews = "".join(self._review(review) for review in state.reviews)
        body = (
            f'<h1 class="{look.css("t")}">{escape(state.title)}</h1><div class="{look.css("pics")}">{pictures}</div>{self._button(sample)}'
            f'<section class="{look.css("facts")}">{facts}</section><h2>{look.label("text")}</h2><div class="{look.css("text")}">{text}</div>'
            f'<h2>{look.label("prices")}</h2><ul class="{look.css("ps")}">{prices}</ul><h2>{look.label("reviews")}</h2><div class="{look.css("rs")}">{reviews}</div>'
            f"{beside(look, self.samples, sample, lambda other: '/p/' + self._slug(other))}"
        )
        return validated(self._frame(body, self._json_ld(sample)), "ad", http_date(state.updated_at))

    def _json_ld(self, sample: Sample) -> str:
        if self.look.choose("ld", 2):
            return ""
        state = sample.state
        said = {
            "@context": "https://schema.org", "@type": "Service", "name": state.title, "datePosted": state.posted_at.date().isoformat(),
            "areaServed": {"@type": "City", "name": state.town.city},
        }  # fmt: skip
        return f'<script type="application/ld+json">{json.dumps(said, ensure_ascii=False).replace("<", "")}</script>'

    def _review(self, review: Review) -> str:
        look = self.look
        stars = (
            "★" * review.rating + "☆" * (5 - review.rating),
            f"{review.rating}/5",
            f'<span aria-label="{review.rating} / 5">{"★" * review.rating}</span>',
        )
        return (
            f'<div class="{look.css("r")}"><div class="{look.css("rr")}">{stars[look.choose("stars", 3)]}</div>'
            f'<div class="{look.css("rd")}">{look.absolute(review.posted_at)}</div><div class="{look.css("rt")}">{escape(review.text)}</div></div>'
        )

    def _script(self) -> str:
        look = self.look
        return (
            '"use strict";document.addEventListener("click",async e=>{const b=e.target.closest("button");if(!b)return;const d=b.dataset;'
            f'const out=document.querySelector(".{look.css("ph")}");'
            "if(d.n)out.textContent=d.n;else if(d.b)out.textContent=atob(d.b);else if(d.u)out.textContent=(await(await fetch(d.u)).json()).number;"
            "else if(d.next)more(b,d.next);});async function more(node,url){const r=await fetch(url);node.remove();if(r.ok)"
            'document.getElementById("g").insertAdjacentHTML("beforeend",await r.text());watch();}'
            'function watch(){const s=document.querySelector("[data-scroll]");if(!s)return;new IntersectionObserver((es,o)=>{if(es[0].isIntersecting)'
            "{o.disconnect();more(s,s.dataset.scroll);}}).observe(s);}watch();"
        )


def look_phone(look: Look, sample: Sample) -> str:
    """The number of an ad in the writing of its site."""
    return look.phone(sample.state.phones[0])
