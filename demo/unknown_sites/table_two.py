"""A second table site: spacer images, capital labels with hard spaces, town and postcode in one cell, one row a price, the text
as a row of the same table, several links a list row, and pages behind "?vis=liste&fra=20"."""

from datetime import datetime
from html import escape

from demo.answer import Answer, Request, image, not_found, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.noise import SUPPORT_NUMBER
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS, MONTHS

PAGE_SIZE = 10
_TEXT = {"da": "Tekst", "en": "Text", "de": "Text", "sv": "Text"}
_CLOCK = {"da": "kl.", "en": "at", "de": "um", "sv": "kl."}


class SecondTableSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("table2", look.seed, now, 33)
        self.start = "index.php"
        self.truth = {
            s.external_id: truth_of("table2", s, f"annonce_{s.external_id}.htm", ("reviews",)) for s in self.samples
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path in ("/", "/index.php"):
            start = request.query.get("fra", "0")
            return self._list(int(start) if start.isdecimal() and len(start) < 4 else 0)
        if path.startswith("/annonce_") and path.endswith(".htm"):
            for sample in self.samples:
                if path == f"/annonce_{sample.external_id}.htm":
                    return self._ad(sample)
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /print.php\nDisallow: /gfx/\n")
        return image() if path.startswith("/gfx/") else not_found("<h1>404")

    def _dressed(self, body: str, kind: str) -> Answer:
        html = (
            "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'><HTML><HEAD><TITLE>Annoncer : : privat</TITLE>"
            "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=ISO-8859-1'></HEAD><BODY TOPMARGIN=0><TABLE WIDTH=760 ALIGN=center>"
            f"<TR><TD COLSPAN=3 BGCOLOR=#003366><FONT COLOR=white><B>{BANNERS[self.look.lang]}</B></FONT></TD></TR><TR><TD WIDTH=10>"
            f"<IMG SRC=/gfx/spacer.gif WIDTH=10 HEIGHT=1></TD><TD>{body}</TD><TD WIDTH=140><TABLE><TR><TD>Support: {SUPPORT_NUMBER}</TD></TR></TABLE>"
            "</TD></TR></TABLE></BODY></HTML>"
        )
        return Answer(html.encode("windows-1252", "xmlcharrefreplace"), kind, 200, "text/html")

    def _list(self, start: int) -> Answer:
        rows = "".join(self._row(sample) for sample in self.samples[start : start + PAGE_SIZE])
        pages = "&nbsp;".join(
            f"<A HREF='/index.php?vis=liste&fra={at}'>{at // PAGE_SIZE + 1}</A>"
            if at != start
            else f"{at // PAGE_SIZE + 1}"
            for at in range(0, len(self.samples), PAGE_SIZE)
        )
        head = f"<TR><TH></TH><TH>{self.look.label('text')}</TH><TH>{self.look.label('city')}</TH><TH>{self.look.label('posted')}</TH></TR>"
        return self._dressed(f"<TABLE CELLSPACING=2>{head}{rows}</TABLE><CENTER>{pages}</CENTER>", "list")

    def _row(self, sample: Sample) -> str:
        state, link = sample.state, f"/annonce_{sample.external_id}.htm"
        return (
            f"<TR><TD><A HREF={link}><IMG SRC=/gfx/{sample.external_id}_lille.jpg BORDER=0></A></TD><TD><A HREF={link}><B>{escape(state.title)}</B></A><BR>"
            f"<SMALL>{escape(state.text[:60])}...</SMALL></TD><TD><A HREF=/index.php?by={state.town.postcode}>{state.town.city}</A></TD>"
            f"<TD>{state.updated_at:%d.%m.%y}</TD></TR>"
        )

    def _ad(self, sample: Sample) -> Answer:
        state, look = sample.state, self.look
        moment = state.posted_at
        dot = "." if look.lang in ("da", "de") else ""
        posted = f"{moment.day}{dot} {MONTHS[look.lang].split()[moment.month - 1]} {moment.year} {_CLOCK[look.lang]} {moment:%H:%M}"
        facts = [
            (look.label("alias"), escape(state.alias or "")), (look.label("age"), f"{state.age}"), (look.label("kind"), look.place_kind(state.kind) or ""),
            (f"{look.label('postcode')}/{look.label('city')}", f"{state.town.postcode} {state.town.city}"), (look.label("address"), escape(state.address or "")),
            (look.label("phone"), look.phone(state.phones[0])), *((look.duration(p.minutes), look.amount(p)) for p in state.prices),
            (look.label("posted"), posted), (_TEXT[look.lang], escape(state.text, quote=False).replace("\n\n", "<BR><BR>")),
        ]  # fmt: skip
        rows = "".join(
            f"<TR VALIGN=top><TD BGCOLOR=#eeeeee NOWRAP>{name.upper()}&nbsp;</TD><TD><IMG SRC=/gfx/spacer.gif WIDTH=5></TD><TD>&nbsp;{value}</TD></TR>"
            for name, value in facts
            if value
        )
        pictures = "".join(
            f"<A HREF=/gfx/{sample.external_id}_{n}_stor.jpg><IMG SRC=/gfx/{sample.external_id}_{n}.jpg></A>"
            for n in range(state.image_count)
        )
        body = f"<FONT SIZE=+2>{escape(state.title)}</FONT><TABLE>{rows}</TABLE><TABLE ID=fotos><TR><TD>{pictures}</TD></TR></TABLE><A HREF=/print.php?id={sample.external_id}>Print</A>"
        return self._dressed(body, "ad")
