"""Read the word families of each language: by idea, the words that can stand for it; see lexicons/README.md."""

from pathlib import Path

from classifier.families import MOST_FAMILIES
from classifier.lexicon_yaml import LINE, FileReader, LexiconMistakes
from classifier.phrases import PhraseMistake, Words, word_element

FAMILY_FILE = "families.yml"


def read_families(folder: Path, lang: str) -> dict[str, Words]:
    """Return the word families of one language (none where it has no such file). Raises LexiconMistakes."""
    file = folder / lang / FAMILY_FILE
    if not file.is_file():
        return {}
    mistakes: list[str] = []
    reader = FileReader(file, mistakes)
    families = reader.mapping_of(reader.load("families"), "families")
    found: dict[str, Words] = {}
    for name, words in families.items():
        if name == LINE:
            continue
        line = families[LINE]
        if not isinstance(name, str) or not isinstance(words, str) or not words.strip():
            reader.wrong(line, f"the family '{name}' must be words with spaces between")
            continue
        try:
            elements = [word_element(word) for word in words.split()]
        except PhraseMistake as mistake:
            reader.wrong(line, f"the family '{name}': {mistake}")
            continue
        found[name] = Words(
            frozenset(word for element in elements for word in element.exact),
            frozenset(stem for element in elements for stem in element.stems),
        )
    if len(found) > MOST_FAMILIES:
        reader.wrong(1, f"there are {len(found)} families, {MOST_FAMILIES} are possible")
    if mistakes:
        raise LexiconMistakes(mistakes)
    return found


def family_names(folder: Path) -> frozenset[str]:
    """Return the names of all families of all languages. Raises LexiconMistakes."""
    return frozenset(
        name for file in folder.glob(f"*/{FAMILY_FILE}") for name in read_families(folder, file.parent.name)
    )
