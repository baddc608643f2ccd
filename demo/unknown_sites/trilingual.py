"""Each ad in Danish, English and German, tied together by hreflang and canonical; it counts once, in Danish.

Variants: 0 language as folder, self-canonical; 1 language as query value, canonical to the Danish one; 2 another id in each
language, tied by hreflang alone.
"""

import re
from datetime import datetime
from html import escape

from demo.ad import AdState
from demo.answer import Answer, Request, image, not_found, robots, validated
from demo.composer import Draft, draw_parts, render
from demo.sentences import pick
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import beside
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS
from demo.view import http_date

PAGE_SIZE = 12
LANGS = ("da", "en", "de")
_FOLDER = {"da": "annonce", "en": "ad", "de": "anzeige"}


class TrilingualSite:
    """``truth`` maps external ids to *Ad out* rows (the Danish one); ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("trilingual", look.seed, now, 34)
        self.spoken = {s.external_id: {lang: spoken(look, s, lang) for lang in LANGS} for s in self.samples}
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = "" if look.variant == 1 else "da/"
        self.truth = {s.external_id: self._truth(s) for s in self.samples}

    def _truth(self, sample: Sample) -> dict[str, object]:
        danish = Sample(sample.external_id, self.spoken[sample.external_id]["da"])
        row = truth_of("trilingual", danish, self._url(sample.external_id, "da")[1:], ("reviews",))
        row["languages"] = list(LANGS)
        return row

    def _url(self, external_id: str, lang: str) -> str:
        if self.look.variant == 1:
            return f"/ad/{external_id}" + ("" if lang == "da" else f"?lang={lang}")
        if self.look.variant == 2:
            return f"/{lang}/{int(external_id) * 3 + LANGS.index(lang)}"
        return f"/{lang}/{_FOLDER[lang]}/{external_id}"

    def _home(self, lang: str, number: int = 1) -> str:
        if self.look.variant == 1:
            return f"/?lang={lang}&page={number}" if lang != "da" or number > 1 else "/"
        return f"/{lang}/" + (f"?page={number}" if number > 1 else "")

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /media/\n")
        if path.startswith("/media/"):
            return image()
        lang = request.query.get("lang", "da") if self.look.variant == 1 else path[1:3]
        if lang not in LANGS:
            return self._list("da", "1") if path == "/" else not_found()
        if path in ("/", f"/{lang}/"):
            return self._list(lang, request.query.get("page", "1"))
        found = re.fullmatch(r"/(?:da/|en/|de/)?(?:annonce/|ad/|anzeige/)?(\d{1,9})", path)
        if found is None:
            return not_found()
        number = int(found[1])
        wanted = str(number // 3) if self.look.variant == 2 else found[1]
        return self._ad(self.by_id[wanted], lang) if wanted in self.by_id else not_found()

    def _frame(self, lang: str, head: str, body: str) -> str:
        switch = " ".join(
            f'<a hreflang="{other}" href="{escape(self._home(other))}">{other.upper()}</a>' for other in LANGS
        )
        return (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Tre Tunger</title>{head}</head><body><p class="fiction">'
            f'{BANNERS[lang]}</p><nav class="switch">{switch}</nav><main>{body}</main></body></html>'
        )

    def _alternates(self, urls: dict[str, str], canonical: str) -> str:
        links = "".join(f'<link rel="alternate" hreflang="{lang}" href="{escape(url)}">' for lang, url in urls.items())
        return f'<link rel="canonical" href="{escape(canonical)}">{links}<link rel="alternate" hreflang="x-default" href="{escape(urls["da"])}">'

    def _list(self, lang: str, asked: str) -> Answer:
        number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        items = "".join(self._item(sample, lang) for sample in shown)
        words = Look(self.look.seed, self.look.kind, lang, self.look.variant)
        last = number * PAGE_SIZE >= len(self.samples)
        onward = (
            "" if last else f'<a class="onward" href="{escape(self._home(lang, number + 1))}">{words.label("next")}</a>'
        )
        head = self._alternates({other: self._home(other, number) for other in LANGS}, self._home(lang, number))
        return validated(
            self._frame(lang, head, f'<div class="offers">{items}</div>{onward}'), "list", http_date(self.now)
        )

    def _item(self, sample: Sample, lang: str) -> str:
        state = self.spoken[sample.external_id][lang]
        return (
            f'<section class="offer"><h2><a href="{escape(self._url(sample.external_id, lang))}">{escape(state.title)}</a></h2>'
            f"<p>{escape(state.town.city)}, {state.age}</p></section>"
        )

    def _ad(self, sample: Sample, lang: str) -> Answer:
        state = self.spoken[sample.external_id][lang]
        look = Look(self.look.seed, self.look.kind, lang, self.look.variant)
        urls = {other: self._url(sample.external_id, other) for other in LANGS}
        head = self._alternates(urls, urls["da"] if self.look.variant == 1 else urls[lang])
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "phone": state.phone_field or "",
            "city": state.town.city, "postcode": state.town.postcode, "address": state.address or "", "kind": look.place_kind(state.kind) or "",
            "posted": look.posted(state.posted_at, self.now),
        }  # fmt: skip
        facts = "".join(
            f'<p class="fact"><strong>{look.label(field)}:</strong> {escape(values[field])}</p>'
            for field in look.order(list(values))
            if values[field]
        )
        prices = "".join(f"<tr><th>{look.duration(p.minutes)}</th><td>{look.amount(p)}</td></tr>" for p in state.prices)
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        near = beside(look, self.samples, sample, lambda other: self._url(other.external_id, lang))
        pictures = "".join(f'<img src="/media/{sample.external_id}/{n}" alt="">' for n in range(state.image_count))
        body = (
            f'<h1>{escape(state.title)}</h1><div class="facts">{facts}</div><table class="cost">{prices}</table>'
            f'<div class="words">{text}</div><div class="pictures">{pictures}</div>{near}'
        )
        return validated(self._frame(lang, head, body), "ad", http_date(state.updated_at))


def spoken(look: Look, sample: Sample, lang: str) -> AdState:
    """The same facts in another language, as the advertiser wrote them."""
    state, rng = sample.state, look.rng(f"{sample.external_id}-{lang}")
    draft = Draft(
        lang=lang, alias=state.alias, age=state.age, town=state.town, address=state.address, phone=state.phones[0],
        phone_written=look.phone(state.phones[0]), obscured=False, phone_in_text=True, kind=state.kind, prices=state.prices,
        title=pick(rng, lang, "titles"), parts=draw_parts(rng, lang, kind="private", plain=(state.age or 99) <= 20), images=state.image_count,
    )  # fmt: skip
    return render(draft, posted_at=state.posted_at, updated_at=state.updated_at)
