"""Take the papers' Markdown apart: headings, paragraphs, lists and tables, and bold, slanted or fixed-width words in them.

Only what the papers use, so that the same text is readable as Markdown and can be set as an accessible PDF.
"""

import re
from dataclasses import dataclass

SPAN = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\*(?P<slanted>[^*]+)\*|`(?P<fixed>[^`]+)`")
RULE = re.compile(r"^\|[-| ]+\|$")


@dataclass(frozen=True)
class Block:
    """One block: ``kind`` is heading, text, list or table; ``rows`` holds cells (one each, but in tables)."""

    kind: str
    rows: tuple[tuple[str, ...], ...]
    level: int = 0


def blocks_of(markdown: str) -> list[Block]:
    """Return the blocks of a text, in order."""
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", markdown.strip()):
        lines = chunk.strip().split("\n")
        if lines[0].startswith("#"):
            marks, _, words = lines[0].partition(" ")
            found.append(Block("heading", ((words.strip(),),), len(marks)))
        elif lines[0].startswith("|"):
            found.append(Block("table", tuple(_cells(line) for line in lines if not RULE.match(line))))
        elif lines[0].startswith("- "):
            found.append(Block("list", tuple((line.removeprefix("- "),) for line in lines)))
        elif lines != [""]:
            found.append(Block("text", ((" ".join(lines),),)))
    return found


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def widths_of(block: Block) -> list[float]:
    """Return how wide each column should be against the others: as its longest words and its usual text ask for."""
    widths = []
    for cells in zip(*block.rows, strict=True):
        longest_word = max(len(word) for cell in cells for word in cell.split() or [""])
        usual = sum(len(cell) for cell in cells) / len(cells)
        widths.append(round(max(longest_word + 4, min(usual, 60)), 1))
    return widths


def spans_of(words: str) -> list[tuple[str, str]]:
    """Return the pieces of a line as (kind, words): plain, bold, slanted or fixed."""
    pieces, at = [], 0
    for found in SPAN.finditer(words):
        if found.start() > at:
            pieces.append(("plain", words[at : found.start()]))
        kind = found.lastgroup or "plain"
        pieces.append((kind, found.group(kind)))
        at = found.end()
    if at < len(words):
        pieces.append(("plain", words[at:]))
    return pieces


def escaped(words: str) -> str:
    """Return words of the store (names of organisations and sites) so that they stay words in a line or table."""
    return re.sub(r"[|*`#\n\r]", " ", words).strip()
