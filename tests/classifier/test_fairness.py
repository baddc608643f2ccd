"""Nationality, ethnicity, colour and language never move a level (safety rules R-FAIR-1 and R-FAIR-4, test T-07)."""

import json
import random
from collections.abc import Iterator

import numpy as np

from classifier.corpus_file import read_corpus
from classifier.features import PROTECTED, shape, word_features
from classifier.folding import fold
from classifier.learned import MODEL
from classifier.lexicon_file import LEXICONS, load_lexicons
from classifier.reader import Reader, load_reader, make_reader
from models.policy import load_policy

# Ten nationalities, or the languages they speak, in each language, and a sentence that names one.
WORDS = {
    "da": ["dansk", "svensk", "tysk", "polsk", "rumænsk", "ungarsk", "russisk", "spansk", "thailandsk", "brasiliansk"],
    "en": ["Danish", "Swedish", "German", "Polish", "Romanian", "Hungarian", "Russian", "Spanish", "Thai", "Brazilian"],
    "sv": ["dansk", "svensk", "tysk", "polsk", "rumänsk", "ungersk", "rysk", "spansk", "thailändsk", "brasiliansk"],
    "de": ["dänische", "schwedische", "deutsche", "polnische", "rumänische", "ungarische", "russische", "spanische", "thailändische", "brasilianische"],
    "ro": ["daneză", "suedeză", "germană", "poloneză", "română", "maghiară", "rusă", "spaniolă", "thailandeză", "braziliană"],
    "pl": ["duńska", "szwedzka", "niemiecka", "polska", "rumuńska", "węgierska", "rosyjska", "hiszpańska", "tajska", "brazylijska"],
    "es": ["danesa", "sueca", "alemana", "polaca", "rumana", "húngara", "rusa", "española", "tailandesa", "brasileña"],
    "hu": ["dán", "svéd", "német", "lengyel", "román", "magyar", "orosz", "spanyol", "thai", "brazil"],
    "ru": ["датская", "шведская", "немецкая", "польская", "румынская", "венгерская", "русская", "испанская", "тайская", "бразильская"],
    "it": ["danese", "svedese", "tedesca", "polacca", "rumena", "ungherese", "russa", "spagnola", "thailandese", "brasiliana"],
    "bg": ["датска", "шведска", "немска", "полска", "румънска", "унгарска", "руска", "испанска", "тайландска", "бразилска"],
    "th-en": ["Danish", "Swedish", "German", "Polish", "Romanian", "Hungarian", "Russian", "Spanish", "Thai", "Brazilian"],
}  # fmt: skip
SENTENCES = {
    "da": "Jeg er {} og har boet her længe.", "en": "I am {} and have lived here for long.", "sv": "Jag är {} och har bott här länge.",
    "de": "Ich bin eine {} Frau und wohne schon lange hier.", "ro": "Sunt o femeie {} și locuiesc aici de mult.",
    "pl": "Jestem {} kobieta i mieszkam tu od dawna.", "es": "Soy {} y vivo aquí desde hace mucho.", "hu": "Én {} nő vagyok, és régóta itt élek.",
    "ru": "Я {} женщина и давно здесь живу.", "it": "Sono una donna {} e vivo qui da tanto.", "bg": "Аз съм {} жена и живея тук отдавна.",
    "th-en": "Me {} lady, live here long time.",
}  # fmt: skip
PAIRS = 2_000
# What the model may flip where rules flip nothing (T-07).
MODEL_FLIPS = 0.005


def pairs() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Yield (id, one text, the same with another nationality), all languages alike."""
    chance = random.Random(7)
    texts = {lang: [text for text in read_corpus() if text.lang == lang] for lang in WORDS}
    for place in range(PAIRS):
        lang = sorted(WORDS)[place % len(WORDS)]
        text = chance.choice(texts[lang])
        one, other = (
            {"id": word, "text": f"{text.text}\n{SENTENCES[lang].format(word)}", "type": text.type, "lang": lang[:2]}
            for word in chance.sample(WORDS[lang], 2)
        )
        yield text.id, one, other


def flips(reader: Reader) -> list[tuple[str, str, str]]:
    """Return the pairs whose level differs."""
    tried = list(pairs())
    ones = reader.read_many(one for _, one, _ in tried)
    others = reader.read_many(other for _, _, other in tried)
    return [
        (ident, one.id, other.id)
        for (ident, _, _), one, other in zip(tried, ones, others, strict=True)
        if one.level is not other.level
    ]


def test_swapping_the_nationality_never_changes_the_level_by_rules_in_any_language() -> None:
    assert flips(make_reader(None)) == []


def test_swapping_the_nationality_hardly_ever_changes_the_level_with_the_model() -> None:
    assert len(flips(load_reader())) <= MODEL_FLIPS * PAIRS


def test_no_wording_names_a_nationality_but_for_the_language_barrier() -> None:
    entries = load_lexicons(LEXICONS, set(load_policy().indicators)).entries
    from classifier.check_lexicons import protected_words_in

    named = [(entry.rule, words) for entry in entries if (words := protected_words_in(entry))]
    assert named == []


def test_the_model_sees_no_protected_word() -> None:
    seen = {(lang, word) for lang, words in WORDS.items() for word in words if shape(fold(word)) != PROTECTED}
    assert seen == set()
    assert word_features(PROTECTED, "ad") == ()


def test_names_of_languages_speak_of_a_language_barrier_and_of_nothing_else() -> None:
    facts = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))
    with np.load(MODEL / "weights.npz", allow_pickle=False) as stored:
        features, weights = stored["idea_features"].astype(np.int64), stored["idea_weights"]
    size, named = len(facts["ideas"]), facts["ideas"].index("tongue")
    pairs = features - 3 * size
    of_names = np.where(pairs < 0, features % size == named, (pairs // size == named) | (pairs % size == named))
    barrier = np.array([label == "language_barrier" for label in facts["labels"]] * 2)
    assert weights[of_names][:, barrier].any()
    assert not weights[of_names][:, ~barrier].any()
