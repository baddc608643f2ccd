"""Which language a page is in: what it declares, else the commonest small words on it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from crawler.learn.samples import Sample
from crawler.plain_text import element_text
from crawler.translations import alternates

_SMALL_WORDS = {
    "da": "og jeg ikke er det en på til med af for du har kan dig mig hos",
    "sv": "och jag inte är det en på till med av för du har kan dig mig hos ett",
    "en": "and i not is it a on to with of for you have can the me at",
    "de": "und ich nicht ist es ein auf zu mit von für du haben kann dich mich bei der die das",
    "no": "og jeg ikke er det en på til med av for du har kan deg meg hos",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def page_language(sample: Sample) -> str | None:
    """Return the ISO 639-1 code of the page's language, or None."""
    declared = (sample.tree.get("lang") or sample.tree.get("xml:lang") or "").lower()[:2]
    if re.fullmatch(r"[a-z]{2}", declared):
        return "no" if declared in ("nb", "nn") else declared
    counted: Counter[str] = Counter()
    for word in re.findall(r"[a-zæøåäöüß]+", element_text(sample.tree).lower()[:20_000]):
        counted.update(language for language, small in _SETS.items() if word in small)
    return counted.most_common(1)[0][0] if counted else None


def translations(samples: Sequence[Sample]) -> list[str]:
    """Return the languages in which the same ads also exist, as their pages declare; [] when they do not."""
    counted: Counter[str] = Counter()
    for sample in samples:
        counted.update(set(alternates(sample.source(), sample.links)) - {"x"})
    often = [code for code, times in counted.most_common() if times >= 2]
    return often if len(often) > 1 else []


def preferred(translated: Sequence[str], samples: Sequence[Sample]) -> str:
    """Return the language in which ads are read: Danish where there is one, else the commonest on the samples."""
    if "da" in translated:
        return "da"
    spoken: Counter[str] = Counter()
    for sample in samples:
        language = page_language(sample)
        spoken.update([language] if language in translated and language else [])
    return spoken.most_common(1)[0][0] if spoken else translated[0]


def in_language(sample: Sample, language: str, get: Callable[[str], Sample | None]) -> Sample:
    """Return the same ad's page in this language, where it names one that comes; else the page itself."""
    url = alternates(sample.source(), sample.links).get(language)
    if page_language(sample) == language or url is None or url == sample.url:
        return sample
    other = get(url)
    if other is None:
        return sample
    other.link_text = other.link_text or ""
    return other
