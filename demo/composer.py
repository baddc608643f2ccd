"""From facts and chosen sentences to the ad a page shows. Pure: the same draft gives the same words."""

import random
from dataclasses import dataclass, replace
from datetime import datetime

from demo.ad import AdState, Planted, Price
from demo.obscured import written_obscured
from demo.phones import written_plain
from demo.places import Town
from demo.sentences import fill, pick

_PRICE_WORDS = {
    "da": ("min", "kr"), "en": ("min", "DKK"), "sv": ("min", "kr"), "de": ("Min", "DKK"), "ro": ("min", "kr"),
    "es": ("min", "kr"), "hu": ("perc", "kr"), "pl": ("min", "kr"), "ru": ("мин", "крон"), "th-en": ("min", "kr"),
    "bg": ("мин", "крони"), "it": ("min", "kr"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What an ad is made of before it becomes words; edits over the days are ``replace`` calls on this."""

    lang: str
    alias: str | None
    age: int | None
    town: Town
    address: str | None
    phone: str
    phone_written: str
    obscured: bool
    phone_in_text: bool
    kind: str | None
    prices: tuple[Price, ...]
    title: str
    parts: tuple[str, ...]
    open_hour: int = 10
    close_hour: int = 18
    years: int = 12
    images: int = 2
    price_style: int = 0

    def with_part(self, part: str) -> "Draft":
        """The draft with one more sentence, before the closing one."""
        return replace(self, parts=(*self.parts[:-1], part, *self.parts[-1:]))

    def without(self, mark: str) -> "Draft":
        """The draft without the sentences that carry ``mark``."""
        return replace(self, parts=tuple(part for part in self.parts if mark not in part))

    def with_prices(self, step: int) -> "Draft":
        """The draft with every price moved by ``step`` kroner."""
        return replace(
            self, prices=tuple(replace(price, amount=max(200, price.amount + step)) for price in self.prices)
        )


def written_prices(prices: tuple[Price, ...], lang: str, style: int) -> str:
    """A price list as people write it, e.g. "30 min 500 kr, 60 min 800 kr"."""
    minute, crown = _PRICE_WORDS.get(lang, _PRICE_WORDS["en"])
    forms = (
        "{m} {min} {a} {kr}",
        "{m} {min}: {a} {kr}",
        "{a} {kr} / {m} {min}",
        "{m} {min}. {a} {kr}",
        "{a} {kr} for {m} {min}",
    )
    form = forms[style % len(forms)] if lang in ("da", "en") else forms[style % 3]
    return ", ".join(form.format(m=p.minutes, a=_amount(p.amount, lang), min=minute, kr=crown) for p in prices)


def _amount(amount: int, lang: str) -> str:
    return f"{amount // 1000}.{amount % 1000:03d}" if lang == "da" and amount >= 1000 else str(amount)


def draw_prices(rng: random.Random, level: int) -> tuple[Price, ...]:
    """Two or three prices around a local level (kroner for 30 minutes), rising with the time."""
    half = level + rng.choice([-50, 0, 0, 50])
    hour = half + rng.choice([200, 250, 300, 350])
    third = rng.choice([Price(45, half + 150), Price(90, hour + rng.choice([250, 300, 350]))])
    prices = [Price(30, half), Price(60, hour), *([third] if rng.random() < 0.3 else [])]
    return tuple(sorted(prices, key=lambda price: price.minutes))


def draw_parts(
    rng: random.Random, lang: str, *, kind: str, extra: tuple[str, ...] = (), plain: bool = False
) -> tuple[str, ...]:
    """Sentences for one ad in a natural order; ``extra`` slots are put in the middle. ``plain``: facts only, no services."""
    slots = ["opening", "service", "price", "hours", "personal"]
    slots += [
        slot
        for slot, share in (("service", 0.5), ("place", 0.45), ("parking", 0.3), ("rules", 0.45))
        if rng.random() < share
    ]
    slots += list(extra)
    middle = [slot for slot in slots[1:] if not (plain and slot == "service")]
    rng.shuffle(middle)
    chosen: list[str] = []
    for slot in (slots[0], *middle, "contact", "closing"):
        sentence = _personal(rng, lang) if slot == "personal" else pick(rng, lang, slot)
        if sentence and sentence not in chosen:
            chosen.append(sentence)
    if kind in ("clinic", "escort") and rng.random() < 0.8:
        chosen.insert(2, pick(rng, lang, f"{'agency' if kind == 'escort' else 'clinic'}_extra"))
    return tuple(part for part in chosen if part)


def _personal(rng: random.Random, lang: str) -> str:
    """A sentence about herself; her interests are fixed here, so that edits of the ad keep them."""
    sentence = pick(rng, lang, "personal")
    return sentence.replace("{hobby}", pick(rng, lang, "hobbies")).replace("{hobby2}", pick(rng, lang, "hobbies"))


def write_phone(rng: random.Random, phone: str, lang: str, *, obscured: bool, style: str | None = None) -> str:
    """The number as this advertiser writes it."""
    return (
        written_obscured(phone, "th" if lang == "th-en" else lang, rng, style)
        if obscured
        else written_plain(phone, rng)
    )


def _facts(draft: Draft) -> dict[str, str]:
    return {
        "alias": draft.alias or "", "age": str(draft.age), "city": draft.town.city, "postcode": draft.town.postcode,
        "address": draft.address or draft.town.city, "prices": written_prices(draft.prices, draft.lang, draft.price_style),
        "phone": draft.phone_written, "open": f"{draft.open_hour}", "close": f"{draft.close_hour}",
        "years": str(draft.years), "site_age": str(2025 - draft.years),
    }  # fmt: skip


def render(draft: Draft, *, posted_at: datetime, updated_at: datetime) -> AdState:
    """The ad as its page shows it, with the planted signs and their exact words."""
    facts = _facts(draft)
    sentences: list[str] = []
    planted: list[Planted] = []
    for part in draft.parts:
        # A number that stands in its field alone, and an address nobody gave, are not spoken of.
        if ("{phone}" in part and not draft.phone_in_text) or ("{address}" in part and draft.address is None):
            continue
        sentence, signs = fill(part, facts)
        sentences.append(sentence if sentence[-1] in ".!?:)" or sentence.endswith(facts["phone"]) else sentence + ".")
        planted.extend(signs)
    text = _paragraphs(sentences)
    in_text = draft.phone_written in text
    if draft.obscured and in_text:
        planted.append(Planted("obscured_contact", draft.phone_written))
    if (
        draft.age is not None
        and draft.age <= 20
        and any("{age}" in part for part in draft.parts)
        and all(sign.indicator != "youth" for sign in planted)
    ):
        planted.append(Planted("youth", facts["age"]))
    title, _ = fill(draft.title, facts)
    return AdState(
        title=title, text=text, phones=(draft.phone,), phone_field=None if draft.obscured else draft.phone_written,
        obscured=draft.obscured, alias=draft.alias, age=draft.age, town=draft.town, address=draft.address, kind=draft.kind,
        prices=draft.prices, posted_at=posted_at, updated_at=updated_at, lang="th" if draft.lang == "th-en" else draft.lang,
        image_count=draft.images, planted=tuple(planted),
    )  # fmt: skip


def _paragraphs(sentences: list[str]) -> str:
    """Sentences joined; a blank line in the middle of long ads, as people write."""
    if len(sentences) < 6:
        return " ".join(sentences)
    middle = len(sentences) // 2
    return " ".join(sentences[:middle]) + "\n\n" + " ".join(sentences[middle:])
