"""Candidates without any name: places whose words read as an age, a place, a kind, prices, a date or a number."""

import re
from collections.abc import Callable, Iterator

from crawler.fields import Context
from crawler.learn.candidates import (
    LOOSE,
    PATTERN,
    Candidate,
)
from crawler.learn.review_rules import RATED
from crawler.learn.samples import Rule
from crawler.learn.slots import Slot, Slots
from crawler.parse import (
    field_of_label,
    find_city,
    find_plain_phones,
    parse_age,
    parse_date,
    parse_kind,
    parse_place,
    parse_price_list,
)

_AGE_UNIT = re.compile(r"år|year|yrs|y/?o\b|jahre|alder|age|alter", re.IGNORECASE)


def patterns(slots: Slots, context: Context) -> Iterator[Candidate]:
    """Propose unnamed places whose words read as a field on most samples that have them."""
    for slot in slots.distinct:
        for rule, texts in _readings(slot, slots):
            longest = max(map(len, texts), default=0)
            several = "all" in rule
            for name, reads, limit in readers(context):
                if longest > limit * 3:
                    continue
                purity = sum(reads(text) for text in texts if len(text) <= limit * (2 if several else 1)) / len(texts)
                if name == "kind" and not several and len(set(texts)) > max(6, 0.4 * len(texts)):
                    # A kind is one of a few words; texts that only happen to hold such a word differ more.
                    continue
                if purity >= 0.3:
                    tight = purity >= 0.8 and (longest <= limit / 2 or several)
                    yield Candidate(
                        name,
                        rule,
                        PATTERN if tight and (slot.single or several) else LOOSE,
                        purity=purity,
                        rank=slot.rank + 2 * several,
                    )


def _readings(slot: Slot, slots: Slots) -> Iterator[tuple[Rule, list[str]]]:
    """Yield a place's words as a rule would give them: of its first element, and of all when they are a few short facts."""
    texts = [text for text in slots.texts(slot) if text]
    if texts and (len(texts) >= 2 or len(slots.samples) <= 2):
        yield {"select": slot.selector}, texts
    if not slot.single and all(len(found) <= 10 for found in slot.elements):
        joined = ["\n".join(slots.text(element) for element in found) for found in slot.elements if found]
        if len(joined) >= 2 and max(map(len, joined)) <= 500:
            yield {"select": slot.selector, "all": True}, joined


_PART = r"\s*(?:[,·|•–—/]|\s-\s)\s*"


_LONE_AGE = rf"(?:^|{_PART}|\()(\d{{2}})(?=$|{_PART}|\))"


_FIRST_NAME = rf"^([^\W\d_][\w'’. -]{{1,24}}?)(?={_PART}|\s*\(\d)"


def fact_lines(slots: Slots) -> Iterator[Candidate]:
    """Propose the parts of a short line of facts without labels, "Lina, 34 · 5000 Odense C": a lone age, a name first.

    A name counts only when most ads also use it elsewhere, in their title or text.
    """
    pages = [slots.text(elements[0]) if elements else "" for elements in slots.visible]
    for slot in slots.distinct:
        texts = slots.texts(slot)
        filled = [text for text in texts if text]
        if len(filled) < max(2, 0.5 * len(texts)) or max(map(len, filled)) > 90 or any("\n" in text for text in filled):
            continue
        ages = [hit[1] for text in filled if (hit := re.search(_LONE_AGE, text))]
        if len(ages) >= 0.7 * len(filled) and all(16 <= int(age) <= 80 for age in ages) and len(set(ages)) > 1:
            yield Candidate(
                "age",
                {"select": slot.selector, "re": _LONE_AGE},
                PATTERN,
                purity=len(ages) / len(filled),
                rank=slot.rank,
            )
        names = [
            (hit[1], page)
            for text, page in zip(texts, pages, strict=True)
            if (hit := re.search(_FIRST_NAME, text)) and _is_name(hit[1])
        ]
        used = sum(len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", page)) >= 2 for name, page in names)
        if len(names) >= 0.7 * len(filled) and used >= 0.6 * len(names) and len({name for name, _ in names}) > 1:
            yield Candidate(
                "alias",
                {"select": slot.selector, "re": _FIRST_NAME},
                PATTERN,
                purity=len(names) / len(filled),
                rank=slot.rank,
            )


def _is_name(words: str) -> bool:
    return words[:1].isupper() and len(words.split()) <= 2 and find_city(words) is None and parse_kind(words) is None


def _reads_place(text: str) -> bool:
    place = parse_place(text)
    return bool(place.city or place.postcode)


def _reads_priced(text: str) -> bool:
    prices = parse_price_list(text)
    return any(price["minutes"] for price in prices) or bool(prices and re.search(r"kr|dkk|€|eur|,-|sek", text.lower()))


_READERS: tuple[tuple[str, Callable[[str], bool], int], ...] = (
    ("age", lambda text: parse_age(text) is not None and bool(_AGE_UNIT.search(text) or re.fullmatch(r"\(?\d\d\)?", text.strip())), 90),
    ("place", _reads_place, 90),
    ("kind", lambda text: parse_kind(text) is not None, 50),
    ("prices", _reads_priced, 500),
    ("phones", lambda text: bool(find_plain_phones(text)), 80),
)  # fmt: skip


def readers(context: Context) -> tuple[tuple[str, Callable[[str], bool], int], ...]:
    """Return (field, does this text read as it, longest text) for the fields that can be told by form alone."""

    def reads_date(text: str) -> bool:
        if not re.search(r"\d|går|dag|nu|day|gest|heute", text) or RATED.match(text):
            return False
        if any(field_of_label(line.split(":")[0]) == "ignore" for line in text.split("\n") if ":" in line):
            # "Joined: 5 Jan 2024", "Last seen: today": no date of the ad.
            return False
        return parse_date(text, now=context.now, languages=context.languages) is not None

    return (*_READERS, ("posted_at", reads_date, 70))
