"""Labelled texts as the table that training fits on: for every sentence its features, what the wordings say, what it shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from classifier.corpus_file import Labelled
from classifier.deciding import Standing, Wordings, standing, wordings
from classifier.features import KINDS, UnitFeatures, pair_features, pair_parts, shape, word_features
from classifier.ideas import idea_features
from classifier.lexicon import LexiconReader
from classifier.looking import Look, Looker
from classifier.trust import Met

BATCH = 500
# A sentence shows a label when it shares so much of the shorter of both, the sentence or the evidence.
SHARED = 0.5
Array = NDArray[Any]


@dataclass
class Table:
    """All units of all texts: sparse features, the text, kind and words of each, and what each shows (1, 0, -1 = unclear)."""

    words: csr_matrix
    numbers: Array
    idf: Array
    ideas: csr_matrix
    idea_numbers: Array
    idea_idf: Array
    idea_names: list[str]
    texts: Array
    kinds: Array
    sizes: Array
    labels: list[str]
    shown: Array
    said: Wordings
    met: Met


def make_table(texts: Sequence[Labelled], labels: list[str], lexicon: LexiconReader) -> Table:
    """Turn texts into the table; features seen in one text only are dropped."""
    looker, names = Looker(lexicon), lexicon.idea_names()
    words, ideas, of_text, kinds, sizes, shown, said, met = [], [], [], [], [], [], [], []
    done, rows = 0, 0
    waiting = iter(texts)
    while batch := list(islice(waiting, BATCH)):
        with looker.remembering():
            look = looker.look([{"text": text.text, "type": text.type} for text in batch])
            kind = np.array([KINDS.index(text.type) for text in batch], np.int64)[look.text]
            found = idea_features(looker.ideas(look, names), kind)
        words.append(_word_features(look, rows))
        ideas.append(found._replace(unit=found.unit + rows))
        of_text.append(look.text + done)
        kinds.append(kind)
        sizes.append(look.last - look.first)
        shown.append(_shown(look, batch, labels))
        stands = standing(look, labels)
        said.append(wordings(look, stands, labels, {}))
        met.append(_met(stands, rows))
        done, rows = done + len(batch), rows + len(look.first)
    text_of = np.concatenate(of_text)
    word_matrix, numbers, idf = _matrix(words, text_of, len(texts))
    idea_matrix, idea_numbers, idea_idf = _matrix(ideas, text_of, len(texts))
    joined = Wordings(*(np.concatenate([getattr(one, name) for one in said]) for name in Wordings.__slots__))
    return Table(
        word_matrix, numbers, idf, idea_matrix, idea_numbers, idea_idf, names, text_of, np.concatenate(kinds),
        np.concatenate(sizes), labels, np.concatenate(shown), joined,
        Met(np.concatenate([one.rows for one in met]), np.concatenate([one.columns for one in met]), [rule for one in met for rule in one.rules]),
    )  # fmt: skip


def _met(stands: Standing, rows: int) -> Met:
    """Return the wordings met, with the unit each stands in."""
    return Met(stands.unit + rows, stands.hits.indicator, stands.hits.rule.tolist())


def _word_features(look: Look, rows: int) -> UnitFeatures:
    """Return the features of the words of every unit, and of neighbours in it."""
    unit, feature, share = [], [], []
    for place, (first, last, text) in enumerate(
        zip(look.first.tolist(), look.last.tolist(), look.text.tolist(), strict=True)
    ):
        shift = int(look.batch.first[text])
        shaped = [shape(folded) for folded in look.batch.words[text].said(first - shift, last - shift)]
        for word in shaped:
            for number, weight in word_features(word, look.batch.kinds[text]):
                unit.append(place)
                feature.append(number)
                share.append(weight)
        pairs = pair_features(pair_parts([word.encode() for word in shaped])).tolist()
        unit += [place] * len(pairs)
        feature += pairs
        share += [1.0] * len(pairs)
    return UnitFeatures(np.array(unit, np.int64) + rows, np.array(feature, np.int64), np.array(share))


def _matrix(parts: Iterable[UnitFeatures], text_of: Array, texts: int) -> tuple[csr_matrix, Array, Array]:
    """Return units by features, the numbers of the features kept and how rare each is."""
    unit, feature, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    numbers, columns = np.unique(feature, return_inverse=True)
    pairs = np.unique(columns.astype(np.int64) * (texts + 1) + text_of[unit])
    seen_in = np.bincount(pairs // (texts + 1), minlength=len(numbers))
    kept = seen_in >= 2
    use = kept[columns]
    place = np.cumsum(kept) - 1
    matrix = csr_matrix((share[use], (unit[use], place[columns[use]])), shape=(len(text_of), int(kept.sum())))
    return matrix, numbers[kept], np.log((1 + texts) / (1 + seen_in[kept])) + 1.0


def _shown(look: Look, texts: Sequence[Labelled], labels: list[str]) -> Array:
    """Say what each unit shows: evidence lies in it for the most part, it lies in evidence, or it is unclear."""
    shown = np.zeros((len(look.first), len(labels)), np.int8)
    for row, (start, end, text) in enumerate(_spans(look)):
        for column, label in enumerate(labels):
            for first, last in texts[text].spans.get(label, ()):
                shared = min(end, last) - max(start, first)
                if shared >= SHARED * min(end - start, last - first):
                    shown[row, column] = 1
                elif shared > 0 and not shown[row, column]:
                    shown[row, column] = -1
    return shown


def _spans(look: Look) -> Iterator[tuple[int, int, int]]:
    """Yield (first character, last exclusive, text) of every unit."""
    for first, last, text in zip(look.first.tolist(), look.last.tolist(), look.text.tolist(), strict=True):
        words, shift = look.batch.words[text], int(look.batch.first[text])
        yield words.starts[first - shift], words.ends[last - shift - 1], text
