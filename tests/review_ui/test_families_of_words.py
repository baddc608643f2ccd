"""Words that are asked for by a code ("card.claimed_" and what a function says) are there for every code.

Nothing names such a phrase in full, so it looks unused to a person and to a search. Here every family is written down with
its codes; a new one that is not listed fails.
"""

import re
from pathlib import Path

import pytest

import review_ui
from classifier import drift, teaching
from models.collecting import JOB_KINDS
from models.people import ROLES
from models.policy import load_policy
from models.proposed import KINDS as READER_KINDS
from models.values import Level
from models.visit import OUTCOMES
from networks.number_types import NumberType
from outreach import frozen, note_warnings, visits
from outreach.accountability import printing
from outreach.exports.guarded import PURPOSES as WRITTEN_PURPOSES
from outreach.figures import trends
from outreach.messages import ledger
from outreach.watch import alerts, patterns, samples
from review_ui.acts.decisions import LABELS
from review_ui.gather.network_work import TYPES
from review_ui.levels import REASONS
from review_ui.menu import DAILY, MORE
from review_ui.pages import help as help_page
from review_ui.pages import onboarding, places, queue, settings
from review_ui.purposes import PURPOSES, purpose_code
from review_ui.wording import LANGUAGES, phrases

ROOM = Path(review_ui.__file__).parent
SOURCES = [*(ROOM / "templates").glob("*.html"), *ROOM.rglob("*.py")]
# t("family." ~ code), t("family." + code), t(f"family.{code}"), and the same of t.count.
ASKED = re.compile(r"""\bt(?:\.count)?\(\s*(?:["']([a-z_.0-9]+)["']\s*[~+]|f["']([a-z_.0-9]+)\{)""")
# A page asks first whether there is such a phrase, or has one for all others.
ASKED_FIRST = {"done.", "because.", "alarm_fix."}

CODES: dict[str, set[str]] = {
    "alerts.pattern.": set(patterns.PATTERNS),
    "alerts.reading.": set(samples.VERDICTS),
    "alerts.verdict.": set(alerts.VERDICTS),
    "card.claimed_": {"own", "colleague"},
    "direction.": {one.direction.value for one in load_policy().indicators.values()},
    "documents.": {paper.name for paper in printing.PAPERS} | {f"{paper.name}_what" for paper in printing.PAPERS},
    "documents.as_": set(printing.FORMATS),
    "event.": {"ad_new", "ad_gone", "ad_changed", "visit", "level"},
    "help.minor_": {"1", "2", "3", "4", "5"},
    "help.step_": {"1", "2", "3", "4", "5"},
    "job.": set(JOB_KINDS),
    "job_status.": {"waiting", "running", "done", "refused", "failed", "cancelled"},
    "key.": set(help_page.KEYS),
    "label.": set(LABELS),
    "level.": {level.value for level in Level},
    "lint.": set(
        re.findall(r'Problem\(\s*"(\w+)"', Path("outreach/messages/lint.py").read_text(encoding="utf-8"))
    ),
    "menu.": {key for key, _, _ in (*DAILY, *MORE)},
    "messages.outcome_": set(ledger.OUTCOMES),
    "messages.reply_": {"1", "2", "3", "4", "5"},
    "minor.whom_": set(frozen.AUTHORITIES),
    "network.who_": {"name", "place"},
    "network.work_": {"claim", "asked", "given"},
    "onboarding.lesson_": {f"{n}{part}" for n in onboarding.LESSONS for part in ("", "_title")},
    "onboarding.q": {f"{n}{part}" for n in onboarding.QUIZ for part in ("", "_1", "_2", "_3")},
    "onboarding.why": set(onboarding.QUIZ),
    "origin.": {"ad", "review"},
    "passkey.title_": {"add", "prove", "sign_in"},
    "places.kind_": set(places.KINDS),
    "purpose.": set(PURPOSES) | {purpose_code(written) for written in WRITTEN_PURPOSES},
    "queue.show_": set(queue.SHOWS),
    "reader.advice_": {"bias", *drift.ADVICE},
    "reader.by_": set(READER_KINDS),
    "reader.measure_": set(drift.ADVICE),
    "reason_for.": {*REASONS, visits.AFTER_VISIT},
    "role.": set(ROLES),
    "route.warning_": {"outside_hours", "after_end"},
    "routes.status_": {"draft", "planned", "closed"},
    "search.refused_": {"number", "short"},
    "settings.": {*settings.CHOICES, *(f"{name}_{one}" for name, all_ in settings.CHOICES.items() for one in all_)},
    "sign.": set(visits.SIGNS),
    "tally.": set(visits.TALLIES),
    "teaching.because_": {teaching.UNSURE, teaching.DISAGREE, teaching.RARE_LANGUAGE, teaching.NOTHING_FOUND},
    "trends.by_": {name for names in trends.DIMENSIONS.values() for name in names},
    "trends.of_": set(trends.DIMENSIONS),
    "unknown.": {"who_wrote", "unread", "not_assessable", "rough_place", "no_place", "never_visited", "not_calibrated"},
    "visit.consent_": set(visits.CONSENTS),
    "visit.outcome_": set(OUTCOMES),
    "visit.warn_": {code for code, _ in note_warnings._CHECKS},
}  # fmt: skip


def test_every_family_that_a_screen_asks_for_is_listed_here() -> None:
    asked = {a or b for file in SOURCES for a, b in ASKED.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) > 40
    assert asked == CODES.keys() | ASKED_FIRST


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_family_has_its_words(language: str) -> None:
    missing = {f"{family}{code}" for family, codes in CODES.items() for code in codes} - phrases(language).keys()
    assert missing == set()
    assert all(CODES.values())


def test_number_types_that_people_choose_are_those_there_are() -> None:
    assert set(TYPES) == {kind.value for kind in NumberType}


def test_a_purpose_is_worded_by_its_code_wherever_it_is_shown() -> None:
    """``outreach`` writes purposes into the trail in its own words, which are Danish."""
    shown = [
        (file.name, named)
        for file in (ROOM / "templates").glob("*.html")
        for named in re.findall(r'\.code\("purpose", (\w+)', file.read_text(encoding="utf-8"))
    ]
    assert len(shown) > 3
    assert {named for _, named in shown} == {"purpose_code"}, shown
