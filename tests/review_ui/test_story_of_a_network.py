"""The page of one possible network: what its texts share, who moved where, who works on it, what its numbers are."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import Assignment, Mark
from models.network import Link, Network
from models.people import Organisation, User
from networks.number_types import NumberType
from networks.timeline import Stay, by_week
from review_ui.gather.network_picture import HEIGHT, MOST_DRAWN, draw
from review_ui.gather.network_texts import joined
from review_ui.gather.network_weeks import NO_TOWN, cells_of
from review_ui.gather.network_work import TYPES
from review_ui.gather.networks import Group, Member, ShownLink, letter
from tests.conftest import NOW
from tests.review_ui.conftest import Served, click, log_in
from tests.review_ui.test_accessibility import AXE, RULES

PAGE = "/networks/net-vejle-kolding"
COUNTS = {"ads": 4, "live": 4, "names": 2, "texts": 2, "places": 2, "addresses": 2, "sites": 1, "days": 30}


def claim(session: Session, token: str, organisation_id: int) -> None:
    """Let somebody of an organisation hold a place for three days."""
    point = session.exec(select(ContactPoint).where(ContactPoint.token == token)).one()
    user = session.exec(select(User).where(User.organisation_id == organisation_id)).first()
    assert user
    session.add(
        Mark(
            contact_point_id=point.id or 0,
            user_id=user.id or 0,
            organisation_id=organisation_id,
            kind="claim",
            made_at=NOW - timedelta(hours=1),
            until=NOW + timedelta(days=3),
        )
    )


@pytest.fixture
def network(own_served: Served) -> Served:
    """The invented network with two names, one of which moved, slots in its text, counts behind its numbers, claims."""
    with Session(own_served.engine) as session:
        ads = session.exec(select(Ad).where(col(Ad.network_id).is_not(None)).order_by(col(Ad.id))).all()
        for number, ad in enumerate(ads):
            ad.alias = ("Alfaprøve", "Betaprøve")[number % 2]
            ad.text_masked = (
                f"Velkommen til vores klinik ved havnen spørg efter {ad.alias[0]}-vagten og hør mere i dag."
            )
            ad.first_seen = NOW - timedelta(days=21)
            for version in session.exec(select(AdVersion).where(AdVersion.ad_id == ad.id)):
                version.city = "Fredericia" if version.changed == [] else ad.city
                version.seen_from = ad.first_seen if version.changed == [] else NOW - timedelta(days=8)
                session.add(version)
            session.add(ad)
        for phone in session.exec(select(Phone).join(AdPhone).where(AdPhone.ad_id == ads[0].id)):
            phone.type, phone.type_reason = "personal", json.dumps(COUNTS)
            session.add(phone)
        outside = session.exec(select(Ad).where(col(Ad.network_id).is_(None)).order_by(col(Ad.id))).first()
        assert outside
        session.add(
            Link(
                ad_a=ads[0].id or 0, ad_b=outside.id or 0, why="same_address", strength=0.3, kept=False,
                cut_reason="address_of_many",
            )
        )  # fmt: skip
        points = [session.get(ContactPoint, number) for number in sorted({ad.contact_point_id or 0 for ad in ads})]
        own = session.exec(select(User).where(User.login == "outreach")).one().organisation_id
        other = session.exec(select(Organisation.id).where(Organisation.id != own)).first()
        assert points[0]
        assert points[1]
        assert other
        claim(session, points[0].token, own)
        claim(session, points[1].token, other)
        session.commit()
    return own_served


@pytest.fixture
def worker(browser: Browser, network: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=network.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    log_in(page, network.url, "outreach")
    yield page
    context.close()


def test_us_06_a_possible_network_says_who_moved_where_what_texts_share_and_who_works_on_it(
    worker: Page, network: Served
) -> None:
    worker.goto(PAGE)
    texts = worker.locator("section[aria-labelledby=texts]")
    expect(texts.locator("mark.same").first).to_have_text("Velkommen til vores klinik ved havnen spørg efter")
    expect(texts.locator("tbody tr").first).to_contain_text("A-vagten")
    expect(texts.locator("tbody tr").first).to_contain_text("B-vagten")
    weeks = worker.get_by_role("region", name="Hvornår og hvor")
    row = weeks.locator("tbody tr").first
    expect(row.locator("th[scope=row]")).to_contain_text("Navn 1")
    assert row.locator("td").count() == weeks.locator("thead th").count() - 1
    expect(row.locator("td").first).to_contain_text("Fredericia (sammen med andre)")
    expect(row).to_contain_text("flyttet til Vejle")
    expect(weeks.locator("tbody tr").last.locator("td").first).to_have_text("Fredericia")
    # The names in the ads are said nowhere.
    assert "Alfaprøve" not in worker.content()
    work = worker.locator("section[aria-labelledby=work]")
    expect(work.locator("li")).to_have_count(2)
    with Session(network.engine) as session:
        user = session.exec(select(User).where(User.login == "outreach")).one()
        own = session.get(Organisation, user.organisation_id)
        others = session.exec(select(Organisation.name).where(Organisation.id != user.organisation_id)).all()
    assert own
    expect(work).to_contain_text(f"{own.name} har taget stedet")
    expect(work).to_contain_text("Optaget af kollega")
    assert not any(name in worker.content() for name in others)
    cut = worker.locator("section[aria-labelledby=cut]")
    expect(cut).to_contain_text("nummeret ligner en reception")
    expect(cut).to_contain_text("adressen bruges af mange uden sammenhæng")
    worker.locator("svg.graph a").first.focus()
    worker.keyboard.press("Enter")
    assert worker.url.endswith("#place-A")


def test_a_person_sets_the_type_of_a_number_and_gives_it_back(worker: Page, network: Served) -> None:
    worker.goto(PAGE)
    numbers = worker.locator("section[aria-labelledby=numbers]")
    expect(numbers).to_contain_text("Ser ud som én persons nummer. 4 annoncer")
    numbers.locator("summary").first.click()
    numbers.locator("select").first.select_option("clinic_reception")
    click(worker, "section[aria-labelledby=numbers] button >> nth=0")
    expect(numbers).to_contain_text("Sat af et menneske. Maskinen retter det ikke.")
    expect(numbers.locator(".tag.on")).to_have_text("klinikkens reception")
    with Session(network.engine) as session:
        phone = session.exec(select(Phone).where(col(Phone.type_set_by_person).is_(True))).one()
        assert phone.type == "clinic_reception"
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "type number")).one()
        assert entry.details["before"] == "personal"
    numbers.locator("summary").first.click()
    numbers.locator("select").first.select_option("machine")
    click(worker, "section[aria-labelledby=numbers] button >> nth=0")
    expect(numbers).not_to_contain_text("Sat af et menneske")


def test_hand_overs_that_wait_are_told_to_both_sides_and_to_others_only_as_taken(worker: Page, network: Served) -> None:
    with Session(network.engine) as session:
        own = session.exec(select(User).where(User.login == "outreach")).one()
        other = session.exec(select(User).where(User.organisation_id != own.organisation_id)).first()
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "vejle-havn")).one()
        assert other
        for giver, taker in ((own, other), (other, own)):
            session.add(
                Assignment(
                    contact_point_id=point.id or 0, from_user_id=giver.id or 0,
                    from_organisation_id=giver.organisation_id, to_organisation_id=taker.organisation_id,
                    reason="Vi er for få i denne uge.", made_at=NOW, until=NOW + timedelta(days=7),
                )
            )  # fmt: skip
        session.commit()
    worker.goto(PAGE)
    work = worker.locator("section[aria-labelledby=work]")
    expect(work).to_contain_text("er spurgt om at overtage stedet")
    expect(work).to_contain_text("har bedt en anden om at overtage")
    expect(work).not_to_contain_text("Vi er for få")


def test_the_text_of_a_frozen_place_is_not_shown_with_a_template(worker: Page, network: Served) -> None:
    with Session(network.engine) as session:
        user = session.exec(select(User).where(User.login == "outreach")).one()
        ads = session.exec(select(Ad).where(col(Ad.network_id).is_not(None))).all()
        for point in {ad.contact_point_id or 0 for ad in ads}:
            session.add(
                Mark(
                    contact_point_id=point, user_id=user.id or 0, organisation_id=user.organisation_id, kind="minor",
                    made_at=NOW,
                )
            )  # fmt: skip
        session.commit()
    worker.goto(PAGE)
    texts = worker.locator("section[aria-labelledby=texts]")
    expect(texts).to_contain_text("er frosset")
    expect(texts).not_to_contain_text("vagten")


def test_the_page_of_a_network_is_complete_in_english_fits_a_phone_and_axe_finds_nothing(worker: Page) -> None:
    worker.set_viewport_size({"width": 360, "height": 780})
    worker.goto("/help")
    click(worker, "form[action='/language'] button")
    worker.goto(PAGE)
    expect(worker.locator("html")).to_have_attribute("lang", "en")
    for heading in ("Texts that are alike", "Who else works on this", "The type of each number, and why"):
        expect(worker.get_by_role("heading", name=heading)).to_be_visible()
    expect(worker.locator("section[aria-labelledby=numbers]")).to_contain_text("Looks like one person's number")
    worker.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    assert worker.evaluate("document.documentElement.scrollWidth") <= 360
    worker.evaluate(AXE)
    assert worker.evaluate(f"axe.run(document, {RULES})")["violations"] == []


def test_a_number_of_another_network_is_not_typed_here(worker: Page, network: Served) -> None:
    with Session(network.engine) as session:
        inside = select(AdPhone.phone_id).join(Ad).where(col(Ad.network_id).is_not(None))
        stranger = session.exec(select(Phone.id).where(col(Phone.id).not_in(inside))).first()
    worker.goto(PAGE)
    token = worker.locator("input[name=csrf]").first.get_attribute("value") or ""
    for form, status in (
        ({"phone": str(stranger), "type": "spam"}, 404),
        ({"phone": str(stranger), "type": "no such type"}, 400),
    ):
        answer = worker.request.post(f"{network.url}{PAGE}/type", form={"csrf": token, **form})
        assert answer.status == status


def test_the_types_a_person_may_set_are_those_the_grouping_knows() -> None:
    assert set(TYPES) == set(NumberType)


def test_more_than_twelve_places_are_drawn_by_town() -> None:
    towns = [f"By {number}" for number in range(15)]
    members = [
        Member(
            letter(number),
            ContactPoint(
                token=str(number), basis="place", basis_key=str(number), label="", city=towns[number // 2],
                first_seen=NOW, last_seen=NOW,
            ),
            "", 1 + number, True,
        )
        for number in range(30)
    ]  # fmt: skip
    links = [
        ShownLink(Link(ad_a=1, ad_b=2, why="shared_phone", strength=0.9), members[0], one, False, (), None)
        for one in members[1:]
    ]
    about = Network(token="n", ads=30, phones=1, places=30, first_seen=NOW, last_seen=NOW, updated_at=NOW)
    picture = draw(Group(about, [], {}, members, links, [], []))
    assert picture.compressed
    assert len(picture.dots) == MOST_DRAWN
    assert sorted(one.letter for dot in picture.dots for one in dot.members) == sorted(one.letter for one in members)
    assert len(picture.lines) == MOST_DRAWN - 1
    few = draw(Group(about, [], {}, members[:12], [], [], []))
    # A town's name never lies between its dot and the middle, where the lines are.
    assert all((dot.town_y - dot.y) * (dot.y - HEIGHT / 2) >= 0 for dot in few.dots)
    assert [dot.name for dot in few.dots] == [one.letter for one in members[:12]]


def test_ads_that_name_no_town_were_neither_together_nor_moved() -> None:
    ends = (NOW - timedelta(days=14), NOW)
    line = by_week([Stay("name 1", NO_TOWN, *ends), Stay("name 2", NO_TOWN, *ends), Stay("name 2", "Vejle", NOW, NOW)])
    found = [cell for row in line.rows for week in cells_of(row, line) for cell in week]
    assert len(found) == 7
    assert not any(cell.moved or cell.together for cell in found)


def test_pairs_are_joined_into_groups_whatever_their_order() -> None:
    assert (
        joined([(5, 4), (1, 2), (4, 9), (2, 3)]) == joined([(2, 3), (4, 9), (1, 2), (5, 4)]) == [[1, 2, 3], [4, 5, 9]]
    )
