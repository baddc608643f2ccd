"""Candidates from the facts that pages state as label and value: known labels by their word, others by their values."""

from collections import Counter
from collections.abc import Iterator

from crawler.fields import Context
from crawler.learn.candidates import LABEL, LOOSE, NAMED, PATTERN, Candidate, fields_of
from crawler.learn.patterns import readers
from crawler.learn.samples import Rule
from crawler.learn.slots import Slots
from crawler.parse import field_of_label, find_city, parse_place
from crawler.parse.labels import LABELS, normalise_label

# Labels of this share of the samples are looked at though nobody knows their word.
OFTEN = 0.35
# A value longer than this on average is a block under a heading, not a fact.
SHORT = 40


def labels(slots: Slots) -> Iterator[Candidate]:
    """Propose a label rule for every label that names a field."""
    for label, count in _labels(slots):
        name = field_of_label(label)
        if name is None or (count < 2 and len(slots.samples) >= 6):
            continue
        exact = normalise_label(label) in LABELS
        for wanted in fields_of(name):
            yield Candidate(wanted, {"label": label}, LABEL, rank=0 if exact else 1)
        if name in ("place", "kind", "services", "title"):
            # "Sted: Privat" is a kind of place, "Kategorie: Aalborg" a town; the values tell.
            yield Candidate("kind", {"label": label}, NAMED)


def unknown_labels(slots: Slots, context: Context) -> Iterator[Candidate]:
    """Propose labels whose words are not known, by what their values read as."""
    for label, count in _labels(slots):
        if count < max(2, OFTEN * len(slots.samples)) or field_of_label(label) or any(map(str.isdigit, label)):
            continue
        rule: Rule = {"label": label}
        texts = [values[0] for sample in slots.samples if (values := sample.facts.of(label))]
        if len(set(texts)) < 2:
            continue
        for name, reads, limit in readers(context):
            purity = sum(len(text) <= limit and reads(text) for text in texts) / len(texts)
            if purity >= 0.9:
                # A crumb before the title reads as a label of a place wherever titles name a town.
                bare = name != "place" or sum(map(_is_only_a_place, texts)) >= 0.5 * len(texts)
                short = bare and sum(map(len, texts)) <= SHORT * len(texts)
                yield Candidate(name, rule, NAMED if short else LOOSE, purity=purity, rank=2)
                break


def _is_only_a_place(text: str) -> bool:
    """Say whether a text is an address or a town and nothing else."""
    return parse_place(text).postcode is not None or (find_city(text) or "").casefold() == text.strip().casefold()


def priced(slots: Slots) -> Iterator[Candidate]:
    """Propose to read every line that says how long and how much, on the whole page or inside one place."""
    yield Candidate("prices", {"priced": ""}, PATTERN, rank=3)
    for slot in slots.distinct:
        if slot.rank <= 3 and slot.single and slot.fill >= 0.5:
            yield Candidate("prices", {"priced": slot.selector}, PATTERN, rank=slot.rank)


def _labels(slots: Slots) -> list[tuple[str, int]]:
    """Return the labels met, spelled as most often, with the number of samples that have them; the commonest first."""
    counted: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for sample in slots.samples:
        for key, shown in sample.facts.shown.items():
            counted[key] += 1
            spelled.setdefault(key, Counter())[shown] += 1
    return [(spelled[key].most_common(1)[0][0], count) for key, count in counted.most_common(400)]
