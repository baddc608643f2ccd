"""Facts without label words: the meaning stands in markup alone.

Variants: 0 microdata (itemprop); 1 data attributes of one element; 2 JSON-LD in the head, and the visible facts in one plain line.
"""

import json
import re
from datetime import datetime
from html import escape

from demo.ad import Review
from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import beside, promoted
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 13


class BareSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("bare", look.seed, now, 36, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = "browse/"
        self.truth = {s.external_id: truth_of("bare", s, f"item-{s.external_id}.html") for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /pictures/\n")
        if path.startswith("/pictures/"):
            return image()
        if found := re.fullmatch(r"/browse/(?:(\d{1,3})/)?", path):
            return self._list(int(found[1] or 1))
        found = re.fullmatch(r"/item-(\d+)\.html", path)
        return self._ad(self.by_id[found[1]]) if found and found[1] in self.by_id else not_found()

    def _frame(self, head: str, body: str) -> str:
        return (
            f'<!doctype html><html lang="{self.look.lang}"><head><meta charset="utf-8"><title>Stille</title>{head}</head><body>'
            f"<small>{BANNERS[self.look.lang]}</small>{body}</body></html>"
        )

    def _list(self, number: int) -> Answer:
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        more = number * PAGE_SIZE < len(self.samples)
        head = f'<link rel="next" href="/browse/{number + 1}/">' if more else ""
        items = "".join(
            f'<li><a href="/item-{s.external_id}.html">{escape(s.state.title)}</a> <i>{escape(s.state.town.city)}</i></li>'
            for s in promoted(self.look, shown, self.samples)
        )
        arrow = f'<a href="/browse/{number + 1}/">→</a>' if more else ""
        return page(self._frame(head, f"<ol>{items}</ol><p>{number} {arrow}</p>"), "list") if shown else not_found()

    def _ad(self, sample: Sample) -> Answer:
        head, facts = (self._microdata, self._attributes, self._linked)[self.look.variant](sample)
        state = sample.state
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        pictures = "".join(f'<img src="/pictures/{sample.external_id}/{n}" alt="">' for n in range(state.image_count))
        reviews = "".join(self._review(review) for review in state.reviews)
        prop = ' itemprop="description"' if self.look.variant == 0 else ""
        body = f"<h1>{escape(state.title)}</h1>{facts}<div{prop}>{text}</div><figure>{pictures}</figure>{reviews}"
        near = beside(self.look, self.samples, sample, lambda other: f"/item-{other.external_id}.html")
        scope = ' itemscope itemtype="https://schema.org/LocalBusiness"' if self.look.variant == 0 else ""
        return page(self._frame(head, f"<main{scope}>{body}</main>{near}"), "ad")

    def _microdata(self, sample: Sample) -> tuple[str, str]:
        state, look = sample.state, self.look
        street = f'<span itemprop="streetAddress">{escape(state.address)}</span>, ' if state.address else ""
        prices = "".join(
            f'<div itemprop="makesOffer" itemscope itemtype="https://schema.org/Offer"><span itemprop="name">{look.duration(p.minutes)}</span> '
            f'<span itemprop="price" content="{p.amount}">{look.amount(p)}</span><meta itemprop="priceCurrency" content="DKK"></div>'
            for p in state.prices
        )
        return "", (
            f'<p><b itemprop="alternateName">{escape(state.alias or "")}</b> <span class="age">{look.age(state.age or 0)}</span> '
            f'<em class="kind">{look.place_kind(state.kind)}</em></p><p itemprop="address" itemscope>{street}<span itemprop="postalCode">'
            f'{state.town.postcode}</span> <span itemprop="addressLocality">{escape(state.town.city)}</span></p>'
            f'<p itemprop="telephone">{look.phone(state.phones[0])}</p><time itemprop="datePosted" datetime="{state.posted_at.date().isoformat()}">'
            f"{look.absolute(state.posted_at.date())}</time>{prices}"
        )

    def _attributes(self, sample: Sample) -> tuple[str, str]:
        state, look = sample.state, self.look
        values = {
            "name": state.alias, "age": state.age, "city": state.town.city, "zip": state.town.postcode, "street": state.address,
            "phone": look.phone(state.phones[0]), "type": state.kind, "posted": state.posted_at.date().isoformat(),
            "prices": ";".join(f"{p.minutes}:{p.amount}" for p in state.prices),
        }  # fmt: skip
        said = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in values.items() if value)
        return (
            "",
            f"<section {said}><p>{escape(state.alias or '')} · {state.age} · {escape(state.town.city)}</p></section>",
        )

    def _linked(self, sample: Sample) -> tuple[str, str]:
        state, look = sample.state, self.look
        address = {"@type": "PostalAddress", "addressLocality": state.town.city, "postalCode": state.town.postcode}
        said = {
            "@context": "https://schema.org", "@type": "LocalBusiness", "name": state.title, "alternateName": state.alias,
            "description": state.text, "telephone": look.phone(state.phones[0]), "datePosted": state.posted_at.isoformat(),
            "category": look.place_kind(state.kind), "address": address | ({"streetAddress": state.address} if state.address else {}),
            "makesOffer": [
                {"@type": "Offer", "name": f"{p.minutes} min", "price": p.amount, "priceCurrency": p.currency} for p in state.prices
            ],
        }  # fmt: skip
        ld = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
        prices = " · ".join(f"{look.duration(p.minutes)} {look.amount(p)}" for p in state.prices)
        line = (
            f"{escape(state.alias or '')}, {look.age(state.age or 0)} · {state.town.postcode} {escape(state.town.city)}"
        )
        street = f"<p>{escape(state.address)}</p>" if state.address else ""
        return f'<script type="application/ld+json">{ld}</script>', f"<p>{line}</p>{street}<p>{prices}</p>"

    def _review(self, review: Review) -> str:
        if self.look.variant == 0:
            return (
                '<div itemprop="review" itemscope itemtype="https://schema.org/Review"><span itemprop="reviewRating" itemscope>'
                f'<meta itemprop="ratingValue" content="{review.rating}">{"★" * review.rating}</span><time itemprop="datePublished" '
                f'datetime="{review.posted_at.isoformat()}">{self.look.absolute(review.posted_at)}</time><p itemprop="reviewBody">{escape(review.text)}</p></div>'
            )
        return (
            f'<blockquote data-rating="{review.rating}">{"★" * review.rating} <time>{self.look.absolute(review.posted_at)}</time>'
            f"<p>{escape(review.text)}</p></blockquote>"
        )
