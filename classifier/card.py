"""The model card, made from the run that trained the model: ``python -m classifier.card [--write]``.

What it is for and what it must not be used for stand here; every number comes from the model's own file and a measurement.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from classifier.bias import Gap, Share
from classifier.calibration import Calibration
from classifier.corpus_file import read_corpus
from classifier.evaluate import EXAMS, as_summary, measure_parts
from classifier.learned import Model, load_model
from classifier.reader import load_reader

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "model-card.md"
PURPOSE = """# Model card

Written by `python -m classifier.card --write` (in use: `lygte reader card`). Do not edit the numbers by hand.

## What it is

Two steps of logistic regressions for each indicator (scikit-learn). The first scores sentences by their words, word pairs, letter
groups, and the ideas that stand together in them (word families, the same in all languages). The second weighs that score against
the wordings of the lexicons; it learned how far to believe either from texts of writers who never saw the wordings. It keeps or
drops a wording, lets a clue count, and may make a weak finding where no wording stands. A sentence is weighed in its surroundings, two
sentences on either side, so that none drowns in a long text.

- **For:** choosing which public ads outreach health workers look at first. A person decides.
- **Not for:** police, tax, immigration, landlords, platforms or banks; statements about a person; estimating anybody's age.
- **Never seen by it:** nationality, ethnicity, skin colour, language (they are one blank sign to it); images; numbers' owners.
- **Explained by:** the exact words of the sentence, or of the clauses in it that say most; the score is a sum over words and ideas.
- **File:** arrays and JSON only; loading runs no code.
"""


def make_card(
    model: Model,
    figures: str,
    calibration: Calibration | None = None,
    bias: tuple[Sequence[Share], Sequence[Gap]] | None = None,
) -> str:
    """Return the card as Markdown; ``figures`` tells in Markdown how well reading works with the model."""
    trained = model.facts["trained_on"]
    judged = trained.get("judged", 0)
    lines = [
        PURPOSE, "## This model", "", "| | |", "|---|---|",
        f"| version | `{model.version}` |",
        f"| trained on | {trained['texts']} texts, {trained.get('unseen', 0)} of writers who never saw the wordings, {judged} judged in use |",
        "| languages | " + ", ".join(f"{lang} {count}" for lang, count in trained["languages"].items()) + " |",
        "| made with | " + ", ".join(f"{name} {version}" for name, version in model.facts["libraries"].items()) + " |",
        "", "| indicator | training examples | found from a chance of |", "|---|---|---|",
    ]  # fmt: skip
    for place, label in enumerate(model.labels):
        lines.append(f"| `{label}` | {trained['labels'].get(label, 0)} | {model.thresholds[place]:.2f} |")
    lines += ["", "## How well reading works with it", "", figures, ""]
    lines += ["The corpus is invented. What was written beside the wordings flatters; count on the exam.", ""]
    lines += ["## Are its proposals true chances?", "", calibration.in_words() if calibration else NOT_CALIBRATED, ""]
    if calibration:
        lines += _curve(calibration)
    lines += ["## Are groups treated alike?", "", *(_gaps(*bias) if bias else [NO_STORE]), ""]
    return "\n".join(lines).rstrip() + "\n"


MORE_FIGURES = "By indicator and language, and in longer texts: [all figures](reading.md#figures)."
NOT_CALIBRATED = "Not yet calibrated: 0 judged contact points. The screens say so and show the count."
NO_STORE = "Measured on the organisation's own ads by `lygte reader bias`; swapped words are tested with every change."


def _curve(calibration: Calibration) -> list[str]:
    lines = []
    if calibration.bins:
        lines += ["| contact points | expected | seen |", "|---|---|---|"]
        lines += [f"| {one.count} | {one.expected:.2f} | {one.seen:.2f} |" for one in calibration.bins]
    for size, share in calibration.precision_at.items():
        lines.append(
            f"- Of the {size} highest proposals {share:.0%} were of concern ({calibration.lift_at.get(size, 0):.1f} times the average)."
        )
    return [*lines, ""] if lines else []


def _gaps(found: Sequence[Share], apart: Sequence[Gap]) -> list[str]:
    lines = ["| group | ads | red | yellow |", "|---|---|---|---|"]
    lines += [
        f"| {one.kind} {one.name} | {one.ads} | {one.share('red'):.1%} | {one.share('yellow'):.1%} |" for one in found
    ]
    if not apart:
        return [*lines, "", "No pair of groups with at least 50 ads lies outside 0.8-1.25."]
    told = [
        f"- {gap.level}: {gap.one.kind} {gap.one.name} to {gap.other.name}: ratio {gap.ratio:.2f}. Must be answered."
        for gap in apart
    ]
    return [*lines, "", *told]


def main(arguments: list[str] | None = None) -> int:
    """Print the card of the model that ships, or write it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/reference/model-card.md")
    options = parser.parse_args(arguments)
    kept_out = [text for text in read_corpus() if text.kept_out]
    figures = as_summary(measure_parts(kept_out, load_reader(), EXAMS))
    card = make_card(load_model(), f"{figures}\n\n{MORE_FIGURES}")
    if options.write:
        PAGE.write_text(card, encoding="utf-8")
    else:
        print(card, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
