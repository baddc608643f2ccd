"""What goes with an ad and with a level, what stays beside it. On SQLite; both engines in test_retention."""

import pytest
from sqlmodel import Session, SQLModel, select

from models.ad import Ad, AdPhone, AdVersion, Issue, Phone, Review
from models.expiry import Expired, erase_ads, levels_in_force, run_retention
from models.finding import Finding, TextReading
from models.network import Link, LinkJudgement, Network
from models.people import User
from models.site import PageMemory
from tests.conftest import ON_SQLITE
from tests.models.expiring import DAY, NOW, SECOND, count, counted, decision, keep, mark, remembered, route_of
from tests.models.test_retention import make_ad, make_point, make_user

pytestmark = ON_SQLITE


@pytest.fixture
def user(session: Session) -> User:
    return make_user(session)


def test_the_level_in_force_is_the_last_persons_that_was_not_undone_else_the_proposal(
    session: Session, user: User
) -> None:
    proposed, once, twice, undone, same_time, not_asked = (make_point(session, NOW, "yellow") for _ in range(6))
    keep(session, decision(user, once, "red", NOW))
    keep(session, decision(user, twice, "green", NOW), decision(user, twice, "red", NOW - DAY))
    keep(session, decision(user, undone, "red", NOW, undone_at=NOW), decision(user, undone, "green", NOW - DAY))
    keep(session, decision(user, same_time, "red", NOW))
    keep(session, decision(user, same_time, "green", NOW), decision(user, not_asked, "red", NOW))
    asked = [point.id or 0 for point in (proposed, once, twice, undone, same_time)]
    found = levels_in_force(session, iter(asked))
    assert found == dict(zip(asked, ["yellow", "red", "green", "green", "green"], strict=True))


def test_levels_of_more_places_than_one_statement_names_are_all_found(session: Session) -> None:
    points = [make_point(session, NOW, "red").id or 0 for _ in range(501)]
    assert levels_in_force(session, points) == dict.fromkeys(points, "red")


def test_an_erased_ad_takes_all_that_hangs_on_it_and_nothing_of_its_neighbour(session: Session, user: User) -> None:
    point = make_point(session, NOW)
    gone, stays, third = (make_ad(session, point, NOW) for _ in range(3))
    networks = [
        Network(token=name, ads=1, phones=1, places=1, first_seen=NOW, last_seen=NOW, updated_at=NOW) for name in "ab"
    ]
    keep(session, *networks)
    gone.network_id, stays.network_id = networks[0].id, networks[1].id
    ids = [gone.id or 0, stays.id or 0, third.id or 0]
    for ad in (gone, stays):
        keep(session, remembered(ad), Issue(ad_id=ad.id, field="price", reason="x", seen_at=NOW))
        keep(session, TextReading(
            ad_id=ad.id or 0, content_hash="h", lang="da", level="green", reader_version="1", read_at=NOW
        ))  # fmt: skip
    keep(session, PageMemory(site="s", address="/list", reader="r", checked_at=NOW))
    for a, b in ((0, 1), (1, 0), (1, 2)):
        keep(session, Link(ad_a=ids[a], ad_b=ids[b], why="shared_phone", strength=0.9))
        keep(session, LinkJudgement(ad_a=ids[a], ad_b=ids[b], same=True, user_id=user.id or 0, judged_at=NOW))
    done = Expired()
    erase_ads(session, [gone.id or 0], done)
    assert done.counts == {"ads": 1, "numbers": 1, "networks": 1}
    assert set(session.exec(select(Ad.id))) == {stays.id, third.id}
    two_each = (Finding, Review, AdVersion, AdPhone, Phone)
    assert count(session, *two_each) == [2] * 5
    assert count(session, Issue, TextReading, Link, LinkJudgement, Network) == [1] * 5
    assert {*session.exec(select(PageMemory.address))} == {f"/{stays.id}", "/list"}
    for kind in (Issue, TextReading, Finding, Review, AdVersion, AdPhone):
        assert gone.id not in set(session.exec(select(kind.ad_id)))  # type: ignore[attr-defined]


def test_the_page_of_the_same_number_on_another_site_stays_remembered(session: Session) -> None:
    ad = make_ad(session, make_point(session, NOW), NOW)
    other = remembered(ad)
    other.site = "t"
    keep(session, type(session.get_one(_site(), "s"))(name="t", title="T", start_url="http://127.0.0.1/"))
    keep(session, other)
    erase_ads(session, [ad.id or 0], Expired())
    assert count(session, PageMemory) == [1]


def _site() -> type[SQLModel]:
    from models.site import Site

    return Site


def test_a_number_another_ad_shows_and_a_network_another_ad_is_in_stay(session: Session) -> None:
    point = make_point(session, NOW)
    gone, stays = make_ad(session, point, NOW), make_ad(session, point, NOW)
    shared = session.exec(select(AdPhone).where(AdPhone.ad_id == gone.id)).one().phone_id
    keep(session, AdPhone(ad_id=stays.id or 0, phone_id=shared, first_seen=NOW, last_seen=NOW))
    network = Network(token="n", ads=2, phones=1, places=1, first_seen=NOW, last_seen=NOW, updated_at=NOW)
    keep(session, network)
    gone.network_id = stays.network_id = network.id
    session.flush()
    done = Expired()
    erase_ads(session, [gone.id or 0], done)
    assert done.counts == {"ads": 1, "numbers": 0, "networks": 0}
    assert count(session, Phone, Network) == [2, 1]


def test_more_ads_than_one_statement_names_go_too(session: Session) -> None:
    point = make_point(session, NOW)
    ids = [make_ad(session, point, NOW).id or 0 for _ in range(501)]
    done = Expired()
    erase_ads(session, ids, done)
    assert (count(session, Ad, Phone), done.counts["ads"]) == ([0, 0], 501)


@pytest.mark.parametrize(
    ("marks", "days"),
    [
        ((), 180),
        (("renew",), 360),
        (("renew", "renew"), 540),
        (("renew",) * 3, 540),
        (("note",), 180),
        (("undone",), 180),
    ],
)
def test_a_red_ad_lives_as_long_as_it_was_renewed(
    session: Session, user: User, marks: tuple[str, ...], days: int
) -> None:
    point = make_point(session, NOW, "red")
    make_ad(session, point, NOW)
    for kind in marks:
        undone = {"undone_at": NOW} if kind == "undone" else {}
        keep(session, mark(user, point, "renew" if undone else kind, NOW, **undone))
    # Somebody renewed another place: that is another place.
    keep(session, mark(user, make_point(session, NOW, "red"), "renew", NOW))
    run_retention(session, now=NOW + days * DAY - SECOND)
    assert count(session, Ad) == [1]
    assert counted(run_retention(session, now=NOW + days * DAY))["ads"] == 1
    assert count(session, Ad) == [0]


def test_an_ad_of_no_place_and_a_place_on_somebodys_route_have_their_own_times(session: Session, user: User) -> None:
    homeless, planned = make_ad(session, make_point(session, NOW), NOW), make_point(session, NOW, "yellow")
    homeless.contact_point_id = None
    on_route = make_ad(session, planned, NOW)
    route_of(session, user, planned, NOW + 400 * DAY)
    run_retention(session, now=NOW + 30 * DAY)
    assert set(session.exec(select(Ad.id))) == {on_route.id}
    run_retention(session, now=NOW + 180 * DAY - SECOND)
    assert count(session, Ad) == [1]
    run_retention(session, now=NOW + 180 * DAY)
    assert count(session, Ad) == [0]
