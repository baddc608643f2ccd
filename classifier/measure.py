"""How well texts are read: findings against labels, counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from classifier.corpus_file import Labelled
from classifier.reader import Reader
from classifier.train import BY_THE_PHONE_READER
from models.policy import load_policy
from models.values import Direction, Reading


@dataclass
class Count:
    """Right, wrong and missed findings."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: bool, true: bool) -> None:
        """Count one decision."""
        self.right += found and true
        self.wrong += found and not true
        self.missed += true and not found

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of findings that are right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where nothing was right."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    @property
    def seen(self) -> int:
        """How many examples there are."""
        return self.right + self.missed


@dataclass
class Figures:
    """All figures of one run."""

    texts: int = 0
    by_label: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_language: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Count)))
    evidence_right: int = 0
    evidence_all: int = 0
    clean: int = 0
    clean_flagged: int = 0
    phones: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    @property
    def evidence_share(self) -> float:
        """Share of right findings whose evidence overlaps the labelled words."""
        return self.evidence_right / max(1, self.evidence_all)

    @property
    def flagged_share(self) -> float:
        """Share of texts without any sign in which one was found."""
        return self.clean_flagged / max(1, self.clean)

    def macro(self, counts: dict[str, Count]) -> float:
        """Return the mean F1 over labels that occur."""
        present = [count.f1 for count in counts.values() if count.seen]
        return sum(present) / len(present) if present else 0.0


def measured_labels() -> list[str]:
    """Return the labels that are measured: concerns and notes that a text can show."""
    policy = load_policy()
    text_groups = {"age", "services", "control", "coercion", "condition", "contact", "wording", "movement", "language"}
    history = {"number_in_recruitment", "services_widened", "condom_rule_dropped", "age_falling"}
    return [
        name for name, known in policy.indicators.items()
        if (known.direction is not Direction.COUNTER and known.group in text_groups and name not in history) or name in BY_THE_PHONE_READER
    ]  # fmt: skip


def _overlaps(reading: Reading, label: str, spans: Iterable[tuple[int, int]]) -> bool:
    evidence = [piece for hit in reading.indicators if hit.name == label for piece in hit.evidence]
    return any(piece.start < end and start < piece.end for piece in evidence for start, end in spans)


def measure(texts: Sequence[Labelled], reader: Reader) -> Figures:
    """Read every text and compare."""
    figures, labels = Figures(), measured_labels()
    readings = reader.read_many({"text": text.text, "type": text.type} for text in texts)
    for text, reading in zip(texts, readings, strict=True):
        found = {hit.name for hit in reading.indicators}
        figures.texts += 1
        for label in labels:
            figures.by_label[label].add(label in found, label in text.labels)
            figures.by_language[text.lang][label].add(label in found, label in text.labels)
            if label in found and label in text.labels:
                figures.evidence_all += 1
                figures.evidence_right += _overlaps(reading, label, text.spans[label])
        if not text.labels & set(labels):
            figures.clean += 1
            figures.clean_flagged += bool(found & set(labels))
        _count_phones(figures, text, reading)
    return figures


def _count_phones(figures: Figures, text: Labelled, reading: Reading) -> None:
    kind = "obscured" if "obscured_contact" in text.labels else "plain"
    found, true = {phone.e164 for phone in reading.phones}, set(text.phones)
    for number in found | true:
        figures.phones[kind].add(number in found, number in true)
