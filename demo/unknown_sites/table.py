"""An old table site: broken HTML, an old encoding that is said wrongly or not at all, numbered pages.

Variants: 0 label and value in neighbouring cells; 1 a row of labels over a row of values; 2 one cell with "Label: value" lines.
"""

import re
from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, robots
from demo.places import AREAS
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import beside, promoted
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 12
# (true encoding, charset in the header, charset in the meta tag)
_DRESSES = (("windows-1252", None, "iso-8859-1"), ("windows-1252", "utf-8", None), ("iso-8859-1", None, None))


class TableSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("table", look.seed, now, 40)
        self.start = "list.asp"
        self.by_region = look.seed % 4 == 3
        self.truth = {
            s.external_id: truth_of("table", s, f"show.asp?id={s.external_id}", ("reviews",)) for s in self.samples
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path in ("/", "/list.asp"):
            return self._start(request)
        if request.path == "/show.asp":
            found = [sample for sample in self.samples if sample.external_id == request.query.get("id")]
            return self._ad(found[0]) if found else not_found("<HTML><BODY>404")
        if request.path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /cgi-bin/\n")
        if request.path.startswith("/pics/"):
            return image()
        if re.fullmatch(r"/(about|help|links)\.asp", request.path):
            return self._dressed("<H2>Info</H2><P>Demo.", "other")
        return not_found("<HTML><BODY>404")

    def _dressed(self, body: str, kind: str) -> Answer:
        true, header, meta = _DRESSES[self.look.choose("dress", 3)]
        claim = f"<meta http-equiv=content-type content='text/html; charset={meta}'>" if meta else ""
        html = (
            f"<html><head><title>Torvet</title>{claim}</head><body bgcolor=white><table width=100%><tr><td colspan=2><font size=1>"
            f"{BANNERS[self.look.lang]}</font><tr valign=top><td width=120><a href=list.asp>Start</a><br><a href=about.asp>Info</a><br>"
            f"<a href=help.asp>?</a><br><a href=links.asp>Links</a><td>{body}</table>"
        )
        return Answer(
            html.encode(true, "xmlcharrefreplace"), kind, 200, f"text/html; charset={header}" if header else "text/html"
        )

    def _start(self, request: Request) -> Answer:
        """The list; every fourth seed has a front page that leads to one list a region."""
        asked, area = request.query.get("p", "1"), request.query.get("omr", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
        if not self.by_region:
            return self._list(self.samples, number, "")
        if area in AREAS:
            return self._list(
                [sample for sample in self.samples if sample.state.town.area == area], number, f"omr={area}&"
            )
        links = "".join(f"<tr><td><a href=list.asp?omr={slug}>{name}</a>" for slug, name in AREAS.items())
        return self._dressed(f"<h2>Danmark</h2><table>{links}</table>", "list")

    def _list(self, samples: list[Sample], number: int, area: str) -> Answer:
        pages = -(-len(samples) // PAGE_SIZE)
        shown = promoted(self.look, samples[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], samples)
        rows = "".join(self._row(sample) for sample in shown)
        links = " ".join(
            f"<a href=list.asp?{area}p={n}>[{n}]</a>" if n != number else f"<b>[{n}]</b>" for n in range(1, pages + 1)
        )
        onward = f" <a href=list.asp?{area}p={number + 1}>{self.look.label('next')}</a>" if number < pages else ""
        return self._dressed(f"<table border=1 cellpadding=3>{rows}</table><p>{links}{onward}", "list")

    def _row(self, sample: Sample) -> str:
        state = sample.state
        cells = [
            f"<td>{state.town.city}",
            f"<td>{self.look.posted(state.posted_at, self.now)}",
            f"<td align=center>{state.age}",
        ]
        cells.insert(
            self.look.choose("link-cell", 4),
            f'<td><b><a href="show.asp?id={sample.external_id}">{escape(state.title)}</a></b>',
        )
        return "<tr>" + "".join(cells)

    def _facts(self, sample: Sample) -> list[tuple[str, str]]:
        state, look = sample.state, self.look
        values = {
            "alias": state.alias or "", "age": look.age(state.age) if state.age else "", "phone": state.phone_field or "",
            "city": state.town.city, "postcode": state.town.postcode, "address": state.address or "",
            "kind": look.place_kind(state.kind) or "", "posted": look.posted(state.posted_at, self.now),
            "prices": ", ".join(f"{look.duration(price.minutes)} {look.amount(price)}" for price in state.prices),
        }  # fmt: skip
        return [(look.label(field), escape(values[field])) for field in look.order(list(values)) if values[field]]

    def _ad(self, sample: Sample) -> Answer:
        facts = self._facts(sample)
        if self.look.variant == 0:
            body = (
                "<table border=0>"
                + "".join(f"<tr><td align=right><i>{name}:</i><td>{value}" for name, value in facts)
                + "</table>"
            )
        elif self.look.variant == 1:
            head, row = "".join(f"<th>{name}" for name, _ in facts), "".join(f"<td>{value}" for _, value in facts)
            body = f"<table border=1><tr>{head}<tr>{row}</table>"
        else:
            body = (
                "<table><tr><td nowrap>"
                + "<br>\n".join(f"<b>{name}:</b> {value}" for name, value in facts)
                + "</table>"
            )
        text = escape(sample.state.text, quote=False).replace("\n", "<br>")
        near = beside(self.look, self.samples, sample, lambda other: f"show.asp?id={other.external_id}")
        pictures = "".join(
            f"<img src=pics/{sample.external_id}_{n}.jpg width=90>" for n in range(sample.state.image_count)
        )
        heading = (
            f"<font size=5 color=navy>{escape(sample.state.title)}</font>"
            if self.look.choose("head", 2)
            else f"<h2>{escape(sample.state.title)}</h2>"
        )
        return self._dressed(
            f"{heading}{body}<p><font face=verdana>{text}</font><p>{pictures}<hr>{near}<a href=list.asp>&lt;&lt;</a>",
            "ad",
        )
