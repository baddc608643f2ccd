"""Check the lexicons after an edit, and try a text: ``python -m classifier.check_lexicons ["a text"] [--review]``."""

import argparse
import re
import sys
from contextlib import suppress

from classifier.folding import fold
from classifier.lexicon_file import LEXICONS, Entry, load_lexicons
from classifier.lexicon_yaml import LexiconMistakes
from classifier.prepared import PREPARED, prepare
from classifier.protected import is_only_protected, is_protected
from models.policy import load_policy

# Chooses leaflet and interpreter only, never a level: here languages may be named.
MAY_NAME_LANGUAGES = frozenset({"language_barrier"})
_WORD = re.compile(r"[^\W\d_]{3,}")


def protected_words_in(entry: Entry) -> list[str]:
    """Return the words of nationality, ethnicity, colour or language that a wording looks for (R-FAIR-1)."""
    if entry.indicator in MAY_NAME_LANGUAGES or entry.regex:
        return []
    words = [fold(word) for word in _WORD.findall(entry.phrase)]
    return [word for word in words if is_only_protected(word) or (len(words) == 1 and is_protected(word))]


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when all files are right, 1 when some are not; prints every mistake with file and line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", nargs="?", help="a text to read with the lexicons as they are now")
    parser.add_argument("--review", action="store_true", help="the text is a customer's review")
    options = parser.parse_args(arguments)
    try:
        lexicon = load_lexicons(LEXICONS, set(load_policy().indicators))
    except LexiconMistakes as found:
        print(*found.mistakes, sep="\n")
        return 1
    named = [
        f"{entry.rule}: '{word}' may not be looked for."
        for entry in lexicon.entries
        for word in protected_words_in(entry)
    ]
    if named:
        print(*named, sep="\n")
        return 1
    print(f"{len(lexicon.entries)} wordings in {len(lexicon.languages)} languages: no mistakes.")
    with suppress(OSError):
        # Where the program may not write beside itself, reading just starts slower.
        prepare(LEXICONS, set(load_policy().indicators), PREPARED)
    if options.text:
        _try(options.text, "review" if options.review else "ad")
    return 0


def _try(text: str, kind: str) -> None:
    from classifier.reader import load_reader

    reading = load_reader().read(text, type=kind)
    print(f"language {reading.lang}, level {reading.level}")
    for hit in reading.indicators:
        for piece in hit.evidence:
            print(f"  {hit.name} {hit.strength:.2f}  “{piece.quote}”  ({piece.rule})")


if __name__ == "__main__":
    sys.exit(main())
