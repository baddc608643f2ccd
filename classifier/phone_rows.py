"""Numbers on their way into the store: keyed for comparing, sealed for the rare reveal, never readable."""

from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from sqlalchemy import select
from sqlmodel import Session, col

from models.ad import Ad, AdPhone, Phone
from models.key_change import rekey
from models.keys import KeyRing


@dataclass
class _Sighting:
    ad_id: int
    first_seen: datetime
    last_seen: datetime
    obscured: bool
    source: str


class PhoneBook:
    """Gathers the numbers of one batch of ads and writes them at once."""

    def __init__(self, session: Session, keyring: KeyRing) -> None:
        self._session, self._keyring = session, keyring
        self._numbers: dict[str, str] = {}
        self._seen: dict[tuple[int, str], _Sighting] = {}

    def note(self, ad: Ad, e164: str, *, obscured: bool, source: str) -> None:
        """Note one number of one ad; the site's own field says more than the text, an obscured writing stays noted."""
        assert ad.id is not None  # noqa: S101 (a stored row has an id)
        keyed = self._keyring.key_phone(e164)
        self._numbers[keyed] = e164
        known = self._seen.setdefault((ad.id, keyed), _Sighting(ad.id, ad.first_seen, ad.last_seen, obscured, source))
        known.obscured = known.obscured or obscured
        known.source = "field" if "field" in (known.source, source) else source

    def write(self) -> None:
        """Write new numbers and sightings; known sightings are only prolonged."""
        if not self._numbers:
            return
        phones = self._phones()
        ad_ids = {ad_id for ad_id, _ in self._seen}
        rows = self._session.scalars(select(AdPhone).where(col(AdPhone.ad_id).in_(ad_ids)))
        known = {(row.ad_id, row.phone_id): row for row in rows}
        with_numbers = {ad_id for ad_id, _ in known}
        for (ad_id, keyed), sighting in self._seen.items():
            row = known.get((ad_id, phones[keyed]))
            if row is None:
                # On an ad read before, a number that was not there came with the newest content.
                first = sighting.last_seen if ad_id in with_numbers else sighting.first_seen
                row = AdPhone(ad_id=ad_id, phone_id=phones[keyed], first_seen=first, last_seen=sighting.last_seen)
            row.obscured, row.source = sighting.obscured, sighting.source
            row.last_seen = max(row.last_seen, sighting.last_seen)
            self._session.add(row)

    def _of_earlier_years(self) -> dict[str, Phone]:
        """Return rows of these numbers that an earlier year's key made, now carried into this year."""
        earlier = [epoch for epoch in self._keyring.phone_keys if epoch != self._keyring.epoch]
        keyed = [self._keyring.key_phone(e164, epoch) for e164 in self._numbers.values() for epoch in earlier]
        rows = self._session.scalars(select(Phone).where(col(Phone.keyed).in_(keyed))).all() if keyed else []
        rekey(self._session, self._keyring, rows)
        return {row.keyed: row for row in rows}

    def _phones(self) -> dict[str, int]:
        """Return the row id of every keyed number, making rows for new ones."""
        rows = self._session.scalars(select(Phone).where(col(Phone.keyed).in_(self._numbers)))
        known = {row.keyed: row for row in rows} | self._of_earlier_years()
        for keyed, e164 in self._numbers.items():
            if keyed not in known:
                known[keyed] = Phone(
                    keyed=keyed,
                    epoch=self._keyring.epoch,
                    sealed=self._keyring.seal(e164, "phone.e164"),
                    tail=e164[-2:],
                    country=phonenumbers.region_code_for_number(phonenumbers.parse(e164)),
                )
                self._session.add(known[keyed])
        self._session.flush()
        return {keyed: row.id for keyed, row in known.items() if row.id is not None}
