"""Teaching the reader, and checking it (US-31): one text at a time; differences between groups answered by people."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from classifier.judged import as_labelled, read_judged
from classifier.reader import load_reader
from models.ad import Ad
from models.audit import AuditEntry
from models.decision import LevelDecision
from models.finding import TextReading
from models.judgement import NOTHING, ReaderNotice, TeachingText, TextJudgement
from tests.conftest import NOW
from tests.review_ui.conftest import Served, click

Pages = Callable[[str], Page]


def judgements(served: Served) -> list[TextJudgement]:
    with Session(served.engine) as session:
        return list(session.exec(select(TextJudgement).where(col(TextJudgement.undone_at).is_(None))))


def test_us_24_the_reader_asks_what_it_doubts_and_learns_from_yes_and_no(page_as: Pages, own_served: Served) -> None:
    page = page_as("outreach")
    page.goto("/teaching")
    expect(page.get_by_text("2 tekster i dag")).to_be_visible()
    expect(page.locator("main mark")).to_have_text("Vores piger")
    expect(page.locator("#asked")).to_contain_text("Viser de markerede ord")
    page.keyboard.press("j")
    expect(page.get_by_role("status")).to_contain_text("Gemt")
    said = judgements(own_served)
    assert [(one.indicator, one.shown) for one in said] == [("third_party_control", True)]
    # The second text is of the sample in which nothing was found; nothing ticked says that nothing is there.
    expect(page.locator("#asked")).to_contain_text("noget, maskinen ikke så")
    click(page, "button[value=yes]")
    expect(page.get_by_role("heading", name="Ikke flere spørgsmål i dag")).to_be_visible()
    assert [(one.indicator, one.shown) for one in judgements(own_served)][1:] == [(NOTHING, False)]
    with Session(own_served.engine) as session:
        assert session.exec(select(LevelDecision)).all() == []
        reader = load_reader()
        learnt = as_labelled(session, own_served.keyring, read_judged(session), reader)
    assert sorted(len(text.labels & {"third_party_control"}) for text in learnt) == [0, 1]
    assert frozenset() in [text.labels for text in learnt]


def test_an_answer_is_taken_back_and_the_question_waits_again(page_as: Pages, own_served: Served) -> None:
    page = page_as("outreach")
    page.goto("/teaching")
    page.keyboard.press("n")
    expect(page.get_by_role("status")).to_contain_text("Gemt")
    assert [one.shown for one in judgements(own_served)] == [False]
    page.keyboard.press("z")
    expect(page.get_by_role("status")).to_contain_text("Fortrudt")
    assert judgements(own_served) == []
    expect(page.get_by_text("2 tekster i dag")).to_be_visible()
    with Session(own_served.engine) as session:
        acts = list(session.exec(select(AuditEntry.act).order_by(col(AuditEntry.number).desc()).limit(2)))
    assert acts == ["undo", "teach reader"]


def test_not_knowing_passes_a_question_by_and_teaches_nothing(page_as: Pages, own_served: Served) -> None:
    page = page_as("screener")
    page.goto("/teaching")
    page.keyboard.press("v")
    expect(page.get_by_text("1 tekst i dag")).to_be_visible()
    assert judgements(own_served) == []


def test_questions_stay_in_the_workers_own_area_and_a_frozen_place_is_not_asked_about(
    page_as: Pages, own_served: Served
) -> None:
    page = page_as("east")
    page.goto("/teaching")
    expect(page.get_by_role("heading", name="Ikke flere spørgsmål i dag")).to_be_visible()
    with Session(own_served.engine) as session:
        number = session.exec(select(TeachingText.id)).first()
    token = page.locator("form[action='/language'] input[name=csrf]").first.get_attribute("value")
    answered = page.request.post("/teaching", form={"csrf": token or "", "question": str(number), "answer": "yes"})
    assert answered.status == 404
    assert judgements(own_served) == []


def test_us_31_proposals_are_compared_by_language_region_and_site_without_small_counts(
    page_as: Pages, own_served: Served
) -> None:
    page = page_as("analyst")
    page.goto("/reader")
    for heading in ("Efter sprog", "Efter region", "Efter side"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    cells = page.locator("main td.n").all_inner_texts()
    assert "skjult" in cells
    shown = {int(cell) for cell in cells if cell.isdigit()}
    assert shown and not shown & {1, 2, 3, 4}
    # Too few ads for a share.
    assert not [cell for cell in cells if "%" in cell]
    # A difference tells a share, and a share of a small group a count: only who sees the ads sees it.
    assert page.locator("main form").count() == 0
    expect(page.locator("section:has(#waiting)")).to_contain_text("2 forskelle venter")
    assert "%" not in page.locator("section:has(#waiting)").inner_text()


def test_us_31_a_difference_waits_until_somebody_says_what_was_found(page_as: Pages, own_served: Served) -> None:
    page = page_as("coordinator")
    page.goto("/reader")
    expect(page.get_by_text("Dansk over for Rumænsk: forslag om Bekymring.")).to_be_visible()
    expect(page.get_by_text("hjerterum: andelen med tegnet")).to_be_visible()
    first = page.locator("section:has(#waiting) li").first
    first.get_by_label("Hvad fandt du").fill("Ti annoncer læst: to ord skal ud af ordlisten.")
    first.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Svaret er gemt")
    expect(page.locator("section:has(#answered)")).to_contain_text("to ord skal ud")
    with Session(own_served.engine) as session:
        answered = session.exec(select(ReaderNotice).where(col(ReaderNotice.answered_at).is_not(None))).one()
        assert (answered.kind, answered.answer) == ("bias", "Ti annoncer læst: to ord skal ud af ordlisten.")


def test_shares_are_shown_for_groups_of_fifty(page_as: Pages, own_served: Served) -> None:
    made = {
        ("ro", "yellow"): 30,
        ("ro", "red"): 30,
        ("ro", "green"): 60,
        ("pl", "red"): 6,
        ("pl", "yellow"): 6,
        ("pl", "green"): 60,
    }
    with Session(own_served.engine) as session:
        model = session.exec(select(Ad)).first()
        assert model is not None
        kept = {name: getattr(model, name) for name in ("site", "url", "first_seen", "last_seen", "languages")}
        sealed = own_served.keyring.seal(json.dumps({"title": "", "text": "Ring."}), "ad.content")
        for (lang, level), count in made.items():
            for number in range(count):
                name = f"{lang}-{level}-{number}"
                ad = Ad(**kept, external_id=name, content_hash=name, content_sealed=sealed)
                session.add(ad)
                session.flush()
                session.add(
                    TextReading(
                        ad_id=ad.id or 0, content_hash=name, lang=lang, level=level, reader_version="t", read_at=NOW
                    )
                )  # fmt: skip
        session.commit()
    page = page_as("dpo")
    page.goto("/reader")
    row = page.locator("tr", has_text="rumænsk").inner_text()
    assert row.split() == ["rumænsk", "120", "30", "25", "%", "30", "25", "%"]
