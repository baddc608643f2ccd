"""Hand-written sentences per language (``demo/texts/<lang>.yml``) and the marks of the planted signs in them."""

import random
import re
from functools import cache
from pathlib import Path

import yaml

from demo.ad import Planted

TEXTS = Path(__file__).parent / "texts"
# «indicator|exact words»: the words stay in the text, the mark is taken out.
_MARK = re.compile(r"«([a-z_]+)\|([^»]*)»")


@cache
def bank(lang: str) -> dict[str, tuple[str, ...]]:
    """All sentences of a language by slot name, one tuple a slot."""
    loaded: dict[str, str] = yaml.safe_load((TEXTS / f"{lang}.yml").read_text(encoding="utf-8"))
    return {slot: tuple(line for line in block.splitlines() if line.strip()) for slot, block in loaded.items()}


def languages() -> tuple[str, ...]:
    """The languages the demo has sentences for."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.yml")))


def pick(rng: random.Random, lang: str, slot: str) -> str:
    """One sentence of a slot, or "" where the language has none."""
    lines = bank(lang).get(slot, ())
    return rng.choice(lines) if lines else ""


def fill(template: str, facts: dict[str, str]) -> tuple[str, tuple[Planted, ...]]:
    """The sentence with its slots filled and its marks taken out, and the planted signs with their exact words."""
    filled = re.sub(r"\{([a-z_]+)\}", lambda slot: facts[slot[1]], template)
    planted = tuple(Planted(mark[1], mark[2]) for mark in _MARK.finditer(filled))
    return _MARK.sub(lambda mark: mark[2], filled), planted
