"""The door of every page, rule by rule: who is let in, what is refused and noted, what is left behind. On SQLite, no browser."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.audit_chain import record
from models.gazetteer import regions
from models.people import Organisation
from models.watch import LookUpAlert
from outreach.errors import NotYours
from outreach.watch.alerts import look_through
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, FormStale, LogInNeeded, NotAllowed, StepNeeded
from review_ui.limits import Limited, Turnstile
from review_ui.signing_in import form_token
from tests.conftest import NOW
from tests.review_ui.making import make_user
from tests.review_ui.office_door import Door

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_whoever_has_a_log_in_sits_at_a_desk_of_their_own(door: Door) -> None:
    desk = door.enter(Rule.PLAN)
    assert (desk.user.login, desk.organisation.name, desk.lang, desk.now) == ("mette", "AmiAmi", "da", NOW)
    assert (desk.actor.user_id, desk.actor.organisation_id, desk.actor.role) == (
        door.user_id, door.organisation_id, "outreach",
    )  # fmt: skip
    assert desk.csrf == "form"
    assert door.trail() == []


@pytest.mark.parametrize("cookie", ["", "lygte_session=", "lygte_session=another", "__Host-lygte-session=key"])
def test_without_a_log_in_only_what_is_open_opens(door: Door, cookie: str) -> None:
    for rule in set(Rule) - {Rule.OPEN}:
        with pytest.raises(LogInNeeded) as refusal:
            door.enter(rule, door.request(cookie=cookie))
        assert refusal.value.key == "error.log_in"
    desk = door.enter(Rule.OPEN, door.request(cookie=cookie + "; lygte_language=en"))
    assert (desk.the_user, desk.lang, desk.preference("x", "y"), desk.may("open")) == (None, "en", "y", False)
    for ask in (lambda: desk.user, lambda: desk.organisation):
        with pytest.raises(LogInNeeded) as refusal:
            ask()
        assert refusal.value.key == "error.log_in"
    with pytest.raises(StepNeeded):
        desk.demand_fresh_proof("/here")


def test_a_role_a_rule_does_not_name_is_refused_and_the_refusal_is_on_record_by_route(door: Door) -> None:
    reached: list[Desk] = []
    with pytest.raises(NotAllowed) as refusal:
        door.enter(Rule.ADMIN, act=reached.append)
    assert (refusal.value.key, reached) == ("error.role", [])
    with pytest.raises(NotAllowed):
        door.enter(Rule.LEAD, door.request("POST"), {"csrf": "form"})
    who = (NOW, door.user_id, door.organisation_id)
    assert door.trail() == [
        ("refused", *who, "GET /x/{number}", None, {}),
        ("refused", *who, "POST /x/{number}", None, {}),
    ]


def test_what_is_anothers_is_refused_on_record_and_any_other_trouble_is_not_a_refusal(door: Door) -> None:
    def anothers(desk: Desk) -> None:
        desk.audit("reveal", "ad:1")
        raise NotYours("text_of_others")

    def broken(desk: Desk) -> None:
        desk.user.language = "en"
        raise ValueError

    with pytest.raises(NotYours):
        door.enter(Rule.PLAN, act=anothers)
    assert [entry[0] for entry in door.trail()] == ["refused"]
    with pytest.raises(ValueError):
        door.enter(Rule.PLAN, act=broken)
    # Nothing half-done stays.
    assert len(door.trail()) == 1 and door.enter(Rule.PLAN).lang == "da"


@pytest.mark.parametrize(
    ("owes", "opens", "sent_to"),
    [("code", {Rule.OPEN, Rule.STEP}, "/prove"), ("enrol", {Rule.OPEN, Rule.STEP, Rule.ENROL}, "/second-factor")],
)
def test_a_log_in_that_owes_something_is_sent_to_pay_and_back_to_the_page_it_read(
    door: Door, owes: str, opens: set[Rule], sent_to: str
) -> None:
    door.change(awaits=owes)
    for rule in Rule:
        if rule in opens:
            desk = door.enter(rule)
            assert not desk.may("signed_in")
            continue
        with pytest.raises(StepNeeded) as read:
            door.enter(rule, door.request(path="/places/ribe", query="a=1"))
        assert (read.value.path, read.value.back) == (sent_to, "/places/ribe")
        # A form is not sent again by itself.
        with pytest.raises(StepNeeded) as sent:
            door.enter(rule, door.request("POST"), {"csrf": "form"})
        assert (sent.value.path, sent.value.back) == (sent_to, None)
    assert door.trail() == []


@pytest.mark.parametrize("form", [{}, {"csrf": ""}, {"csrf": "another"}, {"csrf": "förm"}])
def test_a_form_another_site_could_have_sent_is_refused(door: Door, form: dict[str, str]) -> None:
    for rule, cookie in ((Rule.PLAN, "lygte_session=key"), (Rule.OPEN, "lygte_form=seed"), (Rule.OPEN, "")):
        with pytest.raises(FormStale) as refusal:
            door.enter(rule, door.request("POST", cookie=cookie), form)
        assert refusal.value.key == "error.form_stale"
    door.enter(Rule.PLAN, door.request("POST"), {"csrf": "form"})
    # Reading needs no token.
    door.enter(Rule.PLAN, form=form)


def test_an_anonymous_form_carries_the_token_of_its_browsers_seed(door: Door) -> None:
    known = door.enter(Rule.OPEN, door.request(cookie="lygte_form=seed"))
    assert known.csrf == form_token(door.office.keyring.session_key, "seed") and known.new_seed is None
    door.enter(Rule.OPEN, door.request("POST", cookie="lygte_form=seed"), {"csrf": known.csrf})
    fresh = door.enter(Rule.OPEN, door.request(cookie=""))
    assert fresh.new_seed is None
    assert fresh.csrf == fresh.csrf == form_token(door.office.keyring.session_key, fresh.new_seed or "")


def test_the_area_is_the_workers_else_the_organisations_else_the_country(door: Door) -> None:
    assert door.enter(Rule.PLAN).regions == ["1083"]
    door.change(regions=["1084"])
    assert door.enter(Rule.PLAN).regions == ["1084"]
    door.change(regions=[])
    with Session(door.engine) as session:
        organisation = session.exec(select(Organisation)).one()
        organisation.regions = []
        session.add(organisation)
        session.commit()
    assert door.enter(Rule.PLAN).regions == list(regions())


def test_menus_show_what_the_role_may_open(door: Door) -> None:
    desk = door.enter(Rule.SIGNED_IN)
    assert [name for name in ("plan", "screen", "lead", "admin", "audit") if desk.may(name)] == ["plan", "screen"]


def test_proof_older_than_fifteen_minutes_is_asked_for_anew_and_leads_back(door: Door) -> None:
    door.change(last_used_at=NOW + 15 * MINUTE)
    door.at = NOW + 15 * MINUTE
    door.enter(Rule.PLAN, act=lambda desk: desk.demand_fresh_proof("/here"))
    door.at += SECOND
    with pytest.raises(StepNeeded) as refusal:
        door.enter(Rule.PLAN, act=lambda desk: desk.demand_fresh_proof("/here"))
    assert (refusal.value.path, refusal.value.back) == ("/prove", "/here")


def test_what_was_done_is_on_record_last_of_all_with_who_and_what_for(door: Door) -> None:
    door.enter(Rule.PLAN, act=lambda desk: desk.audit("view", "place:1", "besøg", rows=3))
    door.enter(Rule.PLAN, act=lambda desk: desk.audit("print"))
    who = (NOW, door.user_id, door.organisation_id)
    assert door.trail() == [("view", *who, "place:1", "besøg", {"rows": 3}), ("print", *who, None, None, {})]


def test_a_second_person_hears_at_once_of_numbers_opened_in_a_row_and_at_night_of_the_rest(door: Door) -> None:
    def seven(act: str) -> None:
        for number in range(7):
            door.enter(Rule.PLAN, act=lambda desk, subject=f"place:{number}": desk.audit(act, subject, "visit"))

    def alerts(user_id: int = door.user_id) -> set[str]:
        with Session(door.engine) as session:
            return {one.pattern for one in session.exec(select(LookUpAlert)).all() if one.user_id == user_id}

    with Session(door.engine) as session:
        anna = make_user(session, session.get_one(Organisation, door.organisation_id), "outreach", "anna").id or 0
        for number in range(7):
            record(
                session, "day sheet", at=door.at, user_id=anna, organisation_id=door.organisation_id,
                subject=f"place:{number}", purpose="visit",
            )  # fmt: skip
        session.commit()
    seven("reveal")
    # Of the one who opened them: looking through everybody's month takes time, and is done at night.
    first = alerts()
    assert first and not alerts(anna)
    seven("day sheet")
    assert alerts() == first
    with Session(door.engine) as session:
        look_through(session, now=door.at)
        session.commit()
    assert alerts() > first
    assert alerts(anna)


def test_use_is_noted_once_a_minute_and_never_on_a_log_in_that_has_ended(door: Door) -> None:
    door.at = NOW + MINUTE
    door.enter(Rule.PLAN)
    assert door.last_used() == NOW
    door.at = NOW + MINUTE + SECOND
    door.enter(Rule.PLAN)
    assert door.last_used() == door.at

    def end(desk: Desk) -> None:
        assert desk.login is not None
        desk.login.ended_at = desk.now

    before, door.at = door.at, door.at + 5 * MINUTE
    door.enter(Rule.PLAN, act=end)
    assert door.last_used() == before


def test_a_full_minute_is_refused_before_anything_is_done(door: Door) -> None:
    reached: list[Desk] = []

    class Full(Turnstile):
        def let_through(self, what: Limited) -> None:
            assert what is next(iter(Limited))
            raise BadForm("full")

    door.office.turnstile = Full()
    with pytest.raises(BadForm):
        door.enter(Rule.PLAN, act=reached.append, limited=next(iter(Limited)))
    assert reached == []
    door.enter(Rule.PLAN, act=reached.append)
    assert len(reached) == 1
