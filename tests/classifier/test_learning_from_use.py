"""Reading learns from what people say, and never gets worse by it without saying so."""

import json
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from classifier import checks, retrain, teaching
from classifier.bias import gaps, shares
from classifier.calibration import FEWEST, JudgedPoint, calibrate
from classifier.corpus_file import Labelled
from classifier.drift import Month, changes
from classifier.judged import as_labelled, is_kept_out, read_judged
from classifier.learned import load_model
from classifier.reader import Reader, load_reader, make_reader
from classifier.teaching import NOTHING_FOUND, Candidate, choose
from classifier.teaching_stage import refresh_teaching
from models import reader_notices
from models.ad import Ad
from models.db import session_scope
from models.errors import BadInput
from models.finding import Finding, TextReading
from models.judgement import ReaderNotice, TeachingText, TextJudgement
from models.keys import KeyRing
from models.people import Organisation, User
from models.proposed import Proposed
from models.site import Site

CALM = "Rolig massage i Vejle, ring på hverdage, jeg har god tid og te på kanden nummer {}."
CLEAR = "Vores piger er klar til dig hele dagen, ring til receptionen nummer {}."


def add_ads(engine: Engine, keyring: KeyRing, now: datetime, texts: list[str]) -> list[int]:
    with Session(engine) as session:
        session.add(Site(name="byen", title="Byen", start_url="http://127.0.0.1/"))
        organisation = Organisation(name="Hjælpen")
        session.add(organisation)
        session.flush()
        session.add(User(login="n", role="coordinator", organisation_id=organisation.id, password_hash="x"))  # fmt: skip
        ids = []
        for place, text in enumerate(texts):
            content = json.dumps({"title": "", "text": text, "phones": []})
            ad = Ad(site="byen", external_id=str(place), url="u", first_seen=now, last_seen=now, content_hash=f"h{place}", content_sealed=keyring.seal(content, "ad.content"))  # fmt: skip
            session.add(ad)
            session.flush()
            session.add(TextReading(ad_id=ad.id, content_hash=ad.content_hash, lang="da", level="green", reader_version="v", read_at=now))  # fmt: skip
            assert ad.id is not None
            ids.append(ad.id)
        session.commit()
        return ids


def judge(engine: Engine, ad_id: int, now: datetime, shown: bool, content_hash: str = "h0") -> None:
    with session_scope(engine) as session:
        user = session.exec(select(User)).first()
        assert user is not None
        session.add(TextJudgement(ad_id=ad_id, indicator="third_party_control", shown=shown, content_hash=content_hash, user_id=user.id, made_at=now))  # fmt: skip


def test_the_newest_judgement_of_a_person_counts(store: Engine, keyring: KeyRing, now: datetime) -> None:
    (ad_id,) = add_ads(store, keyring, now, [CLEAR.format(1)])
    judge(store, ad_id, now, shown=False)
    judge(store, ad_id, now + timedelta(hours=1), shown=True)
    with Session(store) as session:
        (one,) = read_judged(session)
        (labelled,) = as_labelled(session, keyring, [one], load_reader())
    assert (one.shown, one.not_shown) == ({"third_party_control"}, set())
    assert "third_party_control" in labelled.labels
    assert labelled.text == "\n" + CLEAR.format(1)


def test_a_no_takes_away_what_the_reader_found_and_a_changed_ad_is_left_out(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    ids = add_ads(store, keyring, now, [CLEAR.format(1), CLEAR.format(2)])
    judge(store, ids[0], now, shown=False)
    judge(store, ids[1], now, shown=True, content_hash="older")
    with Session(store) as session:
        labelled = as_labelled(session, keyring, read_judged(session), load_reader())
    assert [(one.id, "third_party_control" in one.labels) for one in labelled] == [(f"judged-{ids[0]}-0", False)]


def test_erasing_an_ad_leaves_no_judgement_of_it(store: Engine, keyring: KeyRing, now: datetime) -> None:
    from models.expiry import Expired, erase_ads

    (ad_id,) = add_ads(store, keyring, now, [CLEAR.format(1)])
    judge(store, ad_id, now, shown=True)
    with session_scope(store) as session:
        session.add(TeachingText(day=now.date(), place=1, ad_id=ad_id, reason="unsure", value=1.0))
        session.flush()
        erase_ads(session, [ad_id], Expired())
    with Session(store) as session:
        assert session.exec(select(TextJudgement)).all() == session.exec(select(TeachingText)).all() == []


def made(place: int, label: str | None, words: str, kept_out: bool) -> Labelled:
    labels = frozenset({label} if label else ())
    spans = {label: ((0, len(words)),)} if label else {}
    return Labelled(f"t{place}", "ad", "da", words, labels, spans, (), kept_out)


def corpus(*, wrong: bool = False) -> list[Labelled]:
    chance, texts = random.Random(3), []
    control = ["chefen bestemmer over pigerne", "vores piger passes af en mand", "bossen henter pengene hos pigerne"]
    calm = ["jeg har en rolig klinik med te", "ring gerne på hverdage til mig", "massage med varme sten og ro"]
    for place in range(160):
        shown, kept_out = place % 2 == 0, place % 5 == 0
        words = f"{chance.choice(control if shown else calm)} {chance.choice('abcdefg')}{place}"
        label = "third_party_control" if shown != (wrong and not kept_out) else None
        texts.append(made(place, label, words, kept_out))
    return texts


def test_a_model_that_is_no_worse_replaces_the_old_one(tmp_path: Path) -> None:
    done = retrain.retrain(corpus(), [], tmp_path, make_reader(None), say=lambda _line: None)
    assert done.replaced
    assert load_model(tmp_path).version == done.version
    assert load_reader(tmp_path).model is not None


def test_a_worse_model_is_refused_with_reasons_and_the_old_one_stays(tmp_path: Path) -> None:
    good = retrain.retrain(corpus(), [], tmp_path, make_reader(None), say=lambda _line: None)
    before = (tmp_path / "weights.npz").read_bytes()
    done = retrain.retrain(corpus(wrong=True), [], tmp_path, make_reader(load_model(tmp_path)), say=lambda _line: None)
    assert good.replaced
    assert not done.replaced
    assert done.reasons
    assert (tmp_path / "weights.npz").read_bytes() == before


def test_a_folder_without_a_fitting_model_falls_back_to_the_one_that_ships(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"format": "older"}')
    assert load_reader(tmp_path) is load_reader()


def test_one_judged_text_in_five_is_kept_out_whatever_its_version() -> None:
    from classifier.judged import Judged

    kept = [is_kept_out(Judged((place, None), f"h{place}")) for place in range(1000)]
    assert 150 < sum(kept) < 250
    assert kept == [is_kept_out(Judged((place, None), "other")) for place in range(1000)]


def candidate(
    place: int, chance: float, lang: str = "da", indicator: str | None = "youth", found: bool = False
) -> Candidate:
    return Candidate((place, None), lang, indicator, chance, found)


def test_the_undecided_and_the_contradictory_are_asked_first_and_the_day_is_bounded() -> None:
    names, langs = ["youth", "pressure", "movement", "recruitment"], ["da", "en", "de", "sv"]
    texts = [candidate(place, place / 100, langs[place % 4], names[place % 4]) for place in range(50)]
    enough = Counter(dict.fromkeys(langs, 99))
    chosen = choose(texts, enough, seed=1, daily=4)
    assert [one.candidate.chance for one in chosen] == [0.49, 0.48, 0.47, 0.46]
    assert {one.reason for one in chosen} == {"unsure"}
    sure_but_not_found = candidate(99, 0.995, "pl", "poor_conditions")
    asked = choose([*texts, sure_but_not_found], enough, seed=1, daily=4)
    assert (asked[0].candidate, asked[0].reason) == (sure_but_not_found, "disagree")


def test_a_day_holds_no_text_twice_not_too_many_alike_and_a_sample_in_which_nothing_was_found() -> None:
    texts = [candidate(place // 2, 0.5, indicator="youth") for place in range(60)]
    texts += [candidate(100 + place, 0.4, lang="ro", indicator="pressure") for place in range(20)]
    texts += [candidate(200 + place, 0.0, indicator=None) for place in range(20)]
    chosen = choose(texts, Counter(), seed=4, daily=20)
    keys = [one.candidate.key for one in chosen]
    assert len(keys) == len(set(keys)) <= 20
    most = Counter(one.candidate.indicator for one in chosen)
    assert most["youth"] <= teaching.MOST_ALIKE * 20 + 5
    assert len(keys) == 20
    assert [one.reason for one in chosen].count(NOTHING_FOUND) == 1
    assert choose(texts, Counter(), seed=4, daily=20) == chosen


def test_the_days_questions_are_written_masked_and_judged_texts_are_not_asked_again(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    ids = add_ads(store, keyring, now, [CLEAR.format(1) + " Ring 71 74 62 88", CALM.format(2), CLEAR.format(3)])
    judge(store, ids[2], now, shown=True, content_hash="h2")
    refresh_teaching(store, keyring, load_reader(), now=now, daily=5)
    refresh_teaching(store, keyring, load_reader(), now=now, daily=5)
    with Session(store) as session:
        asked = session.exec(select(TeachingText)).all()
    assert {one.ad_id for one in asked} <= set(ids[:2])
    assert ids[0] in {one.ad_id for one in asked}
    assert len({(one.ad_id, one.review_id) for one in asked}) == len(asked)
    assert all("71 74" not in (one.quote_masked or "") for one in asked)


def month(name: str, texts: int, youth: int, lang: str = "da", unknown: int = 10) -> Month:
    return Month("byen", name, texts, Counter(youth=youth), Counter({lang: texts}), Counter({2: texts}), 1000, unknown)


def test_a_rate_that_jumps_is_drift_and_one_that_wobbles_is_none() -> None:
    usual = [month(f"2026-0{place}", 200, 20) for place in range(1, 5)]
    assert changes([*usual, month("2026-05", 200, 26)]) == []
    (moved,) = changes([*usual, month("2026-05", 200, 60)])
    assert (moved.measure, moved.before, moved.after) == ("indicator:youth", 0.1, 0.3)
    assert moved.advice
    assert changes([*usual, month("2026-05", 20, 20)]) == []


def test_another_language_and_unknown_words_are_drift() -> None:
    usual = [month(f"2026-0{place}", 200, 20) for place in range(1, 5)]
    assert [one.measure for one in changes([*usual, month("2026-05", 200, 20, lang="ro")])] == ["languages"]
    assert [one.measure for one in changes([*usual, month("2026-05", 200, 20, unknown=200)])] == ["unknown_words"]


def test_drift_in_the_store_becomes_a_notice_once_and_can_be_answered(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    ids = add_ads(store, keyring, now, ["massage"] * 80)
    with session_scope(store) as session:
        for place, ad_id in enumerate(ids):
            ad = session.get_one(Ad, ad_id)
            ad.first_seen = now - timedelta(days=40) if place < 40 else now
            ad.text_masked = "massage i byen"
            if place >= 40 or place < 4:
                session.add(Finding(ad_id=ad_id, indicator="youth", direction="concern", strength=0.5, rule="r", found_at=now))  # fmt: skip
    for _ in range(2):
        assert [one.measure for one in checks.drift(store, now=now)] == ["indicator:youth"]
    with session_scope(store) as session:
        (notice,) = reader_notices.unanswered(session)
        with pytest.raises(BadInput):
            reader_notices.answer(session, notice.id or 0, "  ", user_id=None, now=now)
        reader_notices.answer(session, notice.id or 0, "Ny tekst på siden.", user_id=None, now=now)
    with Session(store) as session:
        assert reader_notices.unanswered(session) == []
        assert session.exec(select(ReaderNotice)).one().answer == "Ny tekst på siden."


def test_a_pair_of_languages_outside_the_band_must_be_answered_and_small_groups_are_not_compared() -> None:
    def ads(lang: str, count: int, red: int) -> list[Proposed]:
        return [Proposed("red" if place < red else "green", {"lang": lang}) for place in range(count)]

    (gap,) = gaps(shares([*ads("da", 100, 10), *ads("ro", 100, 14), *ads("en", 100, 12), *ads("th", 40, 30)]))
    assert (gap.level, gap.one.name, gap.other.name, round(gap.ratio, 2)) == ("red", "da", "ro", 1.4)
    assert gaps(shares([*ads("da", 100, 0), *ads("ro", 100, 0)])) == []
    assert gaps(shares([*ads("da", 100, 0), *ads("ro", 100, 1)]))[0].ratio == float("inf")


def test_between_regions_a_few_ads_more_or_less_are_chance() -> None:
    def ads(name: str, number: int, red: int) -> list[Proposed]:
        return [Proposed("red" if at < red else "green", {"region": name}) for at in range(number)]

    assert gaps(shares([*ads("1081", 100, 0), *ads("1082", 100, 3)])) == []
    (gap,) = gaps(shares([*ads("1081", 400, 4), *ads("1082", 400, 40)]))
    assert (gap.one.kind, gap.level) == ("region", "red")


def test_too_few_judgements_are_told_with_their_count_and_give_no_chance() -> None:
    few = calibrate([JudgedPoint(1.0, True)] * 30)
    assert few.chance(1.0) is None
    assert "Not yet calibrated: 30" in few.in_words()


def test_planted_chances_are_found_again() -> None:
    chance = random.Random(5)
    points = []
    for _ in range(40 * FEWEST):
        score = chance.uniform(-2, 3)
        points.append(JudgedPoint(score, chance.random() < 1 / (1 + 2.718281828 ** -(1.5 * score - 1))))
    found = calibrate(points)
    assert found.slope == pytest.approx(1.5, abs=0.2)
    assert all(abs(one.expected - one.seen) < 0.06 for one in found.bins)
    assert found.lift_at[50] > 1.5


def test_the_card_tells_the_models_own_numbers() -> None:
    from classifier.card import make_card
    from classifier.evaluate import as_summary, measure_parts

    model = load_model()
    figures = as_summary(measure_parts([made(1, None, "massage i byen med te", True)], load_reader(), {}))
    card = make_card(model, figures)
    assert model.version in card
    assert "| Written beside the wordings | 1 | 0.000 | 0.000 | 0.000 | 0.000 / 0.000 |" in card
    assert "Not yet calibrated: 0" in card
    assert all(f"`{label}`" in card for label in model.labels)


def test_chances_are_told_with_the_same_reading(small_reader: Reader) -> None:
    texts = [{"id": "1", "text": CLEAR.format(1), "type": "ad"}]
    ((reading, chances),) = load_reader().read_with_chances(texts)
    assert reading == load_reader().read(CLEAR.format(1), id="1")
    assert set(chances) == set(load_model().labels)
    assert small_reader.read_with_chances(texts)[0][1] == {}
