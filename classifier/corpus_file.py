"""The labelled texts the model learns from and is measured on: ``corpus/<lang>.jsonl`` (format: lexicons/README.md)."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import BadInput

CORPUS = Path(__file__).parent / "corpus"
# Texts of an examiner who saw nothing of the reader: nobody looks at them, nothing learns from them.
EXAM = Path(__file__).parent / "exam" / "texts.jsonl"
# The same, whole ads and reviews of 250 to 800 characters.
WHOLE = Path(__file__).parent / "exam" / "whole.jsonl"
KEPT_OUT = frozenset({"test", "held_out"})
# Texts of writers who never saw the wordings, by writer; and what people judged in use. Nobody mends wordings on them.
UNSEEN = re.compile(r"^(w\d{1,2}|judged)-")


def writer_of(ident: str) -> str:
    """Return the writer of a text that nobody looked at when wordings were made, "" for all other texts."""
    found = UNSEEN.match(ident)
    return found.group(1) if found else ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled text; ``spans`` maps a label to the (start, end) of its evidence."""

    id: str
    type: str
    lang: str
    text: str
    labels: frozenset[str]
    spans: dict[str, tuple[tuple[int, int], ...]]
    phones: tuple[str, ...]
    kept_out: bool


def _is_kept_out(ident: str, split: str | None) -> bool:
    """Keep one text in five out of training: by its mark, else by a hash of its id."""
    if split is not None:
        return split in KEPT_OUT
    return hashlib.sha256(ident.encode()).digest()[0] % 5 == 0


def parse(entry: dict[str, Any], where: str) -> Labelled:
    """Return one labelled text. Raises BadInput naming ``where`` when evidence or a field is wrong."""
    try:
        text, spans = entry["text"], {}
        for label in entry["labels"]:
            quotes = entry["evidence"][label]
            places = [text.find(quote) for quote in quotes]
            if not quotes or min(places) < 0 or not all(quotes):
                raise BadInput(f"{where}: the evidence of '{label}' is not in the text word for word.")
            spans[label] = tuple((place, place + len(quote)) for place, quote in zip(places, quotes, strict=True))
        return Labelled(
            id=entry["id"], type=entry["type"], lang=entry["lang"], text=text, labels=frozenset(entry["labels"]),
            spans=spans, phones=tuple(entry.get("phones") or ()), kept_out=_is_kept_out(entry["id"], entry.get("split")),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadInput(f"{where}: the field {problem} is missing or has the wrong form.") from None


def read_corpus(folder: Path = CORPUS) -> Iterator[Labelled]:
    """Yield all labelled texts. Raises BadInput with file and line of the first that cannot be used."""
    for file in sorted(folder.glob("*.jsonl")):
        yield from read_labelled(file)


def read_labelled(file: Path) -> Iterator[Labelled]:
    """Yield the labelled texts of one file. Raises BadInput with file and line of the first that cannot be used."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
            except ValueError:
                raise BadInput(f"{file.name} line {number} is not JSON.") from None
            yield parse(entry, f"{file.name} line {number}")
