"""The papers of accountability carry this installation's own numbers, read again by a real PDF reader."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from models.audit_chain import record
from models.db import make_engine
from models.errors import BadInput
from models.expiry import run_retention
from models.judgement import ReaderNotice
from models.people import ROLES, Organisation
from models.request import DataRequest
from models.retention import Retention
from models.site import Site
from models.visit import DoNotContact
from outreach.accountability.blocks import blocks_of, escaped, spans_of
from outreach.accountability.live_numbers import LiveNumbers, live_numbers
from outreach.accountability.printing import GONE, PAPERS, as_markdown, paper_named, print_paper, public_count
from outreach.visits import log_visit

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(sqlite_store: Engine) -> Engine:
    """One engine for the papers; the counting has a test on both."""
    return sqlite_store


@pytest.fixture
def numbers(make, session: Session) -> LiveNumbers:  # type: ignore[no-untyped-def]
    """Four ads (the place brings one), seven visits, a real site whose gate is shut, requests, and a night that has run."""
    for phone in ("+4571740001", "+4571740002", "+4571740003"):
        make.ad(phones=(phone,))
    actor, point = make.actor("Reden | International"), make.point()
    for number in range(7):
        log_visit(
            session, actor, client_token=f"form-number-{number}", contact_point_id=point.id, outcome="let_in", now=NOW
        )
    session.add(
        Site(
            name="virkelig",
            title="V",
            start_url="https://virkelig.invalid/",
            facts={"gate": {"open": False, "why": "x"}},
        )
    )
    session.add(DataRequest(asked_at=NOW, language="da"))
    session.add(DataRequest(asked_at=NOW - timedelta(days=200), language="da", done_at=NOW))
    session.add(DoNotContact(keyed="k", since=NOW.date()))
    session.add(
        ReaderNotice(kind="bias", month="2026-11", about="a/b", measure="red", before=1, after=2, noticed_at=NOW)
    )
    for number in range(9):
        record(session, "reveal", at=NOW, subject=f"place:{number}", purpose="sms")
    run_retention(session, now=NOW)
    session.commit()
    return live_numbers(session, now=NOW, second_factor_roles=frozenset({"dpo"}))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_impact_assessment_counts_what_is_held_and_names_what_is_still_open(numbers: LiveNumbers) -> None:
    words = words_of(print_paper(paper_named("dpia"), numbers, "pdf"))
    assert "Annoncer på nettet nu / i alt gemt 4 / 4" in words
    assert "Besøg de sidste 12 måneder 7" in words
    assert "Opslag af numre de sidste 12 måneder 9" in words
    assert "virkelig lukket" in words
    assert "grøn annonce 30 dage, gul 90, rød 180" in words
    assert "skal bekræftes af den dataansvarlige" in words
    assert "To trin kræves for databeskyttelsesrådgiver" in words
    # Harm to people stands before threats to the system.
    assert words.index("3. Risici for mennesker") < words.index("4. Trusler mod systemet")


def test_the_record_of_processing_lists_every_table_and_column_with_its_rows(numbers: LiveNumbers) -> None:
    text = as_markdown(paper_named("art30"), numbers, 2026)
    for table in SQLModel.metadata.sorted_tables:
        assert re.search(rf"^\| `{table.name}` \| [^|]+ \| {numbers.rows[table.name]} \|", text, re.MULTILINE), (
            table.name
        )
        section = text.split(f"### {table.name}\n")[1].split("### ")[0]
        assert [column.name for column in table.columns if f"| `{column.name}` |" not in section] == []
    assert numbers.rows["visit"] == 7
    pages = pypdf.PdfReader(io.BytesIO(print_paper(paper_named("fortegnelse"), numbers, "pdf"))).pages
    assert len(pages) > 5


def test_legal_basis_tells_the_gate_of_every_site(numbers: LiveNumbers) -> None:
    words = words_of(print_paper(paper_named("lia"), numbers, "pdf"))
    assert "hjerterum kun på denne maskine" in words
    assert "2 anmodninger, heraf 1 der venter på næste nat. 1 numre må ingen skrive til" in words


def test_the_account_for_the_public_hides_and_rounds(numbers: LiveNumbers) -> None:
    words = words_of(print_paper(paper_named("transparency"), numbers, "pdf", year=2026))
    assert "Åbenhedsrapport 2026" in words
    assert "Året er ikke slut: tallene går til 2026-11-15" in words
    assert "Vist et nummer, med formål 10" in words
    assert "Annoncer gemt nu færre end 5" in words
    assert "virkelig" in words and "hjerterum" not in words


@given(st.integers(0, 10**6))
def test_a_public_count_never_tells_a_small_one_nor_an_exact_one(number: int) -> None:
    shown = public_count(number)
    assert (shown == "færre end 5") == (1 <= number <= 4)
    if shown.isdigit():
        assert int(shown) % 5 == 0
        assert abs(int(shown) - number) <= 2
        assert number == 0 or shown != "0"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_an_empty_installation_prints_every_paper(sqlite_store: Engine, paper) -> None:  # type: ignore[no-untyped-def]
    with Session(sqlite_store) as session:
        empty = live_numbers(session, now=NOW)
    pdf = pypdf.PdfReader(io.BytesIO(print_paper(paper, empty, "pdf", year=2026)))
    assert pdf.metadata and pdf.metadata.title == paper.title
    assert pdf.trailer["/Root"]["/Lang"] == "da"
    # Nothing is left unfilled.
    text = print_paper(paper, empty, "md", year=2026).decode()
    assert "{{" not in text and "None" not in text
    assert text.startswith("# ")


def test_the_record_of_processing_says_how_long_this_installation_keeps(numbers: LiveNumbers) -> None:
    shorter = replace(numbers, rules=Retention(green_ad_days=7))
    assert "7 dage efter sidst set" in as_markdown(paper_named("art30"), shorter, 2026)
    assert "7 dage efter sidst set" not in as_markdown(paper_named("art30"), numbers, 2026)


def test_a_name_of_the_store_cannot_break_a_table(numbers: LiveNumbers) -> None:
    assert escaped("Reden | *Int*\n# x") == "Reden    Int    x"
    table = next(
        block for block in blocks_of(as_markdown(paper_named("art30"), numbers, 2026)) if block.kind == "table"
    )
    assert {len(row) for row in table.rows} == {2}
    assert "Reden   International" in table.rows[1][1]


def test_every_kind_of_row_the_night_removes_has_its_danish_word(session: Session) -> None:
    assert set(run_retention(session, now=NOW).counts) <= set(GONE)


def test_counting_works_on_each_engine(store_url: str) -> None:
    engine = make_engine(store_url)
    with Session(engine) as session:
        session.add(Organisation(name="AmiAmi"))
        record(session, "reveal", at=NOW)
        session.commit()
        counted = live_numbers(session, now=NOW)
    engine.dispose()
    assert (counted.organisations, counted.acts, counted.rows["audit_entry"]) == (("AmiAmi",), {"reveal": 1}, 1)
    assert counted.trail_from == NOW


def test_unknown_papers_and_formats_are_refused(numbers: LiveNumbers) -> None:
    with pytest.raises(BadInput, match="no paper"):
        paper_named("x")
    with pytest.raises(BadInput, match="pdf or md"):
        print_paper(PAPERS[0], numbers, "docx")


def test_marks_in_a_line_become_spans() -> None:
    assert spans_of("a **b** *c* `d`") == [
        ("plain", "a "),
        ("bold", "b"),
        ("plain", " "),
        ("slanted", "c"),
        ("plain", " "),
        ("fixed", "d"),
    ]
    assert [block.kind for block in blocks_of("# H\n\ntext\nmore\n\n- a\n- b\n\n| x |\n|---|\n| y |")] == [
        "heading",
        "text",
        "list",
        "table",
    ]


def test_roles_are_named_in_danish(numbers: LiveNumbers) -> None:
    text = as_markdown(paper_named("purpose"), numbers, 2026)
    assert len(ROLES) == 6
    assert "screener, opsøgende, koordinator, analytiker, databeskyttelsesrådgiver, administrator" in text
