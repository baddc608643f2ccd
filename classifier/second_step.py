"""The second step of training: how far to believe scores and wordings, and from which chance on.

All of it from unseen texts: those of writers who never saw the wordings, each judged by what others taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifier.beside import Units
from classifier.deciding import UNTAUGHT, Sides, Wordings, as_table, signs, vetoed
from classifier.learned import VETO
from classifier.table import Table
from classifier.taught import Taught, apart
from classifier.thresholds import best_threshold
from classifier.trust import learn_trust
from models.policy import load_policy

# So many sentences that show it teach how far to believe wordings of an indicator.
FEWEST_UNSEEN = 20
STRENGTH = 0.5
# Where unseen texts teach, even odds are what is more likely right than wrong.
EVEN = 0.5
# A harmless text that is flagged costs more than a sign that is missed: of what is shown as a concern or a note seven in ten are
# right where unseen texts are judged sentence by sentence. Counter-indicators stay at even odds.
SURER = 0.7
Array = NDArray[Any]


@dataclass(frozen=True)
class _Unseen:
    """What the step learns from: the units of all texts that are taught, one text after the other, what each shows and what the
    wordings say of it, and log odds by models that never saw the text: of every unit by itself, and in its surroundings."""

    labels: Sequence[str]
    texts: Taught
    units: Units
    shown: Array
    said: Wordings
    scores: tuple[Array, Array]

    @property
    def writers(self) -> Array:
        """The unseen writer of every text."""
        return np.array(self.texts.writers)

    def highest(self, decided: Array) -> Array:
        """Return the highest log odds of every text and label."""
        highest = np.full((len(self.texts.labels), decided.shape[1]), VETO)
        np.maximum.at(highest, self.texts.text, decided)
        return highest


def second_step(table: Table, scores: tuple[Array, Array], texts: Taught, say: Any) -> dict[str, Any]:
    """Return weights, bias and threshold by label, and trust in wordings."""
    trusted, trust = learn_trust(table.met, table.shown, np.array(texts.writers)[table.texts].tolist())
    said = replace(table.said, trust=trust).of(texts.unit)
    units = Units(texts.text, table.sizes[texts.unit], table.kinds[texts.unit] == 0)
    seen = _Unseen(table.labels, texts, units, table.shown[texts.unit], said, scores)
    sides = Sides.of(table.labels, load_policy())
    facts, decided, learned = _decisions(seen, sides)
    facts["trust"] = trusted
    thresholds = _thresholds(seen, decided, learned)
    asked_for_more = np.array(learned) & ~np.isin(np.arange(len(learned)), sides.counters)
    thresholds[asked_for_more] = SURER
    facts["thresholds"] = [round(float(one), 2) for one in thresholds]
    _tell(seen, decided, facts, learned, say)
    return facts


def _decisions(seen: _Unseen, sides: Sides) -> tuple[dict[str, Any], Array, list[bool]]:
    """Learn one decision a label; return it, the log odds of every unit as others taught, and which labels were learned."""
    of_row = seen.writers[seen.texts.text]
    given = as_table(signs(*seen.scores, seen.said, seen.units, sides))
    decided, learned = np.zeros_like(seen.scores[0]), []
    facts: dict[str, Any] = {"decision": [], "decision_bias": []}
    for column in range(len(seen.labels)):
        known = (of_row != "") & (seen.shown[:, column] >= 0)
        wanted = seen.shown[:, column] == 1
        taught = int((known & wanted).sum()) >= FEWEST_UNSEEN
        weights, bias = np.array(UNTAUGHT), 0.0
        decided[:, column] = given[:, column] @ weights
        if taught:
            decided[:, column] = _judged_by_others(given[:, column], wanted, known, of_row, decided[:, column])
            weights, bias = _decide(given[known, column], wanted[known])
        learned.append(taught)
        facts["decision"].append([round(float(weight), 5) for weight in weights])
        facts["decision_bias"].append(round(bias, 5))
    return facts, np.where(vetoed(seen.said), VETO, decided), learned


def _decide(given: Array, wanted: Array) -> tuple[Array, float]:
    regression = LogisticRegression(C=STRENGTH, max_iter=1000, random_state=0).fit(given, wanted)
    return regression.coef_[0], float(regression.intercept_[0])


def _judged_by_others(given: Array, wanted: Array, known: Array, of_row: Array, otherwise: Array) -> Array:
    """Decide the texts of each writer by what others taught."""
    decided = otherwise.copy()
    for judge in apart(of_row):
        learn = known & ~judge
        if len(set(wanted[learn])) == 2:
            weights, bias = _decide(given[learn], wanted[learn])
            decided[judge] = given[judge] @ weights + bias
    return decided


def _thresholds(seen: _Unseen, decided: Array, learned: Sequence[bool]) -> Array:
    """Choose from which chance each label is a finding: even where unseen texts teach, else where it is nearly always right."""
    chances, truth = 1 / (1 + np.exp(-np.clip(seen.highest(decided), -30, 30))), seen.texts.shows(seen.labels)
    thresholds = np.full(len(learned), EVEN)
    for column in np.flatnonzero(~np.array(learned)).tolist():
        thresholds[column] = best_threshold(chances[:, column], truth[:, column], precision=0.97)
    return thresholds


def _tell(seen: _Unseen, decided: Array, facts: dict[str, Any], learned: Sequence[bool], say: Any) -> None:
    """Say how each label does on unseen texts."""
    thresholds = np.array(facts["thresholds"])
    margins = decided - np.log(thresholds / (1 - thresholds))
    hits, truth = seen.highest(margins) >= 0, seen.texts.shows(seen.labels)
    for column, label in enumerate(seen.labels):
        rows = seen.writers != "" if learned[column] else np.ones(len(truth), np.bool_)
        hit, true = hits[rows, column], truth[rows, column]
        say(
            f"{label:26} examples {true.sum():5d}  unseen precision {(hit & true).sum() / max(1, hit.sum()):.2f} "
            f"recall {(hit & true).sum() / max(1, true.sum()):.2f}  threshold {facts['thresholds'][column]:.2f}"
        )
