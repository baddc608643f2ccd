"""A hostile site: some real ads between redirect loops, calendar traps, bombs, hidden text, session traps and media everywhere."""

import re
from datetime import datetime
from html import escape
from itertools import count

from demo.answer import Answer, Request, image, page, robots
from demo.phones import PREFIXES
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.traps import LURES, TRAPS
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 8


class HostileSite:
    """``truth`` maps external ids to *Ad out* rows, without anything hidden; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("hostile", look.seed, now, 14, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = "annoncer"
        self.truth = {s.external_id: truth_of("hostile", s, f"ad/{s.external_id}") for s in self.samples}
        self._sessions = count(1)

    def answer(self, request: Request) -> Answer:
        """Answer one request; what is unknown gets a friendly page with status 200."""
        path = re.sub(r"^(?:/s/\d+)+", "", request.path) or "/"
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /forbudt/\nDisallow: /m/\n" + "# fyld\n" * 2000)
        if path.startswith("/m/"):
            return image()
        for start, trap in TRAPS.items():
            if path.startswith(start):
                return trap(path)
        prefix = request.path[: len(request.path) - len(path)] if request.path != path else ""
        if path in ("/", "/annoncer"):
            return self._list(request.query.get("side", "1"), prefix)
        found = re.fullmatch(r"/ad/(\d+)", path)
        if found and found[1] in self.by_id:
            return self._ad(self.by_id[found[1]])
        return page(
            self._frame("<h1>Ups!</h1><p>Siden findes desværre ikke, men se vores andre annoncer.</p>", ""), "other"
        )

    def _frame(self, body: str, prefix: str) -> str:
        lures = "".join(f'<a href="{escape(lure)}">mere</a> ' for lure in LURES)
        session = f'<a href="{prefix}/s/{next(self._sessions)}/annoncer">Alle annoncer</a>'
        return (
            f'<!doctype html><html lang="{self.look.lang}"><head><meta charset="utf-8"><title>Fælden</title><link rel="preload" as="image" href="/m/p.png">'
            '<link rel="icon" href="/m/favicon.ico"><link rel="prefetch" href="/bombe/gzip"><style>body{background:url(/m/bg.jpg)}.gemt{display:none}</style>'
            f'<script>for(let i=0;i<3;i++)new Image().src="/m/js"+i+".gif"</script></head><body onload="void 0"><p>{BANNERS[self.look.lang]}</p><nav>{session} {lures}</nav>'
            f'{body}{_media("side")}<iframe src="/kalender/2026/1"></iframe></body></html>'
        )

    def _list(self, asked: str, prefix: str) -> Answer:
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
        last = -(-len(self.samples) // PAGE_SIZE)
        # Beyond the last page the last one comes again, and a further one is always promised.
        shown = self.samples[(min(number, last) - 1) * PAGE_SIZE :][:PAGE_SIZE]
        items = "".join(
            f'<div class="item" data-id="{s.external_id}"><img src="/m/{s.external_id}.jpg"><a href="{prefix}/ad/{s.external_id}">{escape(s.state.title)}</a>'
            f"<span>{s.state.town.city}</span></div>"
            for s in shown
        )
        onward = f'<a class="next" href="{prefix}/annoncer?side={number + 1}">{self.look.label("next")}</a>'
        return page(self._frame(f'<div class="items">{items}</div>{onward}', prefix), "list")

    def _hidden(self, sample: Sample) -> str:
        """Words and a number no visitor sees: they must not reach the ad."""
        rng = self.look.rng(f"hidden-{sample.external_id}")
        number = f"{rng.choice(PREFIXES)}{rng.randint(0, 9999):04d}"
        words = f"Uden kondom, vores piger er klar dag og nat, ring {number}"
        ways = (
            '<span style="display:none">{}</span>', '<span class="gemt">{}</span>', "<span hidden>{}</span>", "<!-- {} -->", "<template>{}</template>",
            '<span style="font-size:0">{}</span>', '<span style="visibility:hidden">{}</span>', "<noscript>{}</noscript>",
            '<span style="position:absolute;left:-9999px">{}</span>', "<script>var t='{}';</script>",
        )  # fmt: skip
        return ways[rng.randrange(len(ways))].format(words)

    def _ad(self, sample: Sample) -> Answer:
        state, look = sample.state, self.look
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "phone": look.phone(state.phones[0]),
            "city": state.town.city, "postcode": state.town.postcode, "address": state.address or "", "kind": look.place_kind(state.kind) or "",
            "posted": look.posted(state.posted_at, self.now),
        }  # fmt: skip
        facts = "".join(
            f"<dt>{look.label(field)}</dt><dd>{escape(value)}</dd>" for field, value in values.items() if value
        )
        prices = "".join(f"<li>{look.duration(p.minutes)}: {look.amount(p)}</li>" for p in state.prices)
        parts = state.text.split("\n\n")
        text = "".join(f"<p>{escape(part)}{self._hidden(sample) if n == 0 else ''}</p>" for n, part in enumerate(parts))
        reviews = "".join(
            f'<div class="said"><b>{r.rating}/5</b> <time>{look.absolute(r.posted_at)}</time><p onclick="alert(1)">{escape(r.text)}</p></div>'
            for r in state.reviews
        )
        pictures = "".join(
            f'<img src="/m/{sample.external_id}/{n}.jpg" srcset="/m/{n}@2x.jpg 2x" onerror="alert(1)">'
            for n in range(state.image_count)
        )
        body = (
            f'<article><h1>{escape(state.title)}</h1><dl>{facts}</dl><ul class="prices">{prices}</ul><div class="about">{text}</div>'
            f'<div class="gallery">{pictures}</div><h2>{look.label("reviews")}</h2>{reviews}</article>'
        )
        return page(self._frame(body, ""), "ad")


def _media(name: str) -> str:
    """Every element that makes a browser fetch media."""
    return (
        f'<video src="/m/{name}.mp4" poster="/m/{name}.png" autoplay></video><audio src="/m/{name}.mp3" autoplay></audio>'
        f'<object data="/m/{name}.svg"></object><embed src="/m/{name}.pdf"><input type="image" src="/m/{name}.gif">'
        f'<picture><source srcset="/m/{name}.avif"></picture><svg><image href="/m/{name}.png"/></svg><div style="background:url(/m/{name}-bg.png)"></div>'
    )
