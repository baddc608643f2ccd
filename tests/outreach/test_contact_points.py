"""Contact points from ads, on both engines."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.keys import KeyRing
from outreach.contact_points import current_level, gathered_signs, red_share, refresh

Run = Callable[..., object]
PHONE = "+4567001122"


def points(store: Engine) -> list[ContactPoint]:
    with Session(store) as session:
        return list(session.exec(select(ContactPoint).order_by(ContactPoint.id)))  # type: ignore[arg-type]


def test_two_ways_of_writing_an_address_are_one_place(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: [make.ad(address="Nørregade 12, 2. th., 7100 Vejle"), make.ad("Andet", address="nørreg. 12")])
    assert refresh(store, keyring, now=now) == 1
    (point,) = points(store)
    assert (point.basis, point.label, point.live_ads, point.region_code) == ("place", "Klinik i Vejle", 2, "1083")
    assert (point.precision, round(point.lat or 0, 1)) == ("postcode", 55.7)
    assert keyring.unseal(point.address_sealed or b"", "contact_point.address").startswith("Nørregade 12")


def test_without_an_address_the_number_gathers_and_without_a_number_the_ad_stands_alone(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: [make.ad(phones=(PHONE,)), make.ad(phones=(PHONE,), city="Kolding"), make.ad(kind="escort")])
    refresh(store, keyring, now=now)
    assert sorted((point.basis, point.live_ads) for point in points(store)) == [("ad", 1), ("number", 2)]


def test_a_forwarding_number_gathers_nobody(store: Engine, keyring: KeyRing, now: datetime, in_store: Run) -> None:
    def two(make):  # type: ignore[no-untyped-def]
        for _ in range(2):
            make.phone(make.ad(), PHONE, "forwarding")

    in_store(two)
    assert refresh(store, keyring, now=now) == 2


def test_ads_with_nothing_but_a_spam_number_are_one_thing_to_look_at(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    def five(make):  # type: ignore[no-untyped-def]
        for _ in range(3):
            make.phone(make.ad(), PHONE, "spam")
        # Who has a number of her own, or a door, is not taken along.
        make.phone(make.ad(phones=("+4567000099",)), PHONE, "spam")
        make.phone(make.ad(address="Torvet 1"), PHONE, "spam")

    in_store(five)
    refresh(store, keyring, now=now)
    assert sorted((point.basis, point.live_ads) for point in points(store)) == [
        ("number", 1),
        ("number", 3),
        ("place", 1),
    ]


def test_a_second_run_finds_the_same_points_again(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: [make.ad(address="Torvet 1"), make.ad(phones=(PHONE,)), make.ad()])
    refresh(store, keyring, now=now)
    before = [(point.id, point.token, point.rank_score, point.first_seen) for point in points(store)]
    refresh(store, keyring, now=now)
    assert [(point.id, point.token, point.rank_score, point.first_seen) for point in points(store)] == before


def test_no_column_holds_address_or_number_in_the_clear(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: [make.ad(address="Torvet 17"), make.ad(phones=(PHONE,))])
    refresh(store, keyring, now=now)
    text = repr([point.model_dump() for point in points(store)])
    assert "Torvet" not in text and PHONE[3:] not in text and keyring.key_phone(PHONE) not in text


def test_several_ads_with_the_same_words_say_one_thing(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    def ten_copies(make):  # type: ignore[no-untyped-def]
        for _ in range(10):
            make.finding(make.ad("Vores piger er klar", address="Torvet 1"), "third_party_control")

    in_store(ten_copies)
    refresh(store, keyring, now=now)
    (point,) = points(store)
    assert (point.proposed_level, point.proposed_groups) == ("green", ["control"])


def test_independent_groups_from_ad_and_review_gather_to_yellow(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    def two_groups(make):  # type: ignore[no-untyped-def]
        ad = make.ad(address="Torvet 1")
        make.finding(ad, "third_party_control")
        make.finding(ad, "poor_conditions", review_id=make.review(ad, "beskidt").id)

    in_store(two_groups)
    refresh(store, keyring, now=now)
    (point,) = points(store)
    assert (point.proposed_level, point.proposed_groups) == ("yellow", ["condition", "control"])
    with Session(store) as session:
        assert [found.indicator for found in gathered_signs(session, point.id or 0)] == [
            "third_party_control",
            "poor_conditions",
        ]


def test_a_persons_level_stands_above_the_proposal(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: make.ad(address="Torvet 1"))
    refresh(store, keyring, now=now)
    before = points(store)[0]

    def decide(make):  # type: ignore[no-untyped-def]
        make.store(
            LevelDecision(
                contact_point_id=before.id,
                user_id=make.actor().user_id,
                level="red",
                proposed_level="green",
                decided_at=now,
            )
        )

    in_store(decide)
    refresh(store, keyring, now=now)
    after = points(store)[0]
    assert after.proposed_level == "green"
    assert after.rank_score > before.rank_score + 2
    assert {"code": "decided", "value": "red"} in after.rank_reasons
    with Session(store) as session:
        assert current_level(session, [after.id or 0]) == {after.id: "red"}


def test_when_all_ads_are_gone_the_point_is_gone_and_the_proposal_expires(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: make.finding(make.ad(address="Torvet 1"), "pressure"))
    refresh(store, keyring, now=now)
    assert points(store)[0].proposed_level == "red"
    with Session(store) as session:
        ad = session.exec(select(Ad)).one()
        ad.gone_at = now
        session.add(ad)
        session.commit()
    refresh(store, keyring, now=now + timedelta(days=1))
    (point,) = points(store)
    assert (point.live_ads, point.proposed_level, point.gone_at) == (0, "not_assessed", now + timedelta(days=1))
    assert [reason["code"] for reason in point.rank_reasons][-1] == "gone"


def test_an_unread_ad_is_not_assessed_rather_than_green(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Run
) -> None:
    in_store(lambda make: make.ad(address="Torvet 1", read=None))
    refresh(store, keyring, now=now)
    assert points(store)[0].proposed_level == "not_assessed"


def test_the_share_of_red_is_told_over_live_ads(store: Engine, keyring: KeyRing, now: datetime, in_store: Run) -> None:
    def one_of_four(make):  # type: ignore[no-untyped-def]
        make.finding(make.ad(address="Torvet 1"), "pressure")
        for number in range(3):
            make.ad(f"Tekst {number}", address="Torvet 2")

    in_store(one_of_four)
    refresh(store, keyring, now=now)
    with Session(store) as session:
        assert red_share(session) == 0.25
