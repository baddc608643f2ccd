"""Let the reader learn from use, and check it: what to ask people, retraining, drift, bias, calibration, model card.

queue        choose today's texts whose judgement teaches most (at most --daily)
retrain      train with people's judgements; the model is replaced only if it is no worse on texts kept out of training
drift        what changed at a site since the months before, and what to do
bias         proposals by language, region and site; pairs outside 0.8-1.25 must be answered
calibration  do the proposed scores agree with people's levels?
card         the model card of the model in use, from these very runs
answer       answer a notice: lygte reader answer 12 "New page layout, definition mended."
"""

import argparse
from pathlib import Path

from lygte.console import progress_bars, say, say_problem, table
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now

EXAMPLE = "lygte reader queue --daily 20"
TASKS = ("queue", "retrain", "drift", "bias", "calibration", "card", "answer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("task", choices=TASKS, help="what to do")
    parser.add_argument("notice", nargs="?", type=int, help="answer: the number of the notice")
    parser.add_argument("text", nargs="?", default="", help="answer: what was found and done")
    parser.add_argument("--daily", type=int, default=20, metavar="N", help="queue: at most so many texts (default 20)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="card: write here instead of standard output")


def model_folder(place: Installation) -> Path:
    """Return where a model trained in use is kept."""
    from classifier.learned import IN_USE

    return place.settings.data_dir / IN_USE


def run(options: argparse.Namespace) -> int:
    """Do one task."""
    place = open_installation(options)
    tasks = {
        "queue": _queue, "retrain": _retrain, "drift": _drift, "bias": _bias, "calibration": _calibration,
        "card": _card, "answer": _answer,
    }  # fmt: skip
    return tasks[options.task](place, options)


def _queue(place: Installation, options: argparse.Namespace) -> int:
    from classifier.reader import load_reader
    from classifier.teaching_stage import refresh_teaching

    with progress_bars(options.quiet) as progress:
        chosen = refresh_teaching(
            place.engine, place.keyring, load_reader(model_folder(place)), now=utc_now(), daily=options.daily,
            progress=progress,
        )  # fmt: skip
    rows = [
        (number, one.candidate.key[0], one.candidate.key[1], one.candidate.indicator, one.reason, one.value)
        for number, one in enumerate(chosen, 1)
    ]
    if rows:
        say(table(rows, ("no.", "ad", "review", "indicator", "reason", "value")))
    say(f"{len(rows)} texts to judge today.")
    return 0


def _retrain(place: Installation, options: argparse.Namespace) -> int:
    from sqlmodel import Session

    from classifier.corpus_file import read_corpus
    from classifier.judged import as_labelled, read_judged
    from classifier.reader import load_reader
    from classifier.retrain import retrain

    folder = model_folder(place)
    old = load_reader(folder)
    with Session(place.engine) as session:
        judged = as_labelled(session, place.keyring, read_judged(session), old)
    done = retrain(list(read_corpus()), judged, folder, old, say=(lambda _line: None) if options.quiet else say)
    compared = done.comparison
    say(
        f"Kept out of training: {compared.texts} texts, {compared.judged} of them judged in use; {len(judged)} judged in all."
    )
    say(
        f"Macro-F1 {compared.old_f1:.3f} before, {compared.new_f1:.3f} after; clean texts flagged {compared.old_flagged:.3f}, {compared.new_flagged:.3f}."
    )
    if done.replaced:
        say(f"The new model {done.version} is in use; 'lygte screen' reads everything again with it.")
        return 0
    say_problem("The new model is worse and was thrown away: " + " ".join(done.reasons))
    return 1


def _drift(place: Installation, _options: argparse.Namespace) -> int:
    from classifier.checks import drift

    found = drift(place.engine, now=utc_now())
    for one in found:
        say(
            f"{one.site} {one.month}: {one.measure} {one.before:.2f} → {one.after:.2f} ({one.texts} texts). {one.advice}"
        )
    say("Nothing moved." if not found else f"{len(found)} changes to answer.")
    return _waiting(place)


def _bias(place: Installation, _options: argparse.Namespace) -> int:
    return report_bias(place)


def report_bias(place: Installation) -> int:
    """Print proposals by language, region and site; 1 where a notice waits for an answer."""
    from classifier.checks import bias

    found, apart = bias(place.engine, now=utc_now())
    rows = [(one.kind, one.name, one.ads, f"{one.share('red'):.1%}", f"{one.share('yellow'):.1%}") for one in found]
    if rows:
        say(table(rows, ("by", "group", "ads", "red", "yellow")))
    for gap in apart:
        say(f"{gap.level}: {gap.one.kind} {gap.one.name} to {gap.other.name}: ratio {gap.ratio:.2f}, outside 0.8-1.25.")
    say(
        "No pair of groups with at least 50 ads lies outside 0.8-1.25."
        if not apart
        else f"{len(apart)} pairs to answer."
    )
    return _waiting(place)


def _waiting(place: Installation) -> int:
    """List notices without an answer; 1 where there are any."""
    from sqlmodel import Session

    from models.reader_notices import unanswered

    with Session(place.engine) as session:
        waiting = unanswered(session)
        for one in waiting:
            say(f"notice {one.id}: {one.kind} {one.month} {one.about} {one.measure} {one.before:.2f} → {one.after:.2f}")
    return 1 if waiting else 0


def _calibration(place: Installation, _options: argparse.Namespace) -> int:
    from sqlmodel import Session

    from classifier.checks import calibration

    with Session(place.engine) as session:
        found = calibration(session)
    say(found.in_words())
    if found.bins:
        say(
            table(
                [(one.count, f"{one.expected:.2f}", f"{one.seen:.2f}") for one in found.bins],
                ("places", "expected", "seen"),
            )
        )
    for size, share in found.precision_at.items():
        say(f"Of the {size} highest proposals {share:.0%} were of concern.")
    return 0


def _card(place: Installation, options: argparse.Namespace) -> int:
    from sqlmodel import Session

    from classifier.card import make_card
    from classifier.checks import bias, calibration
    from classifier.corpus_file import read_corpus
    from classifier.evaluate import EXAMS, tables_of
    from classifier.reader import load_reader
    from lygte.streams import write_all_or_nothing

    reader = load_reader(model_folder(place))
    with Session(place.engine) as session:
        calibrated = calibration(session)
    compared = bias(place.engine, now=utc_now())
    if reader.model is None:
        say_problem("There is no trained model.")
        return 1
    figures = tables_of([text for text in read_corpus() if text.kept_out], reader, EXAMS)
    write_all_or_nothing(iter(make_card(reader.model, figures, calibrated, compared).splitlines()), options.out)
    return 0


def _answer(place: Installation, options: argparse.Namespace) -> int:
    from models.db import session_scope
    from models.reader_notices import answer

    with session_scope(place.engine) as session:
        answer(session, options.notice or 0, options.text, user_id=None, now=utc_now())
    say("Answered.")
    return 0
