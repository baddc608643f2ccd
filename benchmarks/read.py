"""Reading: texts a second on one core at 400 characters with everything on, start-up time and memory.

The rival is spaCy's Matcher over the same lexicons on the same texts: what matching alone costs with token patterns. CPU
time of the process is measured, so a busy machine says nearly the same as a quiet one.
"""

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from classifier.corpus_file import read_corpus
from classifier.lexicon_file import LEXICONS, load_lexicons
from classifier.phrases import Element, Gap, Number, compile_phrase, has_thai
from classifier.reader import Reader, load_reader
from classifier.words import WordCutter
from models.policy import load_policy

LENGTH = 400
TEXTS = 3_000
WARM_UP = 500
MORE_SEEDS = range(3, 11)
RIVAL_TEXTS = 150
START_UP = (
    "import time; begin = time.perf_counter()\n"
    "from classifier.reader import load_reader\n"
    "load_reader().read('Hej, ring 71 74 62 88')\n"
    "import resource; print(time.perf_counter() - begin, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


def make_texts(count: int = TEXTS, seed: int = 1) -> list[dict[str, str]]:
    """Join labelled texts of one language until each has 400 characters; no text comes twice."""
    chance = random.Random(seed)
    by_language: dict[str, list[str]] = {}
    for labelled in read_corpus():
        by_language.setdefault(labelled.lang, []).append(labelled.text)
    texts = []
    for _ in range(count):
        folder = chance.choice(sorted(by_language))
        pieces = by_language[folder]
        text = ""
        while len(text) < LENGTH:
            text += chance.choice(pieces) + "\n"
        texts.append({"text": text[:LENGTH], "type": chance.choice(["ad", "review"]), "folder": folder})
    return texts


class SpacyMatcher:
    """The named rival: spaCy's own Matcher over the very same lexicons, in the language of each text; no model, no phones.

    Each phrase becomes a token pattern (words as lists, stems as regular expressions, gaps as optional tokens).
    """

    def __init__(self) -> None:
        lexicon = load_lexicons(LEXICONS, set(load_policy().indicators))
        self._vocab = Vocab()
        self._matchers: dict[str, Matcher] = {}
        for entry in lexicon.entries:
            if not entry.regex and not has_thai(entry.phrase):
                matcher = self._matchers.setdefault(entry.lang, Matcher(self._vocab))
                patterns = [list(_tokens(sequence)) for sequence in compile_phrase(entry.phrase)]
                matcher.add(entry.rule, patterns)
        self._cutter = WordCutter()

    def find(self, text: str, lang: str) -> int:
        """Return how many matches the lexicon of one language has in a text."""
        words = self._cutter.cut(text)
        return len(self._matchers[lang](Doc(self._vocab, words=words.folded))) if words.folded else 0


def _tokens(sequence: Sequence[Element]) -> Iterator[dict[str, Any]]:
    for element in sequence:
        if isinstance(element, Gap):
            yield from ({} for _ in range(element.least))
            yield from ({"OP": "?"} for _ in range(element.most - element.least))
        elif isinstance(element, Number):
            yield {"TEXT": {"REGEX": r"^\d+$"}}
        elif element.stems:
            shapes = {"begins": "^{}", "ends": "{}$", "contains": "{}"}
            stems = [shapes[kind].format(re.escape(letters)) for kind, letters in sorted(element.stems)]
            yield {"TEXT": {"REGEX": "|".join([*stems, *(f"^{re.escape(word)}$" for word in sorted(element.exact))])}}
        else:
            yield {"TEXT": {"IN": sorted(element.exact)}}


def _start_up() -> list[float]:
    """Start a fresh process twice, the second with byte code at hand, as it is from the second start on everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = folder
        for _ in range(2):
            begun = subprocess.run(
                [sys.executable, "-c", START_UP], capture_output=True, text=True, check=True, env=environment
            )
    return [float(part) for part in begun.stdout.split()]


def _seconds_a_text(reader: Reader, texts: Sequence[dict[str, str]]) -> tuple[float, int]:
    begin = time.process_time()
    found = sum(len(reading.indicators) for reading in reader.read_many(texts))
    return (time.process_time() - begin) / len(texts), found


def run() -> list[dict[str, Any]]:
    """Return one row a goal."""
    seconds, cpu, megabytes = _start_up()
    texts, reader = make_texts(), load_reader()
    list(reader.read_many(texts[:WARM_UP]))
    reading_s, found = _seconds_a_text(reader, texts)
    # Most words of other texts are known by now; read again, nothing is new.
    others_s, _ = _seconds_a_text(reader, make_texts(seed=2))
    again_s, _ = _seconds_a_text(reader, texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # What is remembered of words must not grow without end.
    for seed in MORE_SEEDS:
        _seconds_a_text(reader, make_texts(seed=seed))
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rival = SpacyMatcher()
    for text in texts[:50]:
        rival.find(text["text"], text["folder"])
    begin = time.process_time()
    for text in texts[:RIVAL_TEXTS]:
        rival.find(text["text"], text["folder"])
    rival_s = (time.process_time() - begin) / RIVAL_TEXTS
    return [
        {"goal": "at least 2,000 texts/s on one core",
         "measured": f"{1 / reading_s:,.0f} texts/s at first, {1 / others_s:,.0f} of other texts after them, {1 / again_s:,.0f} of the first again ({found} findings)",
         "ratio": f"{rival_s / reading_s:.1f} x as fast as the rival, which only matches", "rival": f"spaCy Matcher, same lexicons: {1 / rival_s:,.0f} texts/s"},
        {"goal": "start-up under 2 s", "measured": f"{seconds:.2f} s ({cpu:.2f} s of CPU)", "ratio": "-", "rival": "-"},
        {"goal": "under 500 MB", "measured": f"{megabytes:.0f} MB after the first text, {memory:.0f} MB after {2 * TEXTS:,}, {highest:.0f} MB at most over {(2 + len(MORE_SEEDS)) * TEXTS:,}",
         "ratio": "-", "rival": "-"},
    ]  # fmt: skip
