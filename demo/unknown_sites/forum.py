"""A forum: the first post of a thread is the ad, the replies are customers' reviews.

Variants: 0 posts as blocks, facts in a list; 1 posts as table rows, facts as "Label: value" lines; 2 nested list, facts in brackets.
"""

import re
from datetime import datetime
from html import escape

from demo.ad import Review
from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import beside
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 14
_GUESTS = ["gæst77", "Kystvejen", "m_holm", "Vandrer", "Ole.P", "nordbo", "LilleT", "sommerhus", "Trekant", "pendler55"]
_REPLIES = {"da": "svar", "en": "replies", "de": "Antworten", "sv": "svar"}
_RULES = {"da": "Forumregler – læs før du skriver", "en": "Forum rules – read before posting", "de": "Forenregeln – bitte lesen", "sv": "Forumregler – läs först"}  # fmt: skip


class ForumSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("forum", look.seed, now, 38, reviewed=True)
        self.start = "forum/annoncer"
        self.sticky = look.choose("sticky", 2) == 1
        self.truth = {s.external_id: truth_of("forum", s, self._path(s)) for s in self.samples}

    def _path(self, sample: Sample) -> str:
        return f"viewtopic.php?t={sample.external_id}" if self.look.variant == 1 else f"t/{sample.external_id}"

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/":
            return page(self._frame(f'<h1>Forum</h1><a href="/{self.start}">Annoncer</a>'), "other")
        if path == f"/{self.start}":
            asked = request.query.get("page", "1")
            return self._threads(int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /search\nDisallow: /attachment/\n")
        if path.startswith("/attachment/"):
            return image()
        found = re.fullmatch(r"/t/(\d+)", path)
        wanted = found[1] if found else request.query.get("t") if path == "/viewtopic.php" else None
        for sample in self.samples:
            if sample.external_id == wanted:
                return self._thread(sample)
        return self._rules() if wanted == "1" else not_found()

    def _frame(self, body: str) -> str:
        return (
            f'<!doctype html><html lang="{self.look.lang}"><head><meta charset="utf-8"><title>Natforum</title></head><body><div class="notice">'
            f'{BANNERS[self.look.lang]}</div><div class="crumbs"><a href="/">Forum</a> » <a href="/{self.start}">Annoncer</a></div>{body}'
            '<div class="foot"><a href="/login">Log ind</a> <a href="/search">Søg</a></div></body></html>'
        )

    def _threads(self, number: int) -> Answer:
        shown = self.samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        sticky = ""
        if self.sticky and number == 1:
            address = "/viewtopic.php?t=1" if self.look.variant == 1 else "/t/1"
            sticky = f'<tr class="thread sticky"><td>📌 <a href="{address}">{_RULES[self.look.lang]}</a></td><td><a href="/u/admin">admin</a></td><td>0</td><td></td></tr>'
        rows = "".join(self._row(sample) for sample in shown)
        last = number * PAGE_SIZE >= len(self.samples)
        onward = "" if last else f'<a href="/{self.start}?page={number + 1}">{self.look.label("next")}</a>'
        return page(
            self._frame(f'<table class="threads">{sticky}{rows}</table><div class="pages">{number} {onward}</div>'),
            "list",
        )

    def _row(self, sample: Sample) -> str:
        state = sample.state
        newest = max((review.posted_at for review in state.reviews), default=state.posted_at.date())
        return (
            f'<tr class="thread"><td><a href="/{self._path(sample)}">{escape(state.title)}</a></td><td><a href="/u/{sample.external_id}">'
            f"{escape(state.alias or '')}</a></td><td>{len(state.reviews)} {_REPLIES[self.look.lang]}</td><td>{self.look.absolute(newest)}</td></tr>"
        )

    def _thread(self, sample: Sample) -> Answer:
        posts = [
            self._post(
                sample.state.alias or "?",
                self.look.posted(sample.state.posted_at, self.now),
                self._first(sample),
                first=True,
            )
        ]
        rng = self.look.rng(f"guests-{sample.external_id}")
        posts += [
            self._post(rng.choice(_GUESTS), self.look.absolute(r.posted_at), self._review(r))
            for r in sample.state.reviews
        ]
        near = beside(self.look, self.samples, sample, lambda other: f"/{self._path(other)}")
        wrap = ('<div class="topic">{}</div>', '<table class="topic">{}</table>', '<ol class="topic">{}</ol>')[
            self.look.variant
        ]
        return page(self._frame(f"<h1>{escape(sample.state.title)}</h1>" + wrap.format("".join(posts)) + near), "ad")

    def _post(self, author: str, when: str, inner: str, *, first: bool = False) -> str:
        who, mark = escape(author), " op" if first else ""
        if self.look.variant == 1:
            return f'<tr class="post{mark}"><td class="author"><a href="/u/x">{who}</a><br><span class="date">{when}</span></td><td class="body">{inner}</td></tr>'
        if self.look.variant == 2:
            return f'<li class="post{mark}"><div class="meta"><b>{who}</b> · <time>{when}</time></div><div class="content">{inner}</div></li>'
        return f'<div class="post{mark}"><div class="author">{who}</div><div class="date">{when}</div><div class="content">{inner}</div></div>'

    def _first(self, sample: Sample) -> str:
        state, look = sample.state, self.look
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "phone": look.phone(state.phones[0]),
            "city": state.town.city, "postcode": state.town.postcode, "address": state.address or "", "kind": look.place_kind(state.kind) or "",
            "prices": ", ".join(f"{look.duration(p.minutes)} {look.amount(p)}" for p in state.prices),
        }  # fmt: skip
        facts = [(look.label(field), escape(values[field])) for field in look.order(list(values)) if values[field]]
        shown = (
            "<ul>" + "".join(f"<li><b>{name}</b> {value}</li>" for name, value in facts) + "</ul>",
            "<p>" + "<br>".join(f"{name}: {value}" for name, value in facts) + "</p>",
            "<p>" + "<br>".join(f"[{name}] {value}" for name, value in facts) + "</p>",
        )[look.variant]
        text = "".join(f"<p>{escape(part)}</p>" for part in state.text.split("\n\n"))
        pictures = "".join(f'<img src="/attachment/{sample.external_id}/{n}" alt="">' for n in range(state.image_count))
        return f'{shown}<div class="message">{text}</div><div class="attachments">{pictures}</div>'

    def _review(self, review: Review) -> str:
        stars = ("★" * review.rating + "☆" * (5 - review.rating), f"{review.rating}/5", f"Rating: {review.rating} / 5")[
            self.look.choose("stars", 3)
        ]
        return f'<div class="score">{stars}</div><div class="message"><p>{escape(review.text)}</p></div>'

    def _rules(self) -> Answer:
        body = self._post(
            "admin",
            self.look.absolute(self.now.date()),
            "<p>Vær venlige mod hinanden. Ingen billeder af andre.</p>",
            first=True,
        )
        return page(self._frame(f"<h1>{_RULES[self.look.lang]}</h1><div class='topic'>{body}</div>"), "other")
