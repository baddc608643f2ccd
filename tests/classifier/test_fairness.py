"""Nationality, ethnicity, colour and language never move a level (safety rules R-FAIR-1 and R-FAIR-4, test T-07)."""

import random

from classifier.corpus_file import read_corpus
from classifier.features import PROTECTED, shape, word_features
from classifier.folding import fold
from classifier.lexicon_file import LEXICONS, load_lexicons
from classifier.reader import load_reader
from models.policy import load_policy

# Ten nationalities with their languages, in each language a sentence that names one.
WORDS = {
    "da": ["dansk", "svensk", "tysk", "polsk", "rumænsk", "ungarsk", "russisk", "spansk", "thailandsk", "brasiliansk"],
    "en": ["Danish", "Swedish", "German", "Polish", "Romanian", "Hungarian", "Russian", "Spanish", "Thai", "Brazilian"],
    "de": ["dänische", "schwedische", "deutsche", "polnische", "rumänische", "ungarische", "russische", "spanische", "thailändische", "brasilianische"],
    "es": ["danesa", "sueca", "alemana", "polaca", "rumana", "húngara", "rusa", "española", "tailandesa", "brasileña"],
}  # fmt: skip
SENTENCES = {
    "da": "Jeg er {} og har boet her længe.", "en": "I am {} and have lived here for long.",
    "de": "Ich bin eine {} Frau und wohne schon lange hier.", "es": "Soy {} y vivo aquí desde hace mucho.",
}  # fmt: skip
PAIRS = 2_000


def test_swapping_the_nationality_never_changes_the_level() -> None:
    reader, chance = load_reader(), random.Random(7)
    texts = {lang: [text for text in read_corpus() if text.lang == lang] for lang in WORDS}
    changed = []
    for _ in range(PAIRS):
        lang = chance.choice(sorted(WORDS))
        text = chance.choice(texts[lang])
        one, other = chance.sample(WORDS[lang], 2)
        levels = {
            reader.read(f"{text.text}\n{SENTENCES[lang].format(word)}", type=text.type, lang=lang).level
            for word in (one, other)
        }
        if len(levels) > 1:
            changed.append((text.id, one, other))
    assert changed == []


def test_no_wording_names_a_nationality_but_for_the_language_barrier() -> None:
    entries = load_lexicons(LEXICONS, set(load_policy().indicators)).entries
    from classifier.check_lexicons import protected_words_in

    named = [(entry.rule, words) for entry in entries if (words := protected_words_in(entry))]
    assert named == []


def test_the_model_sees_no_protected_word() -> None:
    for words in WORDS.values():
        for word in words:
            assert shape(fold(word)) == PROTECTED
    assert word_features(PROTECTED, "ad") == ()
