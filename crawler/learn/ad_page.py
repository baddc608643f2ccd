"""Learn how one site's ad pages are read, from sample pages: the rules of every field, and of the reviews."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import html

from crawler.fields import Context
from crawler.learn.away import away_from
from crawler.learn.candidates import PATTERN, Candidate
from crawler.learn.choose import as_rules, choose
from crawler.learn.not_the_ad import elements_of, find_parts
from crawler.learn.pictures import picture_counts
from crawler.learn.proposals import all_candidates
from crawler.learn.reviews import find_reviews
from crawler.learn.samples import Rule, Sample, value_of
from crawler.learn.slots import Slots
from crawler.learn.words import Prose, find_text, find_title
from crawler.parse import Place

ORDER = ("phones", "alias", "age", "place", "city", "postcode", "address", "kind", "prices", "services", "languages", "opening_hours", "posted_at", "image_count")  # fmt: skip


# Fewer filled fields than this beside reviews: the "reviews" may well be the ad.
FEWEST_FIELDS = 6.0


@dataclass
class AdRules:
    """The rules found: fields, reviews (None when there are none), and the share of samples each field fills."""

    fields: dict[str, Rule | list[Rule]] = field(default_factory=dict)
    reviews: dict[str, object] | None = None
    fill: dict[str, float] = field(default_factory=dict)
    ignore: list[str] = field(default_factory=list)


def learn_ad_page(samples: Sequence[Sample], context: Context, *, ad_links: set[str] | None = None) -> AdRules:
    """Return the rules for these samples. ``ad_links`` are addresses of ads: links to them belong to other ads.

    Where reviews take so much of the page that hardly a field is left, the page is read once more without them.
    """
    rules = _learn(samples, context, ad_links or set(), reviewed=True)
    if rules.reviews and sum(rules.fill.values()) < FEWEST_FIELDS:
        plain = _learn(samples, context, ad_links or set(), reviewed=False)
        if sum(plain.fill.values()) > sum(rules.fill.values()) + 2:
            return plain
    return rules


def _learn(samples: Sequence[Sample], context: Context, ad_links: set[str], *, reviewed: bool) -> AdRules:
    for sample in samples:
        sample.ignore(set())
    slots = Slots(samples)
    away = away_from(slots, ad_links)
    reviews = find_reviews(slots, context, away=away) if reviewed else None
    inside = set(away)
    if reviews:
        inside |= {inner for found in reviews.slot.elements for element in found for inner in element.iter()}
    apart = set(inside)
    if reviews:
        apart |= {above for found in reviews.slot.elements for element in found for above in element.iterancestors()}
    parts = find_parts(slots, away)
    for sample, left_out in zip(samples, elements_of(slots, parts), strict=True):
        sample.ignore(left_out | (inside & set(sample.tree.iter())))
    candidates = [candidate for candidate in all_candidates(slots, context) if not _inside(candidate, slots, apart)]
    for candidate in picture_counts(slots, inside):
        candidate.values = candidate.values or [
            value_of(candidate.name, candidate.rule, sample.source(), context) for sample in samples
        ]
        candidates.append(candidate)
    title = find_title(slots)
    candidates = [candidate for candidate in candidates if not _is_title(candidate, title, slots, context)]
    chosen = {name: choose(name, candidates) for name in ORDER}
    _settle_place(chosen)
    rules = AdRules(ignore=parts)
    prose = Prose(slots, _field_elements(chosen, slots), inside)
    text = find_text(slots, prose)
    rules.fields.update({"title": title} if title else {})
    rules.fields.update({"text": text} if text else {})
    for name in ORDER:
        found = chosen[name]
        if found:
            rules.fields[name] = as_rules(found)
    rules.fill = {name: _fill(name, given, samples, context) for name, given in rules.fields.items()}
    if reviews:
        rules.reviews = reviews.part()
    return rules


def _is_title(candidate: Candidate, title: Rule | None, slots: Slots, context: Context) -> bool:
    """Say whether an alias rule only repeats the title."""
    if candidate.name != "alias" or not title:
        return False
    titles = [value_of("title", title, sample.source(), context) for sample in slots.samples]
    same = sum(value is not None and value == its for value, its in zip(candidate.values, titles, strict=True))
    return same > 0.5 * sum(value is not None for value in candidate.values)


def _fill(name: str, given: Rule | list[Rule], samples: Sequence[Sample], context: Context) -> float:
    rules = given if isinstance(given, list) else [given]
    filled = sum(
        any(value_of(name, rule, sample.source(), context) is not None for rule in rules) for sample in samples
    )
    return round(filled / len(samples), 2)


def _inside(candidate: Candidate, slots: Slots, apart: set[html.HtmlElement]) -> bool:
    """Say whether a candidate reads reviews or other ads."""
    selector = candidate.rule.get("select")
    slot = slots.by_selector.get(str(selector).split("::attr(")[0]) if selector else None
    if slot is None:
        return False
    return any(element in apart for element in slot.firsts if element is not None)


def _settle_place(chosen: dict[str, list[Candidate]]) -> None:
    """Drop the rules that a better-founded neighbour makes idle: a whole place, or its parts."""
    place, city = chosen.get("place", []), chosen.get("city", [])
    if city and city[0].trust <= PATTERN and place:
        # An unnamed place must read as a Danish place; a named town is kept as written, foreign ones too.
        chosen["city"] = city = []
    code = chosen.get("postcode", [])
    if (
        place
        and city
        and code
        and place[0].trust <= min(city[0].trust, code[0].trust)
        and place[0].fill <= max(city[0].fill, code[0].fill)
    ) or (
        place
        and not any(value.postcode or value.address for value in place[0].values if isinstance(value, Place))
        and city
    ):
        chosen["place"] = []


def _field_elements(chosen: dict[str, list[Candidate]], slots: Slots) -> set[html.HtmlElement]:
    found: set[html.HtmlElement] = set()
    for name, candidates in chosen.items():
        for candidate in candidates:
            slot = slots.by_selector.get(str(candidate.rule.get("select", "")))
            if slot and name not in ("alias", "place", "city"):
                found.update(
                    element for element in slot.firsts if element is not None and len(slots.text(element)) < 200
                )
    return found
