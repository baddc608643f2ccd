"""A second app: the page's data lies in its own HTML as JSON (variant 0: one island a page; 1: an assigned variable), or comes
from an interface whose texts are markup and whose prices and dates are words (2). Nothing is drawn without the script."""

import json
import re
from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 12


class SecondAppSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("app2", look.seed, now, 36, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = "explore"
        self.truth = {s.external_id: truth_of("app2", s, f"explore/{s.external_id}") for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /img/\n")
        if path.startswith("/img/"):
            return image()
        if path == "/bundle.js":
            return Answer(_SCRIPT.encode(), "asset", 200, "text/javascript; charset=utf-8")
        asked = request.query.get("page", "1")
        data = self._data(path.removeprefix("/rest"), int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
        if data is None:
            return not_found()
        if path.startswith("/rest"):
            return Answer(json.dumps(data, ensure_ascii=False).encode(), "api", 200, "application/json; charset=utf-8")
        return page(self._shell(None if self.look.variant == 2 else data), "list" if path == "/explore" else "ad")

    def _data(self, path: str, number: int) -> dict[str, object] | None:
        if path == "/explore":
            shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
            cards = [{"id": s.external_id, "headline": s.state.title, "place": s.state.town.city} for s in shown]
            return {"page": "list", "entries": cards, "current": number, "last": -(-len(self.samples) // PAGE_SIZE)}
        found = re.fullmatch(r"/explore/(\d+)", path)
        sample = self.by_id.get(found[1]) if found else None
        return None if sample is None else {"page": "entry", "entry": self._entry(sample)}

    def _entry(self, sample: Sample) -> dict[str, object]:
        state, look = sample.state, self.look
        marked = look.variant == 2
        text = (
            "".join(f"<p>{escape(part, quote=False)}</p>" for part in state.text.split("\n\n"))
            if marked
            else state.text
        )
        prices: object = [f"{look.duration(p.minutes)}: {look.amount(p)}" for p in state.prices]
        if not marked:
            prices = [{"duration": p.minutes, "price": {"value": p.amount, "unit": "DKK"}} for p in state.prices]
        return {
            "id": sample.external_id, "headline": state.title, "story": text, "who": {"displayName": state.alias, "age": state.age},
            "where": {"place": state.town.city, "postalCode": state.town.postcode, "line1": state.address},
            "contact": {"phoneNumber": look.phone(state.phones[0])}, "category": look.place_kind(state.kind), "priceList": prices,
            "publishedAt": look.absolute(state.posted_at.date()) if marked else int(state.posted_at.timestamp() * 1000),
            "gallery": [f"/img/{sample.external_id}/{n}" for n in range(state.image_count)],
            "feedback": [{"score": r.rating, "on": r.posted_at.isoformat(), "comment": r.text} for r in state.reviews],
        }  # fmt: skip

    def _shell(self, data: dict[str, object] | None) -> str:
        look = self.look
        said = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        island = (
            f'<script id="__DATA__" type="application/json">{said}</script>',
            f"<script>window.__STATE__ = {said};</script>",
            "",
        )[look.variant]
        labels = json.dumps(
            {
                field: look.label(field)
                for field in (
                    "alias",
                    "age",
                    "city",
                    "postcode",
                    "address",
                    "kind",
                    "phone",
                    "posted",
                    "reviews",
                    "next",
                )
            },
            ensure_ascii=False,
        )
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>Havn</title><link rel="icon" href="data:,"></head><body>'
            f"<small>{BANNERS[look.lang]}</small><main></main>{island}<script>window.WORDS={labels}</script><script src=/bundle.js></script></body></html>"
        )


_SCRIPT = """"use strict";
(async () => {
  const island = document.getElementById("__DATA__");
  const data = island ? JSON.parse(island.textContent) : window.__STATE__ || await (await fetch("/rest" + location.pathname + location.search)).json();
  const W = window.WORDS, main = document.querySelector("main");
  const add = (to, tag, text, attrs) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    for (const key in attrs || {}) node.setAttribute(key, attrs[key]);
    to.append(node);
    return node;
  };
  if (data.page === "list") {
    for (const entry of data.entries) {
      const row = add(main, "div");
      add(row, "a", entry.headline, { href: "/explore/" + entry.id });
      add(row, "span", entry.place);
    }
    if (data.current < data.last) add(main, "a", W.next, { href: "/explore?page=" + (data.current + 1) });
  } else {
    const e = data.entry;
    add(main, "h1", e.headline);
    const facts = add(main, "dl");
    const when = typeof e.publishedAt === "number" ? new Date(e.publishedAt).toISOString().slice(0, 10) : e.publishedAt;
    for (const [key, value] of [["alias", e.who.displayName], ["age", e.who.age], ["city", e.where.place], ["postcode", e.where.postalCode],
      ["address", e.where.line1], ["kind", e.category], ["phone", e.contact.phoneNumber], ["posted", when]]) {
      if (value) { add(facts, "dt", W[key]); add(facts, "dd", value); }
    }
    const prices = add(main, "ul");
    for (const p of e.priceList) add(prices, "li", typeof p === "string" ? p : `${p.duration} min ${p.price.value} ${p.price.unit}`);
    const text = add(main, "div");
    const parts = e.story.startsWith("<p>") ? [...new DOMParser().parseFromString(e.story, "text/html").querySelectorAll("p")].map((p) => p.textContent) : e.story.split("\\n\\n");
    for (const part of parts) add(text, "p", part);
    const pictures = add(main, "div");
    for (const src of e.gallery) add(pictures, "img", undefined, { src, loading: "lazy", alt: "" });
    add(main, "h2", W.reviews);
    for (const f of e.feedback) {
      const one = add(main, "article");
      add(one, "b", f.score + "/5");
      add(one, "time", f.on, { datetime: f.on });
      add(one, "p", f.comment);
    }
  }
  document.body.setAttribute("data-done", "1");
})();
"""
