"""The stage on real stores: types, networks, links and findings are written, kept and corrected."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.db import session_scope
from models.finding import Finding
from models.keys import KeyRing
from models.network import Link, LinkJudgement, Network
from models.people import Organisation, User
from models.site import Site
from networks import stored_ads
from networks.stage import refresh

HALL = "Rolig klinik med venligt værelse og god tid til hver gæst i byens stille gade"


@pytest.fixture
def shop(store: Engine, keyring: KeyRing, now: datetime) -> "Shop":
    """A store with one site, ready for ads."""
    with session_scope(store) as session:
        session.add(Site(name="prøve", title="Prøve", start_url="http://127.0.0.1/", is_loopback=True))
    return Shop(store, keyring, now)


class Shop:
    """Puts ads into a store the way collecting and reading leave them."""

    def __init__(self, engine: Engine, keyring: KeyRing, now: datetime) -> None:
        self.engine, self.keyring, self.now, self.count = engine, keyring, now, 0

    def ad(
        self, phone: str, alias: str, text: str, *, city: str = "Vejle", address: str | None = None, age: int = 30
    ) -> int:
        """Store one ad with one version and one number; return its row id."""
        self.count += 1
        seen = self.now - timedelta(days=3)
        content = json.dumps({"title": alias, "text": text, "address": address, "phones": [phone], "handles": []})
        with session_scope(self.engine) as session:
            ad = Ad(
                site="prøve",
                external_id=str(self.count),
                url=f"http://127.0.0.1/{self.count}",
                first_seen=seen,
                last_seen=self.now,
                content_hash=str(self.count),
                content_sealed=self.keyring.seal(content, "ad.content"),
                alias=alias,
                age=age,
                city=city,
            )
            session.add(ad)
            session.flush()
            assert ad.id is not None
            session.add(
                AdVersion(
                    ad_id=ad.id,
                    seen_from=seen,
                    content_hash=str(self.count),
                    alias=alias,
                    age=age,
                    city=city,
                    content_sealed=self.keyring.seal(content, "ad_version.content"),
                )
            )
            keyed = self.keyring.key_phone(phone)
            row = session.exec(select(Phone).where(Phone.keyed == keyed)).first()
            if row is None:
                row = Phone(keyed=keyed, epoch="2026", sealed=self.keyring.seal(phone, "phone.e164"), tail=phone[-2:])
                session.add(row)
                session.flush()
            session.add(AdPhone(ad_id=ad.id, phone_id=row.id, first_seen=seen, last_seen=self.now))
            return ad.id

    def refresh(self) -> object:
        """Run the stage."""
        return refresh(self.engine, self.keyring, now=self.now)

    def all(self, table: type) -> list:
        """Return all rows of a table."""
        with Session(self.engine) as session:
            return list(session.exec(select(table).order_by(col(table.id))).all())


def three_of_one_number(shop: Shop) -> list[int]:
    """Three names on one number, each with her own words."""
    return [
        shop.ad("+4520000001", "Anna", "Søde hænder og varm olie, ring gerne i forvejen om eftermiddagen"),
        shop.ad("+4520000001", "Bea", "Ny i byen og glad for lange samtaler, skriv en besked og få svar"),
        shop.ad("+4520000001", "Cilla", "Blid massage efter arbejde, parkering i gården og frisk kaffe bagefter"),
    ]


def test_a_number_of_several_names_makes_one_network_with_reasons_and_findings(shop: Shop) -> None:
    ads = three_of_one_number(shop)
    alone = shop.ad("+4520000002", "Ditte", "Helt andre ord fra en helt anden, der arbejder for sig selv")
    shop.refresh()
    rows = {ad.id: ad.network_id for ad in shop.all(Ad)}
    assert len({rows[ad] for ad in ads}) == 1
    assert rows[ads[0]] is not None
    assert rows[alone] is None
    [network] = shop.all(Network)
    assert (network.ads, network.phones) == (3, 1)
    links = [link for link in shop.all(Link) if link.why == "shared_phone"]
    assert len(links) == 2
    assert all(link.kept and json.loads(link.facts)["phone_id"] for link in links)
    found = {(row.ad_id, row.indicator) for row in shop.all(Finding) if row.source == "network"}
    assert {(ad, "shared_phone") for ad in ads} <= found
    assert not [row for row in found if row[0] == alone]


def test_findings_and_reasons_never_hold_a_number_or_an_address(shop: Shop) -> None:
    three_of_one_number(shop)
    shop.ad("+4520000003", "Eva", HALL, address="Prøvegade 7, 1. tv")
    shop.ad("+4520000004", "Fie", "Andre ord", address="Prøvegade 7, 2. th")
    shop.refresh()
    said = [row.facts or "" for table in (Finding, Link) for row in shop.all(table)]
    said += [row.type_reason or "" for row in shop.all(Phone)]
    assert said
    assert not [text for text in said if "2000000" in text or "røvegade" in text]


def test_a_second_run_writes_nothing_new(shop: Shop) -> None:
    three_of_one_number(shop)
    shop.refresh()
    before = [(row.id, row.model_dump()) for table in (Network, Link, Finding, Phone) for row in shop.all(table)]
    shop.refresh()
    assert [
        (row.id, row.model_dump()) for table in (Network, Link, Finding, Phone) for row in shop.all(table)
    ] == before


def test_a_network_keeps_its_name_when_ads_come(shop: Shop) -> None:
    three_of_one_number(shop)
    shop.refresh()
    [before] = shop.all(Network)
    shop.ad("+4520000001", "Dorte", "Nye ord fra endnu en ny person på samme nummer i samme by")
    shop.refresh()
    [after] = shop.all(Network)
    assert (after.id, after.token) == (before.id, before.token)
    assert after.ads == 4


def test_a_type_that_a_person_set_stays_and_decides(shop: Shop) -> None:
    three_of_one_number(shop)
    with session_scope(shop.engine) as session:
        phone = session.exec(select(Phone)).one()
        phone.type, phone.type_set_by_person = "forwarding", True
        session.add(phone)
    shop.refresh()
    [phone] = shop.all(Phone)
    assert phone.type == "forwarding"
    assert shop.all(Network) == []
    assert {link.cut_reason for link in shop.all(Link) if link.why == "shared_phone"} == {"number_of_forwarding"}


def test_not_the_same_survives_runs_and_can_be_undone(shop: Shop) -> None:
    ads = three_of_one_number(shop)
    with session_scope(shop.engine) as session:
        organisation = Organisation(name="Prøve")
        session.add(organisation)
        session.flush()
        user = User(login="p", role="coordinator", organisation_id=organisation.id, password_hash="-")
        session.add(user)
        session.flush()
        session.add(LinkJudgement(ad_a=ads[0], ad_b=ads[1], same=False, user_id=user.id, judged_at=shop.now))
    for _ in range(2):
        shop.refresh()
        rows = {ad.id: ad.network_id for ad in shop.all(Ad)}
        assert rows[ads[0]] is None or rows[ads[0]] != rows[ads[1]]
    with session_scope(shop.engine) as session:
        judgement = session.exec(select(LinkJudgement)).one()
        judgement.undone_at = shop.now
        session.add(judgement)
    shop.refresh()
    rows = {ad.id: ad.network_id for ad in shop.all(Ad)}
    assert rows[ads[0]] == rows[ads[1]]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_how_many_ads_are_opened_at_once_changes_nothing(
    shop: Shop, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ads = three_of_one_number(shop)
    with session_scope(shop.engine) as session:
        # One with two versions, one whose versions are gone: what stands in the ad itself counts.
        first = session.exec(select(AdVersion).where(AdVersion.ad_id == ads[0])).one()
        later = first.model_dump(exclude={"id"}) | {"seen_from": shop.now - timedelta(days=1), "city": "Kolding"}
        session.add(AdVersion(**later))
        session.delete(session.exec(select(AdVersion).where(AdVersion.ad_id == ads[1])).one())
    told: list[tuple[str, int, int]] = []
    with Session(shop.engine) as session:
        wanted = stored_ads.read_ads(session, shop.keyring)
        monkeypatch.setattr(stored_ads, "ADS_A_PORTION", size)
        found = stored_ads.read_ads(session, shop.keyring, lambda *one: told.append(one))
    assert told[-1] == ("opening ads", 3, 3) and len(told) == -(-3 // size)
    assert len(wanted.table) == 4
    for name in ("ids", "phones", "aliases"):
        assert getattr(found.table, name) == getattr(wanted.table, name)
    for name in ("ident", "alias", "age", "place", "address", "site", "day", "last_day", "phone_ad", "phone"):
        assert getattr(found.table, name).tolist() == getattr(wanted.table, name).tolist(), name


def test_an_empty_store_is_no_error(shop: Shop) -> None:
    shop.refresh()
    assert shop.all(Network) == []
