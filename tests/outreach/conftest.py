"""Small factories for outreach: a worker, ads, findings and contact points, each in one line."""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.ad import Ad, AdPhone, Phone, Review
from models.contact_point import ContactPoint
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.own_key import OwnKey, new_half
from models.own_keys_given import public_row
from models.own_view import seal_place
from models.people import Organisation, User
from models.site import Site
from outreach.actor import Actor
from outreach.gathering import spot_of


class Factory:
    """Makes rows with sensible defaults; every keyword replaces one of them."""

    def __init__(self, session: Session, keyring: KeyRing, now: datetime) -> None:
        self.session, self.keyring, self.now, self.count = session, keyring, now, 0

    def _next(self) -> int:
        self.count += 1
        return self.count

    def store(self, row):  # type: ignore[no-untyped-def]
        self.session.add(row)
        self.session.flush()
        return row

    def actor(self, organisation: str = "Org A", role: str = "outreach") -> Actor:
        group = self.session.exec(select(Organisation).where(Organisation.name == organisation)).first()
        group = group or self.store(Organisation(name=organisation))
        user = self.store(
            User(login=f"worker{uuid.uuid4().hex[:8]}", password_hash="x", organisation_id=group.id, role=role)
        )
        return Actor(user.id, group.id, role)

    def own(self, actor: Actor) -> OwnKey:
        """The key of a worker's organisation, with all that stands in the session sealed for it."""
        own = OwnKey(actor.organisation_id, (new_half(),))
        self.session.merge(public_row(self.keyring, own, self.now))
        self.session.flush()
        for point in self.session.exec(select(ContactPoint)).all():
            seal_place(self.session, self.keyring, actor.organisation_id, point.id, now=self.now)
        return own

    def site(self, name: str = "hjerterum", *, loopback: bool = True) -> str:
        if self.session.get(Site, name) is None:
            self.store(Site(name=name, title=name, start_url="http://127.0.0.1/", is_loopback=loopback))
        return name

    def ad(
        self,
        text: str = "Massage i rolige rammer",
        *,
        address: str | None = None,
        site: str = "hjerterum",
        phones: tuple[str, ...] = (),
        read: str | None = "green",
        loopback: bool = True,
        **fields: object,
    ) -> Ad:
        number = self._next()
        content = {"title": "Annonce", "text": text, "address": address, "phones": list(phones), "handles": []}
        ad = Ad(
            site=self.site(site, loopback=loopback),
            external_id=uuid.uuid4().hex[:8],
            url=f"http://127.0.0.1/{number}",
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            content_sealed=self.keyring.seal(json.dumps(content), "ad.content"),
            title_masked="Annonce",
            text_masked=text,
            **{
                "first_seen": self.now - timedelta(days=30),
                "last_seen": self.now,
                "kind": "clinic",
                "city": "Vejle",
                "postcode": "7100",
                **fields,
            },
        )
        self.store(ad)
        for e164 in phones:
            self.phone(ad, e164)
        if read is not None:
            self.store(
                TextReading(
                    ad_id=ad.id,
                    content_hash=ad.content_hash,
                    lang="da",
                    level=read,
                    reader_version="t",
                    read_at=self.now,
                )
            )
        return ad

    def phone(self, ad: Ad, e164: str, kind: str = "personal") -> Phone:
        keyed = self.keyring.key_phone(e164)
        phone = self.session.exec(select(Phone).where(Phone.keyed == keyed)).first()
        phone = phone or self.store(
            Phone(keyed=keyed, epoch="2026", sealed=self.keyring.seal(e164, "phone.e164"), tail=e164[-2:], type=kind)
        )
        self.store(AdPhone(ad_id=ad.id, phone_id=phone.id, first_seen=ad.first_seen, last_seen=ad.last_seen))
        return phone

    def finding(
        self,
        ad: Ad,
        indicator: str,
        *,
        strength: float = 0.9,
        direction: str = "concern",
        quote: str = "ord",
        **fields: object,
    ) -> Finding:
        return self.store(  # type: ignore[no-any-return]
            Finding(
                ad_id=ad.id,
                indicator=indicator,
                direction=direction,
                strength=strength,
                quote_masked=quote,
                found_at=self.now,
                **{"rule": f"{indicator}.test", **fields},
            )
        )

    def review(self, ad: Ad, text: str) -> Review:
        return self.store(  # type: ignore[no-any-return]
            Review(
                ad_id=ad.id,
                external_id=str(self._next()),
                text_sealed=self.keyring.seal(text, "review.text"),
                text_masked=text,
                first_seen=self.now,
            )
        )

    def point(self, address: str = "Nørregade 1", postcode: str = "7100", **fields: object) -> ContactPoint:
        """A contact point with one live ad behind it."""
        spot = spot_of(postcode, None)
        values = {
            "token": f"token{uuid.uuid4().hex[:8]}",
            "basis": "place",
            "basis_key": f"key{uuid.uuid4().hex[:8]}",
            "place_type": "clinic",
            "label": f"Klinik i {spot.city}",
            "address_sealed": self.keyring.seal(f"{address}, {postcode}", "contact_point.address"),
            "postcode": postcode,
            "city": spot.city,
            "region_code": spot.region_code,
            "municipality_code": spot.municipality_code,
            "lat": spot.lat,
            "lon": spot.lon,
            "precision": "postcode",
            "first_seen": self.now - timedelta(days=30),
            "last_seen": self.now,
            "live_ads": 1,
            **fields,
        }
        point: ContactPoint = self.store(ContactPoint(**values))
        self.ad(contact_point_id=point.id, postcode=postcode, city=spot.city)
        return point


@pytest.fixture
def make(session: Session, keyring: KeyRing, now: datetime) -> Factory:
    """Rows in the test's session, on each engine."""
    return Factory(session, keyring, now)


@pytest.fixture
def in_store(store: Engine, keyring: KeyRing, now: datetime) -> Callable[..., object]:
    """Run a function with a factory in its own committed session: for functions that open the store themselves."""

    def run(work: Callable[[Factory], object]) -> object:
        with Session(store, expire_on_commit=False) as session:
            result = work(Factory(session, keyring, now))
            session.commit()
            return result

    return run
