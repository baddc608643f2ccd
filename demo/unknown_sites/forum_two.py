"""A second forum, in the manner of old boards: facts on one line with bars, signatures, the score as the first words of a reply,
quotes of the ad inside replies, and long threads over two pages."""

import re
from datetime import datetime
from html import escape

from demo.ad import Review
from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 15
POSTS = 4
_SCORE = {"da": "Karakter", "en": "Score", "de": "Note", "sv": "Betyg"}
_WROTE = {"da": "skrev", "en": "wrote", "de": "schrieb", "sv": "skrev"}


class SecondForumSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("forum2", look.seed, now, 36, reviewed=True)
        self.start = "viewforum.php?f=7"
        self.truth = {
            s.external_id: truth_of("forum2", s, f"viewtopic.php?f=7&t={s.external_id}") for s in self.samples
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path, query = request.path, request.query
        start = query.get("start", "0")
        at = int(start) if start.isdecimal() and len(start) < 4 else 0
        if path == "/viewforum.php":
            return self._topics(at)
        if path == "/viewtopic.php":
            for sample in self.samples:
                if query.get("t") == sample.external_id:
                    return self._topic(sample, at)
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /posting.php\nDisallow: /download/\nDisallow: /memberlist.php\n")
        return image() if path.startswith("/download/") else not_found()

    def _frame(self, title: str, body: str) -> str:
        return (
            f'<!DOCTYPE html><html dir="ltr" lang="{self.look.lang}"><head><meta charset="utf-8"><title>{escape(title)} - Bord</title></head><body id="phpbb">'
            f'<div id="wrap"><div class="headerbar"><h3><a href="/viewforum.php?f=7">Bord</a></h3><p>{BANNERS[self.look.lang]}</p></div>{body}'
            '<ul class="footer"><li><a href="/memberlist.php">Medlemmer</a></li><li><a href="/posting.php">Skriv</a></li></ul></div></body></html>'
        )

    def _pages(self, total: int, size: int, at: int, address: str) -> str:
        links = "".join(
            f'<li class="active"><span>{n // size + 1}</span></li>'
            if n == at
            else f'<li><a class="button" href="{address}&amp;start={n}">{n // size + 1}</a></li>'
            for n in range(0, total, size)
        )
        onward = (
            f'<li class="arrow next"><a rel="next" href="{address}&amp;start={at + size}">{self.look.label("next")}</a></li>'
            if at + size < total
            else ""
        )
        return f'<div class="pagination"><ul>{links}{onward}</ul></div>'

    def _topics(self, at: int) -> Answer:
        rows = "".join(
            f'<li class="row"><dl><dt><a href="/viewtopic.php?f=7&amp;t={s.external_id}" class="topictitle">{escape(s.state.title)}</a><br>'
            f'<a class="username" href="/memberlist.php?u={s.external_id}">{escape(s.state.alias or "")}</a> » {self.look.absolute(s.state.posted_at.date())}</dt>'
            f'<dd class="posts">{len(s.state.reviews)}</dd><dd class="views">{int(s.external_id) % 613}</dd></dl></li>'
            for s in self.samples[at : at + PAGE_SIZE]
        )
        pages = self._pages(len(self.samples), PAGE_SIZE, at, "/viewforum.php?f=7")
        return page(
            self._frame("Annoncer", f'<h2>Annoncer</h2><ul class="topiclist topics">{rows}</ul>{pages}'), "list"
        )

    def _topic(self, sample: Sample, at: int) -> Answer:
        state = sample.state
        posts = [
            self._post(sample, 0, state.alias or "?", self.look.absolute(state.posted_at.date()), self._first(sample))
        ]
        posts += [
            self._post(sample, n, f"gæst{n + 3}", self.look.absolute(review.posted_at), self._reply(sample, n, review))
            for n, review in enumerate(state.reviews, 1)
        ]
        address = f"/viewtopic.php?f=7&amp;t={sample.external_id}"
        # The ad itself stands on the first page only; later pages hold the later replies.
        pages = self._pages(len(posts), POSTS, at, address) if len(posts) > POSTS else ""
        body = f'<h2 class="topic-title"><a href="{address}">{escape(state.title)}</a></h2>{"".join(posts[at : at + POSTS])}{pages}'
        return page(self._frame(state.title, body), "ad")

    def _post(self, sample: Sample, number: int, author: str, when: str, content: str) -> str:
        again = "Re: " if number else ""
        return (
            f'<div id="p{sample.external_id}{number}" class="post bg{number % 2 + 1}"><div class="postbody"><h3>{again}{escape(sample.state.title)}</h3>'
            f'<p class="author">» <strong>{escape(author)}</strong> » {when}</p><div class="content">{content}</div>'
            f'<div class="signature">— {escape(author)}, medlem nr. {sample.external_id}</div></div></div>'
        )

    def _first(self, sample: Sample) -> str:
        state, look = sample.state, self.look
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "phone": look.phone(state.phones[0]), "city": state.town.city,
            "postcode": state.town.postcode, "address": state.address or "", "kind": look.place_kind(state.kind) or "",
            "prices": ", ".join(f"{look.duration(p.minutes)} {look.amount(p)}" for p in state.prices),
        }  # fmt: skip
        line = " | ".join(
            f"{look.label(field)}: {escape(values[field])}" for field in look.order(list(values)) if values[field]
        )
        text = "<br /><br />".join(escape(part) for part in state.text.split("\n\n"))
        pictures = "".join(
            f'<dl class="file"><dt><img src="/download/file.php?id={sample.external_id}{n}" alt=""></dt></dl>'
            for n in range(state.image_count)
        )
        return f'<em>{line}</em><hr /><div class="bodytext">{text}</div><div class="attachbox">{pictures}</div>'

    def _reply(self, sample: Sample, number: int, review: Review) -> str:
        look = self.look
        quote = ""
        if look.variant == 1 and number % 2 == 0:
            words = re.split(r"(?<=[.!?])\s", sample.state.text)[0]
            quote = f"<blockquote><cite>{escape(sample.state.alias or '')} {_WROTE[look.lang]}:</cite>{escape(words)}</blockquote>"
        return (
            f'{quote}<strong class="score">{_SCORE[look.lang]}: {review.rating}/5</strong><br />{escape(review.text)}'
        )
