"""spaCy's tokenizer and vocabulary, without spaCy's command line.

Importing any part of spaCy imports its command line too, and with it a web client, a downloader and a project manager:
a quarter of the time reading takes to start, and nothing that a program without network should hold. An empty place is
kept for it while spaCy is imported; whoever wants the command line later gets the real one.
"""

import sys
from types import ModuleType
from typing import Any

_PLACES = ("spacy.cli", "spacy.cli.info")


def _info(*arguments: Any, **options: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **options)


def _keep_places() -> list[str]:
    """Keep the places of the command line, unless spaCy is there already; return them."""
    if "spacy" in sys.modules:
        return []
    for name in _PLACES:
        place = ModuleType(name)
        place.info = _info  # type: ignore[attr-defined]
        sys.modules[name] = place
    return list(_PLACES)


_kept = _keep_places()
try:
    from spacy.attrs import IDX, LENGTH
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab
finally:
    for _name in _kept:
        del sys.modules[_name]

__all__ = ["IDX", "LENGTH", "Tokenizer", "Vocab"]
