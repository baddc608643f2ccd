"""A sentence for people that knows which one it is, so that a screen can say it in the reader's language.

A ``Said`` is the English sentence, as the command line prints it, with a code and the values that stand in it. The store
keeps code and values beside the sentence; the phrases of each language are the screens' (``said.<code>``).
"""

from collections.abc import Mapping

Value = str | int | list[str]


class Said(str):
    """An English sentence with its ``code`` and ``values``. Values hold no phone, address or ad text."""

    code: str
    values: dict[str, Value]

    @classmethod
    def make(cls, code: str, phrase: str, values: Mapping[str, Value]) -> "Said":
        """Return the sentence of a phrase; a list is written with commas."""
        written = {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
        made = cls(phrase.format(**written))
        made.code, made.values = code, dict(values)
        return made


def as_stored(sentence: str | None) -> dict[str, object] | None:
    """Return what the store keeps beside a sentence: {"code", "values"}, None for words that have no code."""
    return {"code": sentence.code, "values": sentence.values} if isinstance(sentence, Said) else None


def sentence_of(problem: BaseException) -> str:
    """Return the sentence of an error, with its code where it has one (``str`` of an error loses it)."""
    first = problem.args[0] if problem.args else ""
    return first if isinstance(first, Said) else str(problem)
