"""Two organisations in one store, on both engines: each opens what stands in its area, and nothing of the other's."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select, update

from models.ad import Ad, AdPhone, Phone
from models.contact_point import ContactPoint
from models.decision import Mark
from models.display import DisplayKey, PhoneDisplay, PlaceDisplay
from models.errors import BadInput, NotSealedYet
from models.expiry import Expired, erase_ads
from models.keys import KeyRing, SealBroken
from models.own_key import PHONE, PLACE, OwnKey, key_id_of, new_half
from models.own_key_file import load_own_key
from models.own_keys_given import PublicHalfAltered, proof_of
from models.own_view import BATCH, catch_up, drop_all, missing, open_addresses, open_number, seal_place
from models.people import Organisation, User
from models.site import Site

SOUTH, NORTH = "1083", "1081"
# Who is where: numbers 1 and 2 in the south, 2 and 3 in the north, 4 where no region is known.
PLACES = {"s": (SOUTH, (1, 2)), "n": (NORTH, (2, 3)), "none": (None, (4,))}


def number(tail: int) -> str:
    return f"+45717400{tail:02}"


class World:
    """The store, its keys, and what one organisation's file opens of it."""

    def __init__(self, engine: Engine, keyring: KeyRing, folder: Path, now: datetime) -> None:
        self.engine, self.keyring, self.folders, self.now = engine, keyring, (folder / "display_keys",), now
        self.phones: dict[int, int] = {}
        self.points: dict[str, int] = {}
        with Session(engine) as session:
            session.add(Site(name="s", title="S", start_url="http://127.0.0.1/", is_loopback=True))
            self.a, self.b = (self._organisation(session, *made) for made in (("A", [SOUTH]), ("B", [NORTH])))
            for token, (region, tails) in PLACES.items():
                self._place(session, token, region, tails)
            session.commit()

    def _organisation(self, session: Session, name: str, regions: list[str]) -> int:
        organisation = Organisation(name=name, regions=regions)
        session.add(organisation)
        session.flush()
        return organisation.id or 0

    def _place(self, session: Session, token: str, region: str | None, tails: tuple[int, ...]) -> None:
        point = ContactPoint(
            token=token, basis="place", basis_key=token, label="Klinik", region_code=region, first_seen=self.now,
            last_seen=self.now, address_sealed=self.keyring.seal(f"Opdigtet Vej {token}", "contact_point.address"),
        )  # fmt: skip
        session.add(point)
        session.flush()
        self.points[token] = point.id or 0
        for tail in tails:
            if tail not in self.phones:
                phone = Phone(
                    keyed=self.keyring.key_phone(number(tail)), epoch=self.keyring.epoch, tail=f"{tail:02}",
                    sealed=self.keyring.seal(number(tail), "phone.e164"),
                )  # fmt: skip
                session.add(phone)
                session.flush()
                self.phones[tail] = phone.id or 0
            self.show(session, token, self.phones[tail])

    def show(self, session: Session, token: str, phone_id: int) -> int:
        ad = Ad(
            site="s", external_id=f"{token}{phone_id}", url="u", first_seen=self.now, last_seen=self.now,
            content_hash="h", content_sealed=b"", contact_point_id=self.points[token],
        )  # fmt: skip
        session.add(ad)
        session.flush()
        session.add(AdPhone(ad_id=ad.id or 0, phone_id=phone_id, first_seen=self.now, last_seen=self.now))
        session.flush()
        return ad.id or 0

    def catch_up(self, now: datetime | None = None) -> int:
        return catch_up(self.engine, self.keyring, self.folders, now=now or self.now)

    def own(self, organisation_id: int) -> OwnKey:
        return load_own_key(self.folders, organisation_id)

    def opened(self, organisation_id: int) -> tuple[list[int], list[str]]:
        """Return the numbers (their tails) and addresses an organisation's file opens, asked one by one."""
        own, tails = self.own(organisation_id), []
        with Session(self.engine) as session:
            for tail, phone_id in self.phones.items():
                try:
                    assert open_number(session, own, phone_id) == number(tail)
                    tails.append(tail)
                except NotSealedYet:
                    continue
            found = open_addresses(session, own, list(self.points.values()))
        tokens = {number: token for token, number in self.points.items()}
        assert {f"Opdigtet Vej {tokens[point]}" for point in found} == set(found.values())
        return tails, sorted(tokens[point] for point in found)

    def do(self, *statements: object) -> None:
        with Session(self.engine) as session:
            for statement in statements:
                session.execute(statement)  # type: ignore[call-overload]
            session.commit()


@pytest.fixture
def world(store: Engine, keyring: KeyRing, tmp_path: Path, now: datetime) -> World:
    return World(store, keyring, tmp_path, now)


def test_each_file_with_the_whole_database_opens_its_own_rows_and_none_of_the_others(world: World) -> None:
    assert world.catch_up() == 6 + 4
    assert world.opened(world.a) == ([1, 2, 4], ["none", "s"])
    assert world.opened(world.b) == ([2, 3, 4], ["n", "none"])
    with Session(world.engine) as session:
        rows: list[tuple[int, str, bytes, str, int]] = [
            (row.organisation_id, row.key_id, bytes(row.sealed), PHONE, row.phone_id)
            for row in session.exec(select(PhoneDisplay))
        ]
        rows += [
            (row.organisation_id, row.key_id, bytes(row.sealed), PLACE, row.contact_point_id)
            for row in session.exec(select(PlaceDisplay))
        ]
        kept = [bytes(sealed) for sealed in session.exec(select(Phone.sealed))]
        kept += [bytes(sealed or b"") for sealed in session.exec(select(ContactPoint.address_sealed))]
    assert len(rows) == 10
    for mine in (world.a, world.b):
        own = world.own(mine)
        for organisation_id, key_id, sealed, column, row in rows:
            if organisation_id == mine:
                assert own.unseal(sealed, key_id, column, row)
                continue
            # As its thief would try: under its own name, under theirs, and as if sealed with the pair at hand.
            for pretended in (own, OwnKey(organisation_id, own.private)):
                for name in (key_id, key_id_of(own.public)):
                    with pytest.raises(SealBroken):
                        pretended.unseal(sealed, name, column, row)
        for sealed in kept:
            for row in range(1, 10):
                with pytest.raises(SealBroken):
                    own.unseal(sealed, key_id_of(own.public), PHONE, row)


def test_a_number_that_is_not_sealed_for_them_is_said_in_one_sentence(world: World) -> None:
    world.catch_up()
    with (
        Session(world.engine) as session,
        pytest.raises(NotSealedYet, match=r"^This number is not sealed for your organisation\.$"),
    ):
        open_number(session, world.own(world.a), world.phones[3])


def test_who_has_no_key_yet_or_has_left_gets_nothing_sealed(world: World) -> None:
    with Session(world.engine) as session:
        seal_place(session, world.keyring, world.a, world.points["s"], now=world.now)
        assert session.exec(select(PhoneDisplay)).first() is None
    world.catch_up()
    with Session(world.engine) as session:
        session.get_one(DisplayKey, world.a).ended_at = world.now
        assert drop_all(session, world.a) == 3 + 2
        seal_place(session, world.keyring, world.a, world.points["s"], now=world.now)
        session.commit()
    assert world.catch_up() == 0
    assert world.opened(world.a) == ([], [])
    assert world.opened(world.b) == ([2, 3, 4], ["n", "none"])


def test_a_second_look_has_nothing_to_do_and_changes_nothing(world: World) -> None:
    world.catch_up()
    with Session(world.engine) as session:
        before = session.exec(select(PhoneDisplay.sealed).order_by(PhoneDisplay.organisation_id, PhoneDisplay.phone_id))
        kept = [bytes(sealed) for sealed in before]
    assert world.catch_up() == 0
    with Session(world.engine) as session:
        after = session.exec(select(PhoneDisplay.sealed).order_by(PhoneDisplay.organisation_id, PhoneDisplay.phone_id))
        assert [bytes(sealed) for sealed in after] == kept
        assert missing(session, world.a, now=world.now) == 0


def test_a_new_organisation_and_an_area_that_grows_or_shrinks_are_caught_up(world: World) -> None:
    world.catch_up()
    with Session(world.engine) as session:
        third = world._organisation(session, "C", [])
        worker = User(login="w", password_hash="x", organisation_id=world.a, role="outreach", regions=[NORTH])
        session.add(worker)
        session.commit()
    # The whole country for C; A's new worker works in the north.
    assert world.catch_up() == (4 + 3) + (1 + 1)
    assert world.opened(third) == ([1, 2, 3, 4], ["n", "none", "s"])
    assert world.opened(world.a) == ([1, 2, 3, 4], ["n", "none", "s"])
    world.do(update(User).values(disabled_at=world.now))
    assert world.catch_up() == 0
    assert world.opened(world.a) == ([1, 2, 4], ["none", "s"])


def test_a_place_opened_for_a_purpose_is_sealed_at_once_and_only_until_its_time_is_over(world: World) -> None:
    world.catch_up()
    with Session(world.engine) as session:
        worker = User(login="w", password_hash="x", organisation_id=world.a, role="outreach")
        session.add(worker)
        session.flush()
        session.add(Mark(
            contact_point_id=world.points["n"], user_id=worker.id or 0, organisation_id=world.a, kind="opened",
            value="ruteplan", made_at=world.now, until=world.now + timedelta(hours=3),
        ))  # fmt: skip
        session.flush()
        seal_place(session, world.keyring, world.a, world.points["n"], now=world.now)
        session.commit()
    assert world.opened(world.a) == ([1, 2, 3, 4], ["n", "none", "s"])
    world.catch_up(world.now + timedelta(hours=2))
    assert 3 in world.opened(world.a)[0]
    world.catch_up(world.now + timedelta(hours=4))
    assert world.opened(world.a) == ([1, 2, 4], ["none", "s"])


def test_what_is_erased_or_forgotten_goes_from_every_organisation_at_once(world: World) -> None:
    world.catch_up()
    with Session(world.engine) as session:
        ads = session.exec(select(Ad.id).where(Ad.contact_point_id == world.points["s"])).all()
        erase_ads(session, [ad or 0 for ad in ads], Expired())
        session.commit()
        # Number 1 stood there alone; number 2 also stands in the north.
        assert session.exec(select(PhoneDisplay).where(PhoneDisplay.phone_id == world.phones[1])).all() == []
        assert len(session.exec(select(PhoneDisplay).where(PhoneDisplay.phone_id == world.phones[2])).all()) == 2
    world.do(delete(ContactPoint).where(col(ContactPoint.id) == world.points["s"]))
    world.catch_up()
    world.phones.pop(1)
    assert world.opened(world.a) == ([4], ["none"])
    world.do(update(ContactPoint).values(address_sealed=None))
    world.catch_up()
    assert world.opened(world.b) == ([2, 3, 4], [])


def test_who_swaps_a_public_half_in_the_database_gets_nothing_sealed_and_it_is_said(world: World) -> None:
    world.catch_up()
    mallory = OwnKey(world.b, (new_half(),))
    world.do(
        delete(PhoneDisplay),
        update(DisplayKey)
        .where(col(DisplayKey.organisation_id) == world.b)
        .values(public_key=mallory.public, key_id=key_id_of(mallory.public)),
    )
    with pytest.raises(PublicHalfAltered, match=f"organisation {world.b} "):
        world.catch_up()
    with Session(world.engine) as session:
        assert set(session.exec(select(PhoneDisplay.organisation_id))) == {world.a}
    # A proof of another organisation's half is none for this one.
    with Session(world.engine) as session:
        ours = session.get_one(DisplayKey, world.a)
        assert ours.proof != proof_of(world.keyring, world.b, ours.public_key)


def test_a_sealing_key_changed_by_ceremony_keeps_the_proofs_and_what_is_sealed(world: World) -> None:
    world.catch_up()
    world.keyring = world.keyring.with_new_seal_key()
    assert world.catch_up() == 0
    assert world.opened(world.a)[0] == [1, 2, 4]


def test_a_key_that_cannot_be_written_stops_nobody_else_and_leaves_no_public_half_behind(world: World) -> None:
    world.catch_up()
    with Session(world.engine) as session:
        third = world._organisation(session, "C", [])
        world.show(session, "s", world.phones[3])
        session.commit()
    folders, world.folders = world.folders, (world.folders[0] / "away" / "medium",)
    with pytest.raises(BadInput, match="cannot be written"):
        world.catch_up()
    world.folders = folders
    # Number 3 was seen in the south since: A has it.
    assert world.opened(world.a)[0] == [1, 2, 3, 4]
    with Session(world.engine) as session:
        assert session.get(DisplayKey, third) is None
    assert world.catch_up() == 4 + 3


def test_more_than_a_batch_and_a_damaged_value_between(world: World) -> None:
    with Session(world.engine) as session:
        for at in range(BATCH + 5):
            phone = Phone(keyed=f"k{at}", epoch="2026", tail="00", sealed=world.keyring.seal(f"n{at}", "phone.e164"))
            session.add(phone)
            session.flush()
            world.show(session, "s", phone.id or 0)
        session.execute(update(Phone).where(col(Phone.keyed) == "k7").values(sealed=b"damaged"))
        session.commit()
    world.catch_up()
    with Session(world.engine) as session:
        mine = session.exec(select(PhoneDisplay).where(PhoneDisplay.organisation_id == world.a)).all()
        assert len(mine) == 3 + BATCH + 4
        assert missing(session, world.a, now=world.now) == 1
