"""Lexicons prepared for a quick start: what reading and compiling the YAML files gives, kept as JSON beside them.

``python -m classifier.prepared`` writes it (``make setup`` and ``classifier.check_lexicons`` do so too). A prepared language
counts only while it was made from the very files and the program that are there; otherwise the files are read as if it were
not, which is slower and never different.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from classifier.lexicon import LanguageReader
from classifier.lexicon_file import LEXICONS, Lexicon, folders, load_language
from classifier.phrase_index import PhraseIndex
from classifier.plain_data import as_plain, from_plain
from classifier.shared_file import SHARED, read_shared
from models.policy import load_policy

PREPARED = Path(__file__).parent / "prepared_lexicons"


@cache
def _program() -> bytes:
    """Return a digest of the program that reads and compiles lexicons."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()


def sources_of(folder: Path, lang: str, known: set[str]) -> str:
    """Return a short name for all that makes one language: its files, the shared ones, the program, the ``known`` indicators."""
    digest = hashlib.sha256(_program() + "\n".join(sorted(known)).encode())
    for file in (*sorted((folder / SHARED).glob("*.yml")), *sorted((folder / lang).glob("*.yml"))):
        digest.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def loader(folder: Path, known: set[str], prepared: Path | None = None) -> Callable[[str], LanguageReader]:
    """Return what loads one language of a lexicon folder, from ``prepared`` where that fits. May raise LexiconMistakes."""
    shared = cache(lambda: read_shared(folder, known))

    def load(lang: str) -> LanguageReader:
        file = prepared / f"{lang}.json" if prepared else None
        ready = _read(file, sources_of(folder, lang, known)) if file and file.is_file() else None
        return ready or LanguageReader(load_language(folder, lang, known, shared()))

    return load


def _read(file: Path, sources: str) -> LanguageReader | None:
    """Return a prepared language, None where there is none of these sources."""
    try:
        made, content = file.read_text(encoding="utf-8").split("\n", 1)
        if made != sources:
            return None
        data = json.loads(content)
        lexicon, index = from_plain(Lexicon, data["lexicon"]), PhraseIndex.from_data(data["index"])
    except (OSError, ValueError, KeyError, TypeError):
        # Half written or damaged: as good as none.
        return None
    return LanguageReader(lexicon, index)


def prepare(folder: Path, known: set[str], target: Path) -> list[str]:
    """Write the languages of a lexicon folder that are not prepared as they are now, and return them. Raises LexiconMistakes."""
    target.mkdir(exist_ok=True)
    shared, written = read_shared(folder, known), []
    for lang in sorted(folders(folder)):
        sources, file = sources_of(folder, lang, known), target / f"{lang}.json"
        if file.is_file() and _made_from(file) == sources:
            continue
        lexicon = load_language(folder, lang, known, shared)
        data = {"lexicon": as_plain(lexicon), "index": LanguageReader(lexicon).index.as_data()}
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        part = file.with_suffix(".part")
        part.write_text(f"{sources}\n{content}", encoding="utf-8")
        part.replace(file)
        written.append(lang)
    return written


def _made_from(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().rstrip("\n")


if __name__ == "__main__":
    print(f"{len(prepare(LEXICONS, set(load_policy().indicators), PREPARED))} lexicons prepared.", file=sys.stderr)
