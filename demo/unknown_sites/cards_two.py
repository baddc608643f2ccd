"""A second card site: facts as sibling spans without rows, prices as sentences, a load-more link that answers JSON with markup
inside, and a number that its button holds in pieces (variant 0), backwards (1) or in its own script (2)."""

import json
import re
from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 14


class SecondCardSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("cards2", look.seed, now, 40, reviewed=True)
        self.start = "soeg"
        self.truth = {s.external_id: truth_of("cards2", s, f"v/{self._token(s)}") for s in self.samples}

    @staticmethod
    def _token(sample: Sample) -> str:
        return f"{int(sample.external_id) * 7919 % 1_000_003:x}"

    def answer(self, request: Request) -> Answer:  # noqa: PLR0911 - a router reads best as one list of returns
        """Answer one request."""
        path = request.path
        asked = request.query.get("p", "1")
        number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
        if path == "/soeg":
            return page(
                self._frame(f'<div class="{self.look.css("wrap")}">{self._cards(number)}</div>{self._more(number)}'),
                "list",
            )
        if path == "/soeg/flere":
            body = {"html": self._cards(number), "next": self._next(number)}
            return Answer(json.dumps(body).encode(), "list", 200, "application/json")
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /foto\n")
        if path.startswith("/foto"):
            return image()
        if path == "/s.js":
            return Answer(_SCRIPT.encode(), "asset", 200, "text/javascript")
        for sample in self.samples:
            if path == f"/v/{self._token(sample)}":
                return self._ad(sample)
        return not_found()

    def _frame(self, body: str) -> str:
        look = self.look
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>Kvarter</title></head><body><header class="{look.css("h")}">'
            f'<a href="/soeg">Kvarter</a><span>{BANNERS[look.lang]}</span></header><main class="{look.css("m")}">{body}</main><script src="/s.js"></script></body></html>'
        )

    def _next(self, number: int) -> str | None:
        return f"/soeg/flere?p={number + 1}" if number * PAGE_SIZE < len(self.samples) else None

    def _more(self, number: int) -> str:
        onward = self._next(number)
        return (
            f'<a href="#" role="button" class="{self.look.css("mo")}" data-load="{onward}">{self.look.label("more")}</a>'
            if onward
            else ""
        )

    def _cards(self, number: int) -> str:
        look = self.look
        return "".join(
            f'<a class="{look.css("c")}" href="/v/{self._token(s)}"><figure><img src="/foto/{s.external_id}/s" alt=""></figure><div class="{look.css("ci")}">'
            f'<div class="{look.css("ct")}">{escape(s.state.title)}</div><div class="{look.css("cs")}">{s.state.age} · {escape(s.state.town.city)}</div></div></a>'
            for s in self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        )

    def _button(self, number: str) -> str:
        look = self.look
        if look.variant == 0:
            half = len(number) // 2
            held = f'data-a="{escape(number[:half])}" data-z="{escape(number[half:])}"'
        elif look.variant == 1:
            held = f'data-rev="{escape(number[::-1])}"'
        else:
            held = f"onclick=\"this.textContent='{escape(number)}'\""
        return f'<button class="{look.css("b")}" {held}>{look.label("show_phone")}</button>'

    def _ad(self, sample: Sample) -> Answer:
        look, state = self.look, sample.state
        values = {
            "age": look.age(state.age) if state.age else "", "alias": state.alias or "", "address": state.address or "", "city": state.town.city,
            "postcode": state.town.postcode, "kind": look.place_kind(state.kind) or "", "posted": look.absolute(state.posted_at.date()),
        }  # fmt: skip
        spans = "".join(
            f'<span class="{look.css("l")}">{look.label(field)}</span><span class="{look.css("d")}">{escape(values[field])}</span>'
            for field in look.order(list(values))
            if values[field]
        )
        prices = "".join(
            f'<p class="{look.css("p")}">{look.amount(p)} / {look.duration(p.minutes)}</p>' for p in state.prices
        )
        text = "<br><br>".join(escape(part) for part in state.text.split("\n\n"))
        slides = "".join(
            f'<li><img data-src="/foto/{sample.external_id}/{n}" src="data:," alt=""></li>'
            for n in range(state.image_count)
        )
        said = "".join(
            f'<article class="{look.css("r")}"><header><time datetime="{r.posted_at.isoformat()}">{look.absolute(r.posted_at)}</time>'
            f'<meter min="0" max="5" value="{r.rating}">{r.rating}</meter></header>{escape(r.text)}</article>'
            for r in state.reviews
        )
        body = (
            f'<ul class="{look.css("sl")}">{slides}</ul><h1>{escape(state.title)}</h1><div class="{look.css("g")}">{spans}</div>{self._button(look.phone(state.phones[0]))}'
            f'<div class="{look.css("pr")}">{prices}</div><section class="{look.css("tx")}">{text}</section><section class="{look.css("rv")}"><h2>{look.label("reviews")}</h2>{said}</section>'
        )
        return page(self._frame(re.sub(r">\s+<", "><", body)), "ad")


_SCRIPT = (
    '"use strict";document.addEventListener("click",async e=>{const b=e.target.closest("[data-a],[data-rev],[data-load]");if(!b)return;'
    'const d=b.dataset;if(d.a)b.textContent=d.a+d.z;else if(d.rev)b.textContent=[...d.rev].reverse().join("");else{e.preventDefault();'
    'const r=await(await fetch(d.load)).json();document.querySelector("main>div").insertAdjacentHTML("beforeend",r.html);'
    "if(r.next)d.load=r.next;else b.remove();}});"
)
