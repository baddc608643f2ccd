"""Pages of byportalen: lists at /by.php?region=R&start=N, ads at /vis.php?nr=B-N."""

from html import escape

from demo.ad import Ad, AdState
from demo.answer import Answer, Request, image, not_found, robots
from demo.places import AREAS
from demo.sites.byportalen.encodings import dress, encoded
from demo.view import BANNER, DayView

PAGE_SIZE = 30
_KINDS = {"private": "Privat", "clinic": "Massageklinik", "escort": "Escort", "other": "Diverse"}
_DURATIONS = {30: "&frac12; time", 60: "1 time", 90: "1&frac12; time", 45: "45 min."}


def answer(request: Request, view: DayView) -> Answer:
    """Answer one request with the world of the day."""
    path, query = request.path, request.query
    if path in ("/", "/index.html"):
        return _dressed("/", _front(view), "list")
    if path == "/robots.txt":
        return robots("# byportalen\nUser-agent: *\nDisallow: /admin/\n")
    if path == "/pic.php":
        return image()
    if path == "/by.php" and query.get("region") in AREAS:
        start = query.get("start", "0")
        return _list(view, query["region"], int(start) if start.isdecimal() and len(start) < 6 else 0)
    if path == "/vis.php" and query.get("nr") in view.by_id:
        return _dressed(f"vis{query['nr']}", _ad(*view.by_id[query["nr"]]), "ad")
    return not_found("<HTML><BODY><H2>Siden blev ikke fundet</H2>")


def _dressed(address: str, body: str, kind: str) -> Answer:
    wears = dress(address)
    meta = f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={wears.meta}">' if wears.meta else ""
    html = (
        f"<HTML><HEAD><TITLE>Byportalen</TITLE>{meta}</HEAD><BODY BGCOLOR=#fffff0><CENTER><FONT COLOR=red><B>{BANNER}</B></FONT></CENTER>"
        f"<TABLE WIDTH=100% BORDER=0><TR><TD WIDTH=150 VALIGN=top><A HREF=index.html>Forside</A><BR><A HREF=kontakt.html>Kontakt</A><TD>{body}</TABLE>"
    )
    claimed = f"text/html; charset={wears.header}" if wears.header else "text/html"
    return Answer(encoded(html, wears.true), kind, 200, claimed)


def _front(view: DayView) -> str:
    rows = "".join(
        f"<TR><TD><A HREF=by.php?region={slug}>{name}</A><TD ALIGN=right>{len(view.by_area.get(slug, []))}"
        for slug, name in AREAS.items()
    )
    return f"<H2>Byportalen – find en annonce i dit område</H2><TABLE BORDER=1>{rows}</TABLE>"


def _list(view: DayView, area: str, start: int) -> Answer:
    shown = view.by_area.get(area, [])
    rows = "".join(_row(ad, state) for ad, state in shown[start : start + PAGE_SIZE])
    links = " | ".join(
        f"<A HREF=by.php?region={area}&start={at}>{at // PAGE_SIZE + 1}</A>"
        if at != start
        else f"<B>{at // PAGE_SIZE + 1}</B>"
        for at in range(0, max(1, len(shown)), PAGE_SIZE)
    )
    onward = (
        f" <A HREF=by.php?region={area}&start={start + PAGE_SIZE}>N&aelig;ste &gt;&gt;</A>"
        if start + PAGE_SIZE < len(shown)
        else ""
    )
    head = "<TR BGCOLOR=#ddddcc><TH>Annonce<TH>By<TH>Alder<TH>Opdateret"
    body = f"<H2>{AREAS[area]}</H2><TABLE BORDER=1 CLASS=liste>{head}{rows}</TABLE><P>Side: {links}{onward}"
    return _dressed(f"{area}{start}", body, "list")


def _row(ad: Ad, state: AdState) -> str:
    age = state.age or "-"
    when = state.updated_at.strftime("%d-%m-%Y %H:%M")
    return (
        f'<TR><TD><A HREF="vis.php?nr={ad.external_id}">{escape(state.title)}</A><TD>{state.town.postcode} {state.town.city}'
        f"<TD>{age}<TD NOWRAP>{when}"
    )


def _ad(ad: Ad, state: AdState) -> str:
    facts = [
        ("Navn", escape(state.alias or "")), ("Alder", f"{state.age} &aring;r" if state.age else ""),
        ("Tlf.", escape(state.phone_field or "")), ("Postnr./by", f"{state.town.postcode} {state.town.city}"),
        ("Adresse", escape(state.address or "")), ("Type", _KINDS[state.kind] if state.kind else ""),
        *((_DURATIONS.get(p.minutes, f"{p.minutes} min."), f"{p.amount},-") for p in state.prices),
        ("Oprettet", state.posted_at.strftime("%d-%m-%Y")), ("Annonce nr.", ad.external_id),
    ]  # fmt: skip
    rows = "".join(f"<TR><TD ALIGN=right><B>{name}:</B><TD>{value}" for name, value in facts if value)
    text = escape(state.text, quote=False).replace("\n", "<BR>\n")
    pictures = "".join(f"<IMG SRC=pic.php?nr={ad.external_id}&n={n} BORDER=0>" for n in range(1, state.image_count + 1))
    return f"<H1>{escape(state.title)}</H1><TABLE BORDER=0 CLASS=data>{rows}</TABLE><P CLASS=tekst>{text}<P CLASS=billeder>{pictures}"
