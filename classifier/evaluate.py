"""Measure reading on labelled texts that training never saw: ``python -m classifier.evaluate [--write] [FILE …]``.

``--write`` puts the tables into docs/reference/reading.md. Other labelled files may be named instead of the exam and the corpus.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from classifier.corpus_file import EXAM, WHOLE, Labelled, read_corpus, read_labelled, writer_of
from classifier.joined import as_text, pieces_of_longer
from classifier.measure import Count, Figures, measure, measured_labels
from classifier.phones import find_phones
from classifier.reader import Reader, load_reader

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "reading.md"
BEGIN, END = "<!-- figures: begin (python -m classifier.evaluate --write) -->", "<!-- figures: end -->"
# Texts that nobody looks at and nothing learns from, by what they are.
EXAMS = {
    "The exam: an examiner's texts that nobody looks at": EXAM,
    "Whole ads and reviews that nobody looks at": WHOLE,
}
# How many texts are set together to see how long ones read.
LONGER = (1, 2, 4, 6)


def measure_parts(texts: Sequence[Labelled], reader: Reader, exams: Mapping[str, Path]) -> dict[str, Figures]:
    """Return the figures by what the texts are: those of ``exams``, and texts by writers who never saw the wordings apart from the others."""
    parts = {title: list(read_labelled(file)) for title, file in exams.items()} | {
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


def tables_of(texts: Sequence[Labelled], reader: Reader, exams: Mapping[str, Path]) -> str:
    """Return all figures as Markdown: of each part by indicator and language, and of longer texts."""
    tables = [f"### {title}\n\n{as_tables(figures)}" for title, figures in measure_parts(texts, reader, exams).items()]
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
    tables = tables_of(texts, reader, {} if named else EXAMS)
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
