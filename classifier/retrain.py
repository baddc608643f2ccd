"""Train again with what people judged, and take the new model only where it is no worse.

Both models read the same texts kept out of training: those of the corpus and one in five of the judged ones. The new one
replaces the old one only if macro-F1 does not fall, clean texts are not flagged more, and no judged set gets worse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.corpus_file import Labelled
from classifier.learned import Model
from classifier.measure import Count, Figures, measure
from classifier.reader import Reader, make_reader
from classifier.train import save, train

# What may be lost to chance: less than one text in two hundred.
TOLERANCE = 0.005
Say = Callable[[str], None]


@dataclass(frozen=True)
class Comparison:
    """Two models on the same texts kept out of training."""

    texts: int
    judged: int
    old_f1: float
    new_f1: float
    old_flagged: float
    new_flagged: float
    old_judged_f1: float | None = None
    new_judged_f1: float | None = None
    # The model by itself, at even chances: wordings cannot hide what it unlearned. None without an old model.
    old_model_f1: float | None = None
    new_model_f1: float | None = None

    def worse(self) -> list[str]:
        """Return one sentence for everything in which the new model is worse; empty when it may replace the old one."""
        found = []
        if self.new_f1 < self.old_f1 - TOLERANCE:
            found.append(f"macro-F1 falls from {self.old_f1:.3f} to {self.new_f1:.3f}.")
        if self.new_flagged > self.old_flagged + TOLERANCE:
            found.append(f"clean texts that are flagged rise from {self.old_flagged:.3f} to {self.new_flagged:.3f}.")
        if (
            self.old_judged_f1 is not None
            and self.new_judged_f1 is not None
            and self.new_judged_f1 < self.old_judged_f1 - TOLERANCE
        ):
            found.append(f"on judged texts macro-F1 falls from {self.old_judged_f1:.3f} to {self.new_judged_f1:.3f}.")
        if (
            self.old_model_f1 is not None
            and self.new_model_f1 is not None
            and self.new_model_f1 < self.old_model_f1 - TOLERANCE
        ):
            found.append(f"the model by itself falls from macro-F1 {self.old_model_f1:.3f} to {self.new_model_f1:.3f}.")
        return found


@dataclass(frozen=True)
class Retrained:
    """What a retraining did: ``replaced`` says whether the new model is in use now."""

    replaced: bool
    comparison: Comparison
    reasons: list[str]
    version: str


def retrain(
    corpus: Sequence[Labelled], judged: Sequence[Labelled], folder: Path, old: Reader, *, say: Say
) -> Retrained:
    """Train on corpus and judged texts, compare with ``old`` on what was kept out, and save into ``folder`` if no worse."""
    texts = [*corpus, *judged]
    arrays, facts = train([text for text in texts if not text.kept_out], say=say)
    facts["trained_on"]["judged"] = sum(not text.kept_out for text in judged)
    new = make_reader(Model(arrays, facts))
    kept = [text for text in corpus if text.kept_out]
    compared = compare(kept, [text for text in judged if text.kept_out], old, new)
    reasons = compared.worse()
    if not reasons:
        save(arrays, facts, folder)
    return Retrained(not reasons, compared, reasons, str(facts["version"]))


def compare(kept: Sequence[Labelled], judged: Sequence[Labelled], old: Reader, new: Reader) -> Comparison:
    """Read what was kept out of training with both."""
    figures = [
        (measure([*kept, *judged], reader), measure(judged, reader) if judged else None) for reader in (old, new)
    ]
    (old_all, old_judged), (new_all, new_judged) = figures
    return Comparison(
        old_all.texts, len(judged), old_all.macro(old_all.by_label), new_all.macro(new_all.by_label),
        _flagged(old_all), _flagged(new_all),
        old_judged.macro(old_judged.by_label) if old_judged else None,
        new_judged.macro(new_judged.by_label) if new_judged else None,
        _model_f1([*kept, *judged], old), _model_f1([*kept, *judged], new),
    )  # fmt: skip


def _model_f1(texts: Sequence[Labelled], reader: Reader) -> float | None:
    """Return the macro-F1 of the model by itself over the labels it knows, None where there is no model."""
    if reader.model is None:
        return None
    counts = {label: Count() for label in reader.model.labels}
    entries = [{"text": text.text, "type": text.type} for text in texts]
    for text, (_, chances) in zip(texts, reader.read_with_chances(entries), strict=True):
        for label, count in counts.items():
            count.add(chances[label] >= 0.5, label in text.labels)
    return Figures().macro(counts)


def _flagged(figures: Figures) -> float:
    return figures.clean_flagged / max(1, figures.clean)
