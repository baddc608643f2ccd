"""Measure reading on labelled texts that training never saw: ``python -m classifier.evaluate [--write] [FILE …]``.

``--write`` puts the tables into docs/reference/reading.md. Other labelled files may be named instead of the exam and the corpus.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.corpus_file import EXAM, Labelled, read_corpus, read_labelled, writer_of
from classifier.joined import as_text, pieces_of_longer
from classifier.phones import find_phones
from classifier.reader import Reader, load_reader
from models.policy import load_policy
from models.values import Direction, Reading

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "reading.md"
BEGIN, END = "<!-- figures: begin (python -m classifier.evaluate --write) -->", "<!-- figures: end -->"
# How many texts are set together to see how long ones read.
LONGER = (1, 2, 4, 6)


@dataclass
class Count:
    """Right, wrong and missed findings."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: bool, true: bool) -> None:
        """Count one decision."""
        self.right += found and true
        self.wrong += found and not true
        self.missed += true and not found

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of findings that are right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where nothing was right."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    @property
    def seen(self) -> int:
        """How many examples there are."""
        return self.right + self.missed


@dataclass
class Figures:
    """All figures of one run."""

    texts: int = 0
    by_label: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_language: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Count)))
    evidence_right: int = 0
    evidence_all: int = 0
    clean: int = 0
    clean_flagged: int = 0
    phones: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    @property
    def evidence_share(self) -> float:
        """Share of right findings whose evidence overlaps the labelled words."""
        return self.evidence_right / max(1, self.evidence_all)

    @property
    def flagged_share(self) -> float:
        """Share of texts without any sign in which one was found."""
        return self.clean_flagged / max(1, self.clean)

    def macro(self, counts: dict[str, Count]) -> float:
        """Return the mean F1 over labels that occur."""
        present = [count.f1 for count in counts.values() if count.seen]
        return sum(present) / len(present) if present else 0.0


def measured_labels() -> list[str]:
    """Return the labels that are measured: concerns and notes that a text can show."""
    from classifier.train import BY_THE_PHONE_READER

    policy = load_policy()
    text_groups = {"age", "services", "control", "coercion", "condition", "contact", "wording", "movement", "language"}
    history = {"number_in_recruitment", "services_widened", "condom_rule_dropped", "age_falling"}
    return [
        name for name, known in policy.indicators.items()
        if (known.direction is not Direction.COUNTER and known.group in text_groups and name not in history) or name in BY_THE_PHONE_READER
    ]  # fmt: skip


def _overlaps(reading: Reading, label: str, spans: Iterable[tuple[int, int]]) -> bool:
    evidence = [piece for hit in reading.indicators if hit.name == label for piece in hit.evidence]
    return any(piece.start < end and start < piece.end for piece in evidence for start, end in spans)


def measure(texts: Sequence[Labelled], reader: Reader) -> Figures:
    """Read every text and compare."""
    figures, labels = Figures(), measured_labels()
    readings = reader.read_many({"text": text.text, "type": text.type} for text in texts)
    for text, reading in zip(texts, readings, strict=True):
        found = {hit.name for hit in reading.indicators}
        figures.texts += 1
        for label in labels:
            figures.by_label[label].add(label in found, label in text.labels)
            figures.by_language[text.lang][label].add(label in found, label in text.labels)
            if label in found and label in text.labels:
                figures.evidence_all += 1
                figures.evidence_right += _overlaps(reading, label, text.spans[label])
        if not text.labels & set(labels):
            figures.clean += 1
            figures.clean_flagged += bool(found & set(labels))
        _count_phones(figures, text, reading)
    return figures


def _count_phones(figures: Figures, text: Labelled, reading: Reading) -> None:
    kind = "obscured" if "obscured_contact" in text.labels else "plain"
    found, true = {phone.e164 for phone in reading.phones}, set(text.phones)
    for number in found | true:
        figures.phones[kind].add(number in found, number in true)


def measure_parts(texts: Sequence[Labelled], reader: Reader, exam: Sequence[Labelled] = ()) -> dict[str, Figures]:
    """Return the figures by what the texts are: the exam, and texts by writers who never saw the wordings apart from the others."""
    parts = {
        "The exam: an examiner's texts that nobody looks at": exam,
        "Writers who never saw the wordings": [text for text in texts if writer_of(text.id)],
        "Written beside the wordings": [text for text in texts if not writer_of(text.id)],
    }
    return {title: measure(chosen, reader) for title, chosen in parts.items() if chosen}


def as_summary(parts: Mapping[str, Figures]) -> str:
    """Return the figures as Markdown in one table, a row a part."""
    lines = [
        "| texts kept out of training | how many | macro-F1 | evidence right | clean texts flagged | numbers plain / hidden: F1 |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for title, figures in parts.items():
        phones = f"{figures.phones['plain'].f1:.3f} / {figures.phones['obscured'].f1:.3f}"
        lines.append(
            f"| {title} | {figures.texts} | {figures.macro(figures.by_label):.3f} | {figures.evidence_share:.3f} "
            f"| {figures.flagged_share:.3f} | {phones} |"
        )
    return "\n".join(lines)


def tables_of(texts: Sequence[Labelled], reader: Reader, exam: Sequence[Labelled] = ()) -> str:
    """Return all figures as Markdown: of each part by indicator and language, and of longer texts."""
    tables = [f"### {title}\n\n{as_tables(figures)}" for title, figures in measure_parts(texts, reader, exam).items()]
    if unseen := [text for text in texts if writer_of(text.id)]:
        tables.append(f"### Longer texts\n\n{as_longer(unseen, reader)}")
    return "\n\n".join(tables)


def as_longer(texts: Sequence[Labelled], reader: Reader) -> str:
    """Return as Markdown how the same texts read when they stand among harmless ones by the same writers."""
    lines = [
        "An ad is several times as long as a labelled text. Texts by writers who never saw the wordings, each set among harmless ones",
        "of the same writer, language and kind:", "",
        "| texts set together | characters | macro-F1 | findings that are right | signs that are found | clean texts that are flagged |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for size in LONGER:
        joined = [as_text([texts[place] for place in pieces]) for pieces in pieces_of_longer(texts, (size, size))]
        figures = measure(joined, reader)
        whole = sum(figures.by_label.values(), Count())
        lines.append(
            f"| {size} | {sum(len(text.text) for text in joined) // max(1, len(joined))} | {figures.macro(figures.by_label):.2f} "
            f"| {whole.precision:.2f} | {whole.recall:.2f} | {figures.flagged_share:.3f} |"
        )
    return "\n".join(lines)


def as_tables(figures: Figures) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"Measured on {figures.texts} texts kept out of training.", "",
        "| figure | value | goal |", "|---|---|---|",
        f"| macro-F1 over indicators | {figures.macro(figures.by_label):.3f} | 0.85 |",
        f"| evidence overlaps the labelled words | {figures.evidence_share:.3f} | 0.95 |",
        f"| clean texts that are flagged | {figures.flagged_share:.3f} | at most 0.05 |",
        f"| phones, plain: F1 | {figures.phones['plain'].f1:.3f} | 0.99 |",
        f"| phones, obscured: F1 | {figures.phones['obscured'].f1:.3f} | 0.92 |",
        "", "| indicator | examples | precision | recall | F1 |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for label, count in figures.by_label.items():
        lines.append(f"| `{label}` | {count.seen} | {count.precision:.2f} | {count.recall:.2f} | {count.f1:.2f} |")
    languages = sorted(figures.by_language)
    lines += [
        "",
        "F1 by language (– where no example is kept out):",
        "",
        "| indicator | " + " | ".join(languages) + " |",
        "|---|" + "---|" * len(languages),
    ]
    for label in figures.by_label:
        cells = [figures.by_language[lang][label] for lang in languages]
        lines.append(f"| `{label}` | " + " | ".join(f"{cell.f1:.2f}" if cell.seen else "–" for cell in cells) + " |")
    lines.append(
        "| **macro** | " + " | ".join(f"{figures.macro(figures.by_language[lang]):.2f}" for lang in languages) + " |"
    )
    return "\n".join(lines)


def write_page(tables: str, page: Path = PAGE) -> None:
    """Put the tables between their marks in the page."""
    whole = page.read_text(encoding="utf-8")
    head, rest = whole.split(BEGIN, 1)
    page.write_text(head + BEGIN + "\n" + tables + "\n" + END + rest.split(END, 1)[1], encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled files instead of the corpus")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/reference/reading.md")
    parser.add_argument("--misses", action="store_true", help="list ids and labels that were wrong or missed")
    options = parser.parse_args(arguments)
    reader = load_reader()
    named = [text for file in options.files for text in read_labelled(file)]
    texts = named or [text for text in read_corpus() if text.kept_out]
    tables = tables_of(texts, reader, () if named else list(read_labelled(EXAM)))
    print(tables)
    if options.write:
        write_page(tables)
    if options.misses:
        _list_misses(texts, reader)
    return 0


def _list_misses(texts: Sequence[Labelled], reader: Reader) -> None:
    labels = set(measured_labels())
    for text in texts:
        found = {hit.name for hit in reader.read(text.text, type=text.type).indicators} & labels
        true = text.labels & labels
        numbers = {phone.e164 for phone in find_phones(text.text, text.lang[:2])} != set(text.phones)
        if found != true or numbers:
            print(
                text.id, "missed:", *sorted(true - found), "wrong:", *sorted(found - true), "phones" if numbers else ""
            )


if __name__ == "__main__":
    sys.exit(main())
