"""A second site in three languages: absolute addresses, regional tags (da-DK), the tie said in the Link header (variant 0),
in the head (1) or by a switch on the page beside a canonical address (2)."""

import re
from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.trilingual import LANGS, spoken
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 11
FOLDER = {"da": "dk", "en": "uk", "de": "at"}
_TAG = {"da": "da-DK", "en": "en-GB", "de": "de-AT"}


class SecondTrilingualSite:
    """``truth`` maps external ids to *Ad out* rows (the Danish one); ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("trilingual2", look.seed, now, 31)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.said = {s.external_id: {lang: spoken(look, s, lang) for lang in LANGS} for s in self.samples}
        self.start = "dk/"
        self.truth = {s.external_id: self._truth(s) for s in self.samples}

    def _truth(self, sample: Sample) -> dict[str, object]:
        danish = Sample(sample.external_id, self.said[sample.external_id]["da"])
        return truth_of("trilingual2", danish, f"dk/{sample.external_id}", ("reviews", "kind")) | {
            "languages": list(LANGS)
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /file/\n")
        if request.path.startswith("/file/"):
            return image()
        found = re.fullmatch(r"/(dk|uk|at)/(?:(\d{4,6})|side-(\d{1,3}))?", request.path)
        if found is None:
            return not_found()
        lang = next(lang for lang, folder in FOLDER.items() if folder == found[1])
        base = f"http://{request.headers.get('host', '127.0.0.1')}"
        if found[2]:
            return self._ad(self.by_id[found[2]], lang, base) if found[2] in self.by_id else not_found()
        return self._list(lang, int(found[3] or 1), base)

    def _answer(self, lang: str, base: str, rest: str, body: str, kind: str) -> Answer:
        urls = {other: f"{base}/{FOLDER[other]}/{rest}" for other in LANGS}
        head, headers = "", ()
        if self.look.variant == 0:
            ties = ", ".join(f'<{url}>; rel="alternate"; hreflang="{_TAG[other]}"' for other, url in urls.items())
            return self._page(lang, f'<link rel="canonical" href="{urls[lang]}">', body, kind, (("Link", ties),))
        if self.look.variant == 1:
            head = "".join(
                f'<link rel="alternate" hreflang="{_TAG[other]}" href="{url}">' for other, url in urls.items()
            )
            return self._page(lang, head, body, kind, headers)
        switch = "".join(
            f'<a rel="alternate" hreflang="{_TAG[other]}" href="{url}">{_TAG[other]}</a> '
            for other, url in urls.items()
        )
        return self._page(
            lang, f'<link rel="canonical" href="{urls["da"]}">', f"<div>{switch}</div>{body}", kind, headers
        )

    def _page(self, lang: str, head: str, body: str, kind: str, headers: tuple[tuple[str, str], ...]) -> Answer:
        html = f'<!doctype html><html lang="{_TAG[lang]}"><head><meta charset="utf-8"><title>Bro</title>{head}</head><body><p>{BANNERS[lang]}</p>{body}</body></html>'
        return Answer(html.encode(), kind, 200, "text/html; charset=utf-8", headers)

    def _list(self, lang: str, number: int, base: str) -> Answer:
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        items = "".join(
            f'<tr><td><a href="{base}/{FOLDER[lang]}/{s.external_id}">{escape(self.said[s.external_id][lang].title)}</a></td><td>{escape(s.state.town.city)}</td></tr>'
            for s in shown
        )
        look = Look(self.look.seed, self.look.kind, lang, self.look.variant)
        more = number * PAGE_SIZE < len(self.samples)
        onward = f'<a href="{base}/{FOLDER[lang]}/side-{number + 1}">{look.label("next")}</a>' if more else ""
        others = " ".join(f'<a href="{base}/{folder}/">{folder}</a>' for folder in FOLDER.values())
        return self._answer(
            lang,
            base,
            f"side-{number}" if number > 1 else "",
            f"<div>{others}</div><table>{items}</table>{onward}",
            "list",
        )

    def _ad(self, sample: Sample, lang: str, base: str) -> Answer:
        state = self.said[sample.external_id][lang]
        look = Look(self.look.seed, self.look.kind, lang, self.look.variant)
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "city": f"{state.town.postcode} {state.town.city}",
            "address": state.address or "", "phone": state.phone_field or "", "posted": look.absolute(state.posted_at.date()),
            "prices": "; ".join(f"{look.duration(p.minutes)} = {look.amount(p)}" for p in state.prices),
        }  # fmt: skip
        facts = "".join(
            f"<dt>{look.label(field)}</dt><dd>{escape(values[field])}</dd>"
            for field in look.order(list(values))
            if values[field]
        )
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        pictures = "".join(f'<img src="/file/{sample.external_id}{n}" alt="">' for n in range(state.image_count))
        return self._answer(
            lang,
            base,
            sample.external_id,
            f"<h1>{escape(state.title)}</h1><dl>{facts}</dl><div>{text}</div><p>{pictures}</p>",
            "ad",
        )
