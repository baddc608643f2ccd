"""Any text gives a valid reading: exact offsets, bounded work, and levels that no nationality can move."""

import gc
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.chunk_table import ChunkTable
from classifier.learned import load_model
from classifier.read_file import as_line, read_lines
from classifier.reader import BATCH, Reader, load_reader, make_reader
from classifier.undisturbed import undisturbed
from models.errors import BadInput
from models.values import Level, Reading

PIECES = st.sampled_from(
    ["uden kondom", "Vores piger", "71 74 62 88", "syv en syv fire", " ", "\n", "😊", "7️⃣", "\u200b", "𝟕", "19 år", "700 kr", "ไม่ใช้ถุง", "(", "İ", "ﬁ", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join))


def check(text: str, reading: Reading) -> None:
    for hit in reading.indicators:
        assert hit.evidence
        assert 0 <= hit.strength <= 1
        for piece in hit.evidence:
            assert text[piece.start : piece.end] == piece.quote != ""
    for found in (*reading.phones, *reading.ages, *reading.prices):
        assert 0 <= found.start < found.end <= len(text)
    assert as_line(reading) == json.dumps(_as_dicts(reading), ensure_ascii=False)


def _as_dicts(found: object) -> object:
    """Return a reading as ``json`` takes it: what has fields is an object."""
    if hasattr(found, "_asdict"):
        return {name: _as_dicts(value) for name, value in found._asdict().items()}
    return list(map(_as_dicts, found)) if isinstance(found, tuple) else found


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["ad", "review"]))
def test_any_text_gives_a_valid_reading_with_the_small_lexicon(small_reader: Reader, text: str, kind: str) -> None:
    check(text, small_reader.read(text, type=kind))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_valid_reading_with_everything_on(text: str) -> None:
    check(text, load_reader().read(text))


def test_too_little_text_is_not_assessed(small_reader: Reader) -> None:
    assert small_reader.read("Hej").level is Level.NOT_ASSESSED
    assert small_reader.read("").level is Level.NOT_ASSESSED


def test_a_language_without_lexicon_is_not_assessed(small_reader: Reader) -> None:
    text = "Masaż relaksacyjny w spokojnym miejscu, zapraszam w tygodniu od rana do wieczora, proszę dzwonić."
    assert small_reader.read(text).level is Level.NOT_ASSESSED


def test_a_quiet_ad_is_green(small_reader: Reader) -> None:
    assert small_reader.read("Rolig massage i Vejle, jeg har åbent hverdage fra ti til fem.").level is Level.GREEN


def test_a_stated_age_under_18_is_red_and_quoted(small_reader: Reader) -> None:
    reading = small_reader.read("Alder: 17. Massage i Vejle, ring og hør nærmere om tider.")
    assert reading.level is Level.RED
    assert [(hit.name, hit.evidence[0].quote, hit.evidence[0].rule) for hit in reading.indicators] == [
        ("youth", "17", "youth.stated_under_18")
    ]


@pytest.mark.parametrize("text", ["25 års erfaring som massør i Vejle", "Kun gæster over 18 år hos mig", "Min hund er 12 år og sover", "Har boet her i 19 år nu"])  # fmt: skip
def test_years_of_trade_and_age_limits_are_no_youth(small_reader: Reader, text: str) -> None:
    assert small_reader.read(text).indicators == ()


def test_read_many_reads_like_read_one_by_one(small_reader: Reader) -> None:
    texts = ["Vores piger er klar.", "syv en syv fire seks to otte otte", "Hun var bange"]
    entries = [{"id": str(place), "text": text, "type": "review"} for place, text in enumerate(texts)]
    one_by_one = [small_reader.read(text, id=str(place), type="review") for place, text in enumerate(texts)]
    assert list(small_reader.read_many(entries)) == one_by_one


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(TEXTS, st.sampled_from(["ad", "review"]), st.sampled_from([None, "da", "ro", "xx"])), max_size=6)
)
def test_any_texts_are_read_together_as_each_is_alone(given_texts: list[tuple[str, str, str | None]]) -> None:
    reader = load_reader()
    entries = [
        {"id": str(at), "text": text, "type": kind, "lang": lang} for at, (text, kind, lang) in enumerate(given_texts)
    ]
    together = list(reader.read_many(entries))
    assert together == [reader.read(**entry) for entry in entries]
    for reading, (text, _, _) in zip(together, given_texts, strict=True):
        check(text, reading)


def test_more_texts_than_one_batch_come_back_in_order(small_reader: Reader) -> None:
    entries = [{"id": str(at), "text": f"Ring 71 74 62 {at % 90 + 10}"} for at in range(2 * BATCH + 1)]
    readings = list(small_reader.read_many(iter(entries)))
    assert [reading.id for reading in readings] == [entry["id"] for entry in entries]
    assert all(
        reading.phones[0].e164 == f"+45717462{at % 90 + 10}" for at, reading in enumerate(readings) if reading.phones
    )


def test_words_forgotten_on_the_way_change_no_reading(small_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [{"text": f"Vores piger er klar, ord{at} uden kondom"} for at in range(BATCH + 20)]
    remembered = list(small_reader.read_many(texts))
    monkeypatch.setattr("classifier.words.MOST_REMEMBERED", 10)
    assert list(small_reader.read_many(texts)) == remembered


def test_words_forgotten_are_gone_at_once_and_wait_for_no_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifier.words.MOST_REMEMBERED", 10)
    reader = load_reader()
    tables = []
    with undisturbed():
        for at in range(5):
            reader.read(
                " ".join(
                    [f"Kl. 10-12, 1000 kr i timen, ring 71 nul nul {at}0 11,", *(f"nyt{word}" for word in range(20))]
                )
            )
            tables.append(sum(isinstance(thing, ChunkTable) and len(thing) > 10 for thing in gc.get_objects()))
    assert tables[1:] == tables[:-1]


@pytest.mark.parametrize(
    "where",
    [
        "words.plain_words", "phones.chunks._look", "families.Families.of_words", "word_elements.Elements.of_words",
        "patterns.Patterns._looked_for", "word_weights.letter_groups", "languages.evidence", "reader.find_prices_many",
    ],
)  # fmt: skip
def test_what_was_half_learned_when_reading_failed_changes_no_later_reading(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        {"text": text, "type": "ad"}
        for text in ("Jeg gør det gerne uden kondom", "Chefen tager pengene, ring syv en syv fire 62 88")
    ]
    expected = list(load_reader().read_many(texts))
    reader = make_reader(load_model())

    def full(*_given: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(f"classifier.{where}", full)
        with pytest.raises(MemoryError):
            list(reader.read_many(texts))
    assert list(reader.read_many(texts)) == expected


def test_lines_are_read_into_the_contracts_format() -> None:
    line = json.dumps({"id": "a", "type": "ad", "text": "Ring 71 74 62 88, 60 min 700 kr", "lang": None, "extra": 1})
    (written,) = read_lines([line, "\n"])
    reading = json.loads(written)
    assert set(reading) == {"id", "lang", "phones", "ages", "prices", "indicators", "level"}
    assert reading["phones"] == [{"e164": "+4571746288", "start": 5, "end": 16, "obscured": False}]
    assert reading["prices"] == [{"amount": 700.0, "currency": "DKK", "minutes": 60, "start": 25, "end": 31}]


def test_a_lone_surrogate_in_the_input_gives_writable_output() -> None:
    (written,) = read_lines(['{"id": "\\ud800", "text": "\\udfff 71 74 62 88"}'])
    assert json.loads(written.encode().decode())["phones"][0]["start"] == 2


@pytest.mark.parametrize(
    "line", ["not json", "[]", '{"id": "a"}', '{"id": "a", "text": 5}', '{"text": "71746288"}', '{"id": "a", "text": "71746288", "type": "blog"}', '{"id": "a", "text": "71746288", "lang": 3}', "[" * 5000]
)  # fmt: skip
def test_a_bad_line_is_told_by_number_and_never_by_its_text(line: str) -> None:
    with pytest.raises(BadInput) as caught:
        list(read_lines(['{"id": "1", "text": "fine"}', line]))
    assert "Line 2" in str(caught.value)
    assert "71746288" not in str(caught.value)
