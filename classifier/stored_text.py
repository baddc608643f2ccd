"""Stored texts as the reader takes them: opened from the sealed store, kept nowhere."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.ad import Ad, Review
from models.keys import KeyRing


@dataclass(frozen=True, slots=True)
class StoredText:
    """One ad or review: its text, its ``type`` (ad or review), and the hash by which a reading or judgement knows it."""

    text: str
    type: str
    content_hash: str


def whole_text(content: Mapping[str, object]) -> str:
    """Return title and text of an ad's content as one text, the title on a line of its own."""
    return f"{content.get('title') or ''}\n{content.get('text') or ''}"


def review_hash(review: Review) -> str:
    """Return the hash by which a review's text is known; what is sealed anew is another text."""
    return hashlib.sha256(review.text_sealed).hexdigest()


def open_text(session: Session, keyring: KeyRing, ad_id: int, review_id: int | None) -> StoredText | None:
    """Return one text, the review's where one is named, else the ad's; None where it is gone."""
    if review_id is not None:
        review = session.get(Review, review_id)
        if review is None:
            return None
        return StoredText(keyring.unseal(review.text_sealed, "review.text"), "review", review_hash(review))
    ad = session.get(Ad, ad_id)
    if ad is None:
        return None
    return StoredText(whole_text(json.loads(keyring.unseal(ad.content_sealed, "ad.content"))), "ad", ad.content_hash)
