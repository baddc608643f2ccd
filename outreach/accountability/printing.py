"""Print a paper: fill the Danish text in with the installation's numbers, as Markdown or as an accessible PDF."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import SQLModel

from models.data_dictionary import TableEntry, data_dictionary
from models.errors import BadInput
from models.people import ROLES
from outreach.accountability.blocks import blocks_of, escaped, spans_of, widths_of
from outreach.accountability.live_numbers import LiveNumbers, SiteState
from outreach.local_time import local_day

FOLDER = Path(__file__).parent
FORMATS = ("pdf", "md")
STEP, FEWEST = 5, 5
ABOUT = {
    "advertiser": "den der annoncerer",
    "staff": "medarbejdere",
    "public": "den der siger nej",
    "none": "ingen person",
}
ROLE = {
    "screener": "screener",
    "outreach": "opsøgende",
    "coordinator": "koordinator",
    "analyst": "analytiker",
    "dpo": "databeskyttelsesrådgiver",
    "administrator": "administrator",
}
PLACE = {"clinic": "klinik", "private": "privat", "escort": "escort", "other": "andet", "ukendt": "ukendt"}
GATE = {
    "local": "kun på denne maskine (opdigtet)",
    "open": "åben",
    "closed": "lukket",
    "unknown": "ikke afgjort endnu: intet hentes",
}
GONE = {
    "ads": "annoncer",
    "numbers": "numre",
    "networks": "mulige netværk",
    "places": "steder",
    "places_forgotten": "steders adresse og placering",
    "visits": "besøg",
    "routes": "ruter",
    "messages": "beskeder i oversigten",
    "requests": "udførte anmodninger",
    "sessions": "sessioner",
    "challenges": "ubrugte spørgsmål til adgangsnøgler",
    "sightings": "steder i et nummers historik",
    "versions": "tidligere ordlyde",
    "passes": "gennemgange",
    "alarms": "advarsler om sider",
    "jobs": "ønsker om indsamling",
    "page_memories": "sider i indsamlingens hukommelse",
    "worker_days": "dagstal for beskeder",
    "audit_entries": "poster i revisionssporet",
    "look_up_alerts": "besvarede advarsler om opslag",
    "samples": "stikprøver",
    "minor_stubs": "spor efter mistanke om mindreårig",
}


@dataclass(frozen=True)
class Paper:
    """One paper: the stem of its text, its Danish title and Danish name on the command line; ``public``: for everybody."""

    name: str
    title: str
    alias: str
    public: bool = False


PAPERS: tuple[Paper, ...] = (
    Paper("dpia", "Konsekvensanalyse (DPIA)", "konsekvensanalyse"),
    Paper("art30", "Fortegnelse over behandlingsaktiviteter", "fortegnelse"),
    Paper("lia", "Retsgrundlag og interesseafvejning", "retsgrundlag"),
    Paper("purpose", "Tilsigtet formål", "formål"),
    Paper("transparency", "Åbenhedsrapport", "åbenhed", public=True),
)


def paper_named(name: str) -> Paper:
    """Return a paper by its name or Danish name. Raises BadInput when there is none."""
    found = next((paper for paper in PAPERS if name in (paper.name, paper.alias)), None)
    if found is None:
        raise BadInput(f"There is no paper of that name; there are {', '.join(paper.name for paper in PAPERS)}.")
    return found


def print_paper(paper: Paper, numbers: LiveNumbers, format: str, *, year: int | None = None) -> bytes:
    """Return a paper as a file. ``year`` is the year of a yearly paper. Raises BadInput for a format there is not."""
    if format not in FORMATS:
        raise BadInput("A paper's format must be pdf or md.")
    text = as_markdown(paper, numbers, year or numbers.now.year)
    return text.encode() if format == "md" else _as_pdf(paper, text, numbers)


def as_markdown(paper: Paper, n: LiveNumbers, year: int) -> str:
    """Return a paper's text with everything filled in."""
    # Markdown, not HTML: values of the store are escaped for it here.
    environment = Environment(loader=FileSystemLoader(FOLDER / "papers"), undefined=StrictUndefined)  # noqa: S701
    entries = data_dictionary(
        {table.name: [c.name for c in table.columns] for table in SQLModel.metadata.sorted_tables}, n.rules
    )
    return environment.get_template(f"{paper.name}.md").render(
        n=n,
        year=year,
        today=local_day(n.now).isoformat(),
        organisations=", ".join(escaped(name) for name in n.organisations) or "*ingen organisation oprettet endnu*",
        roles=", ".join(ROLE[role] for role in ROLES),
        public=public_count,
        so_far="" if n.now.year > year else f"Året er ikke slut: tallene går til {local_day(n.now).isoformat()}. ",
        second_factor=", ".join(ROLE.get(role, role) for role in n.second_factor_roles) or "ingen rolle (frivilligt)",
        users_sentence=_counts_sentence(n.users, ROLE) or "ingen endnu",
        places_sentence=_counts_sentence(n.places, PLACE) or "ingen endnu",
        trail_sentence=_trail_sentence(n),
        retention_sentence=_retention_sentence(n),
        retention_public=_retention_public(n),
        site_table=_site_table(n.sites),
        public_sites=_public_sites(n.real_sites),
        table_overview=_overview(entries, n.rows),
        tables="\n\n".join(_table(entry) for entry in entries),
    )


def public_count(number: int) -> str:
    """Return a count for the public: hidden below five, else rounded to five."""
    if 0 < number < FEWEST:
        return "færre end 5"
    return str(STEP * round(number / STEP))


def _counts_sentence(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    return ", ".join(f"{number} {words.get(name, escaped(name))}" for name, number in counts.items())


def _trail_sentence(n: LiveNumbers) -> str:
    if n.trail_from is None:
        return "Sporet er tomt endnu."
    return f"{n.rows['audit_entry']} poster siden {_day(local_day(n.trail_from))}."


def _retention_sentence(n: LiveNumbers) -> str:
    if n.last_retention is None:
        return "Den natlige sletning har ikke kørt endnu."
    gone = _counts_sentence(n.retention_counts, GONE) or "intet"
    return f"Senest {_day(local_day(n.last_retention))}: {gone}."


def _retention_public(n: LiveNumbers) -> str:
    runs = n.acts.get("retention run", 0)
    if not runs:
        return "Den natlige sletning har ikke kørt i perioden."
    return f"Den natlige sletning kørte {public_count(runs)} gange. En grøn annonce lever {n.rules.green_ad_days} dage."


def _day(day: date) -> str:
    return day.isoformat()


def _site_table(sites: tuple[SiteState, ...]) -> str:
    rows = ["| Side | Port | Gælder til | Pause |", "|---|---|---|---|"]
    rows += [
        f"| {escaped(site.name)} | {GATE[site.gate]} | {escaped(site.expires) or '–'} | {'ja' if site.paused else 'nej'} |"
        for site in sites
    ]
    return "\n".join(rows) if sites else "Ingen side er sat op endnu."


def _public_sites(sites: tuple[SiteState, ...]) -> str:
    if not sites:
        return "Der blev ikke samlet noget fra nettet; kun opdigtede sider på en enkelt maskine."
    return "\n".join(f"- {escaped(site.name)}" for site in sites)


def _overview(entries: tuple[TableEntry, ...], rows: Mapping[str, int]) -> str:
    lines = ["| Tabel | Om hvem | Rækker | Hvor længe | Hvem ser noget af det |", "|---|---|---|---|---|"]
    for entry in entries:
        seen = ", ".join(ROLE[role] for role in entry.seen_by) or "kun programmet"
        lines.append(f"| `{entry.name}` | {ABOUT[entry.about]} | {rows[entry.name]} | {entry.kept} | {seen} |")
    return "\n".join(lines)


def _table(entry: TableEntry) -> str:
    lines = [
        f"### {entry.name}",
        "",
        f"{entry.holds}. Formål: {entry.why[:1].lower()}{entry.why[1:]}.",
        "",
        "| Kolonne | Hvad og hvorfor | Beskyttelse |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.name}` | {one.purpose} | {one.protection or '–'} |" for one in entry.columns]
    return "\n".join(lines)


def _as_pdf(paper: Paper, text: str, n: LiveNumbers) -> bytes:
    data = {
        "title": paper.title,
        "stamp": f"Lygte · {paper.title} · {local_day(n.now).isoformat()}",
        "blocks": [
            {
                "kind": block.kind,
                "level": block.level,
                "widths": widths_of(block),
                "rows": [[spans_of(cell) for cell in row] for row in block.rows],
            }
            for block in blocks_of(text)
        ],
    }
    template = (FOLDER / "paper.typ").read_bytes()
    pdf: bytes = typst.compile(template, sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
    return pdf
