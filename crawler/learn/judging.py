"""How much a page reads as one ad: labelled facts, a number, prose; much less when it reads as a list. Pure."""

import re
from collections import Counter
from collections.abc import Collection

from crawler.learn.links import ad_likeness, link_groups
from crawler.learn.marks import things
from crawler.learn.samples import Sample
from crawler.learn.slots import visible_elements
from crawler.parse import field_of_label, find_plain_phones

_TELLING = frozenset({"age", "phones", "city", "place", "postcode", "prices", "kind", "posted_at", "alias", "address"})
_THINGS = frozenset(
    {
        "Person",
        "LocalBusiness",
        "Product",
        "Offer",
        "Service",
        "HealthAndBeautyBusiness",
        "ProfilePage",
        "Classified",
        "DiscussionForumPosting",
    }
)


def own_texts(page: Sample) -> list[str]:
    """Return the words that stand directly in each element a reader sees."""
    return [text for element in visible_elements(page, 8000) if (text := " ".join((element.text or "").split()))]


def ad_score(page: Sample, form: str, frame: Collection[str] = ()) -> float:
    """Return how much a page reads as one ad: labelled facts, a phone, prose; much less when it reads as a list."""
    labels, said = _told(page, frame)
    prose = max(map(len, said), default=0)
    score = float(sum(1 for count in labels.values() if count <= 3))
    phones = find_plain_phones("\n".join(said)[:60_000])
    score += 1.5 if 1 <= len(phones) <= 4 else 0.0
    score += 1.0 if prose >= 40 else 0.0
    score += (
        1.0
        if any(_is_thing(thing) for thing in things(page)) or page.tree.xpath("boolean(//*[@itemprop='telephone'])")
        else 0.0
    )
    heads = page.tree.findall(".//h1")
    score += 0.5 if len(heads) == 1 else 0.0
    score += (
        0.5
        if page.tree.xpath(
            "boolean(//time[@datetime] | //a[starts-with(@href, 'tel:')] | //*[starts-with(name(@*), 'data-phone')])"
        )
        else 0.0
    )
    score += (
        1.0
        if page.tree.xpath(
            "boolean(//button[contains(translate(., 'NT', 'nt'), 'nummer') or contains(translate(., 'T', 't'), 'telefon') or contains(translate(., 'P', 'p'), 'phone')])"
        )
        else 0.0
    )
    repeated = sum(1 for count in labels.values() if count > 3)
    others = max(
        (len(group.targets) for group in link_groups(page) if group.form != "/*" and ad_likeness(group) > 3), default=0
    )
    same = max((len(group.targets) for group in link_groups(page) if group.form == form), default=0)
    return score - repeated - (2.0 if others > 12 or same > 12 else 0.0)


def _told(page: Sample, frame: Collection[str]) -> tuple[Counter[str], list[str]]:
    """Return how often each telling field is named on a page, and the texts that are not the site's frame."""
    labels: Counter[str] = Counter()
    said: list[str] = []
    for element in visible_elements(page, 8000):
        texts = [" ".join((piece or "").split()) for piece in (element.text, *(child.tail for child in element))]
        for place, text in enumerate(texts):
            if not text or text in frame:
                continue
            said.append(text)
            bracketed = _BRACKETED.match(text)
            label = bracketed[1] if bracketed else text.split(":")[0]
            if 1 < len(label) <= 30 and (bracketed or ":" in text or (place == 0 and len(text) <= 25)):
                labels.update([field_of_label(label) or ""])
        marks = [name[5:] for name in element.attrib if name.startswith("data-")] + [element.get("itemprop") or ""]
        labels.update(field_of_label(mark) or "" for mark in marks if mark)
    return Counter({name: count for name, count in labels.items() if name in _TELLING}), said


_BRACKETED = re.compile(r"[\[(*]{1,2}([^\]\[()*]{2,30})[\])*]{1,2}")


def _is_thing(thing: dict[str, object]) -> bool:
    kinds = thing.get("@type")
    return bool(_THINGS & set(kinds if isinstance(kinds, list) else [str(kinds)]))
