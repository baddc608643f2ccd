"""Small factories: invented organisations, workers, places, ads with findings, and one possible network.

Numbers are of Danish ranges that no operator holds; texts are factual and invented.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.contact_point import ContactPoint
from models.finding import Finding, TextReading
from models.gazetteer import postcodes
from models.keys import KeyRing
from models.own_keys_given import give_keys
from models.own_view import seal_place
from models.people import Organisation, User
from models.settings import Settings
from models.site import Site
from review_ui.accounts import hash_password

PASSWORD = "en lang opdigtet sætning"
_hash: list[str] = []

CONTROL_TEXT = (
    "Velkommen til vores klinik ved havnen. Vores piger er her hver dag fra 10 til 22.\n"
    "Ring til receptionen på •• •• •• •• og hør, hvem der er på arbejde. Nye piger hver uge."
)
OWN_TEXT = (
    "Jeg arbejder alene og bestemmer selv min tid. Altid med kondom. Ring og aftal tid dagen før.\n"
    "Jeg har haft samme nummer i mange år og svarer selv."
)


def password_hash() -> str:
    """Hash the one test password once a run: Argon2 is slow on purpose."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]


def make_user(session: Session, organisation: Organisation, role: str, login: str = "", **values: object) -> User:
    """Store a worker whose password is PASSWORD."""
    user = User(
        login=login or role,
        password_hash=password_hash(),
        organisation_id=organisation.id or 0,
        role=role,
        **values,  # type: ignore[arg-type]
    )
    session.add(user)
    session.flush()
    return user


def make_organisation(session: Session, name: str, regions: Sequence[str]) -> Organisation:
    """Store an organisation with its area."""
    organisation = Organisation(name=name, regions=list(regions))
    session.add(organisation)
    session.flush()
    return organisation


def give_own_keys(session: Session, keyring: KeyRing, folder: Path, now: datetime) -> None:
    """Give every organisation its key, and seal what stands in the store for each."""
    give_keys(session, keyring, Settings(folder, "unused").own_key_dirs, now=now)
    for organisation_id in session.exec(select(Organisation.id)).all():
        for point_id in session.exec(select(ContactPoint.id)).all():
            seal_place(session, keyring, organisation_id or 0, point_id or 0, now=now)
    session.commit()


@dataclass
class Sketch:
    """What a factory place is made of."""

    postcode: str = "7100"
    kind: str = "clinic"
    level: str = "yellow"
    groups: tuple[str, ...] = ("control", "services")
    rank: float = 2.0
    days_old: int = 3
    text: str = CONTROL_TEXT
    title: str = "Klinik ved havnen"
    tail: str = "34"
    findings: tuple[tuple[str, str, str], ...] = (("third_party_control", "concern", "Vores piger"),)
    review: str | None = None
    review_findings: tuple[tuple[str, str, str], ...] = ()
    reasons: tuple[tuple[str, object], ...] = field(
        default=(("never_visited", True), ("new_place", 3), ("likely_present", 80))
    )


class Maker:
    """Stores places one after another, with numbers of their own."""

    def __init__(self, session: Session, keyring: KeyRing, now: datetime) -> None:
        self.session, self.keyring, self.now = session, keyring, now
        self.made = 0

    def site(self, name: str = "hjerterum") -> None:
        """Store a site with one finished pass, once."""
        if self.session.get(Site, name) is None:
            self.session.add(
                Site(name=name, title=name.capitalize(), start_url="http://127.0.0.1:1/", is_loopback=True)
            )
            self.session.flush()

    def phone(self, tail: str, kind: str = "unknown") -> Phone:
        """Store a number with these last digits."""
        self.made += 1
        number = f"+457174{self.made:02d}{tail}"
        phone = Phone(
            keyed=self.keyring.key_phone(number),
            epoch=self.keyring.epoch,
            sealed=self.keyring.seal(number, "phone.e164"),
            tail=tail,
            country="DK",
            type=kind,
        )
        self.session.add(phone)
        self.session.flush()
        return phone

    def place(self, token: str, sketch: Sketch | None = None, phone: Phone | None = None, ads: int = 1) -> ContactPoint:
        """Store a contact point with ads, number, findings and perhaps a review."""
        sketch = sketch or Sketch()
        self.site()
        where = postcodes()[sketch.postcode]
        first = self.now - timedelta(days=sketch.days_old)
        point = ContactPoint(
            token=token,
            basis="place",
            basis_key=f"key-{token}",
            place_type=sketch.kind,
            label=f"Klinik i {where.name}",
            address_sealed=self.keyring.seal("Opdigtet Vej 1", "contact_point.address"),
            postcode=sketch.postcode,
            city=where.name,
            municipality_code=where.municipality_code,
            region_code=where.region_code,
            lat=where.lat,
            lon=where.lon,
            precision="postcode",
            first_seen=first,
            last_seen=self.now - timedelta(hours=2),
            live_ads=ads,
            changed_at=self.now - timedelta(days=1),
            proposed_level=sketch.level,
            proposed_groups=list(sketch.groups),
            policy_version="2026-11-21.1",
            rank_score=sketch.rank,
            rank_reasons=[{"code": code, "value": value} for code, value in sketch.reasons],
            opening_hours="10-22",
        )
        self.session.add(point)
        self.session.flush()
        phone = phone or self.phone(sketch.tail)
        for number in range(ads):
            self._ad(point, sketch, phone, number, first)
        return point

    def _ad(self, point: ContactPoint, sketch: Sketch, phone: Phone, number: int, first: datetime) -> Ad:
        sealed = json.dumps({"title": sketch.title, "text": sketch.text, "address": "", "phones": [], "handles": []})
        ad = Ad(
            site="hjerterum",
            external_id=f"{point.token}-{number}",
            url="http://127.0.0.1:1/annonce",
            first_seen=first,
            last_seen=self.now - timedelta(hours=2),
            content_hash=f"hash-{point.token}-{number}",
            content_sealed=self.keyring.seal(sealed, "ad.content"),
            title_masked=sketch.title,
            text_masked=sketch.text,
            age=26,
            city=point.city,
            postcode=point.postcode,
            kind=sketch.kind,
            prices=[{"minutes": 30, "amount": 700, "currency": "DKK"}],
            languages=["da"],
            opening_hours="10-22",
            contact_point_id=point.id,
        )
        self.session.add(ad)
        self.session.flush()
        self.session.add_all(
            [
                AdPhone(ad_id=ad.id or 0, phone_id=phone.id or 0, first_seen=first, last_seen=ad.last_seen),
                AdVersion(ad_id=ad.id or 0, seen_from=first, content_hash="a", content_sealed=b"", changed=[]),
                AdVersion(
                    ad_id=ad.id or 0,
                    seen_from=self.now - timedelta(days=1),
                    content_hash="b",
                    content_sealed=b"",
                    changed=["prices", "text"],
                ),
                TextReading(
                    ad_id=ad.id or 0,
                    content_hash=ad.content_hash,
                    lang="da",
                    level=sketch.level,
                    reader_version="test",
                    read_at=self.now,
                ),
            ]
        )
        self._findings(ad, sketch.text, sketch.findings, None)
        if sketch.review:
            review = Review(
                ad_id=ad.id or 0,
                external_id=f"r-{ad.id}",
                text_sealed=self.keyring.seal(sketch.review, "review.text"),
                text_masked=sketch.review,
                posted_at=(self.now - timedelta(days=2)).date(),
                rating=2.0,
                first_seen=self.now,
            )
            self.session.add(review)
            self.session.flush()
            self._findings(ad, sketch.review, sketch.review_findings, review.id)
        return ad

    def _findings(self, ad: Ad, text: str, findings: Sequence[tuple[str, str, str]], review_id: int | None) -> None:
        for indicator, direction, quote in findings:
            start = text.index(quote)
            self.session.add(
                Finding(
                    ad_id=ad.id or 0,
                    review_id=review_id,
                    indicator=indicator,
                    direction=direction,
                    strength=0.8,
                    start=start,
                    end=start + len(quote),
                    quote_masked=quote,
                    rule=f"{indicator}.test",
                    found_at=self.now,
                )
            )
