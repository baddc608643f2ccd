"""Reading: texts a second on one core at 400 characters with everything on, start-up time and memory.

The rival is spaCy's own tokenizer on the same texts: what the least possible reading would cost.
"""

import random
import resource
import subprocess
import sys
import time
from typing import Any

from classifier.corpus_file import read_corpus
from classifier.reader import load_reader
from classifier.words import WordCutter

LENGTH = 400
TEXTS = 3_000
START_UP = (
    "import time; begin = time.perf_counter()\n"
    "from classifier.reader import load_reader\n"
    "load_reader().read('Hej, ring 71 74 62 88')\n"
    "import resource; print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


def make_texts(count: int = TEXTS, seed: int = 1) -> list[dict[str, str]]:
    """Join labelled texts of one language until each has 400 characters; no text comes twice."""
    chance = random.Random(seed)
    by_language: dict[str, list[str]] = {}
    for labelled in read_corpus():
        by_language.setdefault(labelled.lang, []).append(labelled.text)
    texts = []
    for _ in range(count):
        pieces = by_language[chance.choice(sorted(by_language))]
        text = ""
        while len(text) < LENGTH:
            text += chance.choice(pieces) + "\n"
        texts.append({"text": text[:LENGTH], "type": chance.choice(["ad", "review"])})
    return texts


def run() -> list[dict[str, Any]]:
    """Return one row a goal."""
    begun = subprocess.run([sys.executable, "-c", START_UP], capture_output=True, text=True, check=True)
    seconds, megabytes = (float(part) for part in begun.stdout.split())
    texts, reader, cutter = make_texts(), load_reader(), WordCutter()
    list(reader.read_many(texts[:200]))
    begin = time.process_time()
    found = sum(len(reading.indicators) for reading in reader.read_many(texts))
    reading_s = time.process_time() - begin
    begin = time.process_time()
    for text in texts:
        cutter.cut(text["text"])
    cutting_s = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        {"goal": "at least 2,000 texts/s on one core", "measured": f"{len(texts) / reading_s:,.0f} texts/s ({found} findings)",
         "ratio": f"{reading_s / cutting_s:.1f} x the time of cutting words alone", "rival": f"cutting words: {len(texts) / cutting_s:,.0f} texts/s"},
        {"goal": "start-up under 2 s", "measured": f"{seconds:.2f} s", "ratio": "-", "rival": "-"},
        {"goal": "under 500 MB", "measured": f"{megabytes:.0f} MB after the first text, {memory:.0f} MB after {len(texts)}",
         "ratio": "-", "rival": "-"},
    ]  # fmt: skip
