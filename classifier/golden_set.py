"""The golden set: 600 invented texts labelled twice, never trained on: ``python -m classifier.golden_set [--write]``.

Says how far the two agree (Cohen's kappa), how far the reader agrees with both, and how often a text it calls red is one by
what both labelled (T-21). ``--write`` renews docs/reference/golden-set.md. Format: a corpus line with the second labeller's
``second: {labels, evidence}`` beside the first's.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from classifier.corpus_file import Labelled, parse
from classifier.measure import Count, Figures, measure, measured_labels
from classifier.reader import Reader, load_reader
from models.policy import Policy, Sign, load_policy, propose_level
from models.values import Level, Reading

GOLDEN = Path(__file__).parent / "golden" / "texts.jsonl"
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "golden-set.md"
INTRODUCTION = """# The golden set

{texts} invented texts that two labellers read apart from each other and that nothing learns from
([`classifier/golden/texts.jsonl`](../../classifier/golden/texts.jsonl)). Neither saw the wordings of the reader or the other's
labels; both worked from the catalogue of indicators. Read the agreement with care: both are language models, not outreach workers, and
who writes a text to show something writes it plainly. What people agree on in real ads is shown by an organisation's own second reading.

Renewed by `python -m classifier.golden_set --write`. "Agreed" are the labels both gave; a label only one gave is in doubt and counts
neither for nor against the reader.
"""


@dataclass(frozen=True, slots=True)
class Twice:
    """One text with the labels of both."""

    first: Labelled
    second: Labelled

    @property
    def agreed(self) -> frozenset[str]:
        """What both labelled."""
        return self.first.labels & self.second.labels

    @property
    def doubted(self) -> frozenset[str]:
        """What one of the two labelled."""
        return self.first.labels ^ self.second.labels


def read_golden(file: Path = GOLDEN) -> list[Twice]:
    """Return all texts. Raises BadInput where evidence is not in its text."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        entry = json.loads(line)
        where = f"{file.name} line {number}"
        found.append(Twice(parse(entry, where), parse({**entry, **entry["second"]}, where)))
    return found


def kappa(texts: Sequence[Twice], label: str) -> float:
    """Return Cohen's kappa of the two labellers for one label: 1 is full agreement, 0 what chance gives."""
    first = [label in text.first.labels for text in texts]
    second = [label in text.second.labels for text in texts]
    return float(cohen_kappa_score(first, second, labels=[False, True]))


def agreement(
    texts: Sequence[Twice], readings: Sequence[Reading], labels: Sequence[str]
) -> dict[str, dict[str, Count]]:
    """Return, by language and label, how the reader does on what both labellers say; "" is every language."""
    counts: dict[str, dict[str, Count]] = {}
    for text, reading in zip(texts, readings, strict=True):
        found = {hit.name for hit in reading.indicators}
        for label in labels:
            if label in text.doubted:
                continue
            for lang in ("", text.first.lang):
                counts.setdefault(lang, {}).setdefault(label, Count()).add(label in found, label in text.agreed)
    return counts


def red_is_right(text: Twice, reading: Reading, policy: Policy) -> bool:
    """Tell whether what both labelled, fully believed, makes a text red too; a grave rule needs both on its indicator."""
    if propose_level([Sign(label, 1.0) for label in text.agreed], policy, assessable=True).level is Level.RED:
        return True
    return any(
        piece.rule in policy.grave_rules
        for hit in reading.indicators
        if hit.name in text.agreed
        for piece in hit.evidence
    )


def report(texts: Sequence[Twice], reader: Reader) -> str:
    """Return all figures as Markdown."""
    policy, labels = load_policy(), measured_labels()
    readings = list(reader.read_many({"text": text.first.text, "type": text.first.type} for text in texts))
    counts = agreement(texts, readings, labels)
    reds = [(text, reading) for text, reading in zip(texts, readings, strict=True) if reading.level is Level.RED]
    right = sum(red_is_right(text, reading, policy) for text, reading in reds)
    clean = [
        reading for text, reading in zip(texts, readings, strict=True)
        if not (text.first.labels | text.second.labels) & set(labels)
    ]  # fmt: skip
    flagged = sum(bool({hit.name for hit in reading.indicators} & set(labels)) for reading in clean)
    return "\n".join([
        INTRODUCTION.format(texts=len(texts)),
        *_one_by_one(texts, counts[""], [measure([getattr(text, side) for text in texts], reader) for side in ("first", "second")]),
        "", f"Texts read as red: {len(reds)}; {right} of them red by what both labelled (precision {right / max(1, len(reds)):.2f}, goal 0.8).",
        f"Texts without any label of either: {len(clean)}; with a finding: {flagged} ({flagged / max(1, len(clean)):.1%}).",
        "", *_by_language(texts, counts),
    ]) + "\n"  # fmt: skip


def _one_by_one(texts: Sequence[Twice], counts: dict[str, Count], sides: Sequence[Figures]) -> list[str]:
    lines = [
        "| indicator | first | second | kappa | reader, on agreed: precision | recall | F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    kappas = []
    for label, count in counts.items():
        given = [sum(label in labelled for labelled in side) for side in _sides(texts)]
        kappas.append(kappa(texts, label))
        lines.append(
            f"| `{label}` | {given[0]} | {given[1]} | {kappas[-1]:.2f} | {count.precision:.2f} | {count.recall:.2f} | {count.f1:.2f} |"
        )
    macro = sum(count.f1 for count in counts.values()) / len(counts)
    lines.append(f"| **mean** | | | {sum(kappas) / len(kappas):.2f} | | | {macro:.2f} |")
    against = [f"{side.macro(side.by_label):.3f}" for side in sides]
    return [
        *lines,
        "",
        f"Macro-F1 against the first labeller alone {against[0]}, against the second alone {against[1]}.",
    ]


def _sides(texts: Sequence[Twice]) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    return [text.first.labels for text in texts], [text.second.labels for text in texts]


def _by_language(texts: Sequence[Twice], counts: dict[str, dict[str, Count]]) -> list[str]:
    lines = ["| language | texts | precision | recall | macro-F1 |", "|---|---|---|---|---|"]
    how_many = Counter(text.first.lang for text in texts)
    for lang in sorted(how_many):
        one = Count()
        for count in counts[lang].values():
            one.right, one.wrong, one.missed = (
                one.right + count.right,
                one.wrong + count.wrong,
                one.missed + count.missed,
            )
        present = [count.f1 for count in counts[lang].values() if count.seen]
        lines.append(
            f"| {lang} | {how_many[lang]} | {one.precision:.2f} | {one.recall:.2f} | {sum(present) / max(1, len(present)):.2f} |"
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/reference/golden-set.md")
    options = parser.parse_args(arguments)
    page = report(read_golden(), load_reader())
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
