"""The commands as people run them: help with an example, exit codes, one plain sentence, nothing half-written."""

import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from lygte.installation import open_from, utc_now
from lygte.main import ALIASES, COMMANDS, command_module, main
from models.db import make_engine, session_scope
from models.figure import FigureRelease
from models.keys import load_keyring
from models.people import PasskeyChallenge
from models.settings import load_settings
from models.site import CrawlPass, Site
from tests.lygte.conftest import lygte

PHONE = "+4571740001"


def one_sentence(complaint: str) -> str:
    """Return the one line of complaint; there is no traceback and nothing else."""
    lines = complaint.strip().splitlines()
    assert len(lines) == 1, complaint
    assert lines[0].startswith("lygte: ")
    return lines[0]


@pytest.mark.parametrize("name", [*COMMANDS, *ALIASES])
def test_every_command_explains_itself_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    assert f"Example: {command_module(ALIASES.get(name, name)).EXAMPLE}" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_reference(name: str) -> None:
    reference = Path("docs/reference/commands.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {name}$", reference, re.MULTILINE)


def test_an_unknown_command_is_wrong_use() -> None:
    assert lygte("frobnicate").returncode == 2


GOOD_LINE = json.dumps(
    {
        "id": "a",
        "type": "ad",
        "text": f"Ring {PHONE}",
        "phones": [PHONE],
        "site": "s",
        "seen_at": "2026-11-01T00:00:00Z",
    }
)


def feed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Put lines on standard input of this process."""
    content = io.TextIOWrapper(io.BytesIO(("\n".join(lines) + "\n").encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", content)


@pytest.mark.parametrize(
    ("command", "line", "says"),
    [
        ("read", "{", "JSON"),
        ("read", '{"type": "ad", "text": "hej"}', "id"),
        ("read", '{"id": "b", "type": "ad"}', "text"),
        ("read", '{"id": "b", "type": "poem", "text": "hej"}', "type"),
        ("read", "[1]", "JSON"),
        ("link", "{", "JSON"),
        ("link", '{"text": "x"}', "id"),
        ("link", '{"id": "b", "text": "x", "phones": "12", "site": "s", "seen_at": "2026-01-01T00:00:00Z"}', "phones"),
        ("link", '{"id": "b", "text": "x", "phones": [], "site": "s", "seen_at": "yesterday"}', "seen_at"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    command: str, line: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(monkeypatch, GOOD_LINE, line)
    assert main([command]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    sentence = one_sentence(written.err)
    assert says in sentence
    assert "line 2" in sentence.lower()
    assert PHONE[3:] not in sentence


def test_read_and_link_take_an_empty_input() -> None:
    for command in ("read", "link"):
        done = lygte(command)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_text_with_no_words_is_read_and_not_assessed() -> None:
    done = lygte("read", stdin='{"id": "a", "type": "ad", "text": ""}\n')
    assert done.returncode == 0
    reading = json.loads(done.stdout)
    assert (reading["level"], reading["lang"], reading["indicators"]) == ("not_assessed", "und", [])


def test_read_needs_no_database_network_or_configuration(tmp_path: Path) -> None:
    """Run from an empty folder, it leaves nothing behind."""
    text = "Sød massage i Vejle. Ring 71 74 00 01. Jeg bor alene og vælger selv mine kunder."
    done = lygte("read", stdin=json.dumps({"id": "a", "type": "ad", "text": text, "lang": None}), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout)
    assert [phone["e164"] for phone in reading["phones"]] == [PHONE]
    assert list(tmp_path.iterdir()) == []
    for indicator in reading["indicators"]:
        for evidence in indicator["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_not_utf8_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lygte.main", "read"], input=b'{"id": "\xff"}\n', capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"line 1" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("[]", "one JSON object"),
        ('{"stops": []}', "teams"),
        (
            '{"stops": [{"id": "a", "score": "x", "service": 1, "window": [0, 9]}], "teams": [], "travel": [[0]]}',
            "score",
        ),
    ],
)
def test_a_bad_problem_is_named(content: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "problem.json"
    file.write_text(content)
    assert main(["plan", str(file), "--out", str(tmp_path / "plan.json")]) == 2
    assert says in one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "plan.json").exists()


def test_a_missing_problem_file_is_named(tmp_path: Path) -> None:
    done = lygte("plan", str(tmp_path / "nothing.json"))
    assert done.returncode == 2
    assert "nothing.json" in one_sentence(done.stderr)


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = lygte("serve", "--data", str(tmp_path), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "another program has it" in one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--port", "70000"), "0 to 65535"), (("--host", "192.0.2.1", "--port", "0"), "no such address")],
)
def test_a_port_nobody_has_is_not_blamed_on_another_program(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = lygte("serve", "--data", str(tmp_path), *words)
    assert done.returncode == 2
    assert says in one_sentence(done.stderr)


def test_a_breach_by_nobody_we_know_is_not_answered_with_nothing(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    lygte("user", "add", "anna", *data)
    done = lygte("breach", "--user", "ana", *data)
    assert done.returncode == 2
    assert "no account with the log-in name ana" in one_sentence(done.stderr)
    known = lygte("breach", "--user", "anna", *data)
    assert (known.returncode, known.stdout) == (0, "Nothing was looked at in that time.\n")
    assert "a day is written as" in lygte("breach", "--since", "yesterday", *data).stderr


def test_a_site_nobody_knows_is_not_withdrawn(tmp_path: Path) -> None:
    done = lygte("site", "withdraw", "nosuch", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "no site named nosuch" in one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("screen", "--database", "sqlite:////proc/nowhere/lygte.db"), "is its folder there"),
        (("audit", "verify", "--key", "heads.pub"), "--key goes with --heads"),
        (("sbom", "--lock", "requirements-setup.lock", "--against", "nothing.json"), "--against names a bill"),
        (("plan", "-"), "Standard input, line 1"),
    ],
)
def test_a_complaint_names_what_is_wrong(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    data = () if words[0] in ("sbom", "plan") else ("--data", str(tmp_path))
    done = lygte(*words, *data, stdin="{broken")
    assert done.returncode == 2
    assert says in one_sentence(done.stderr)


def test_a_database_of_another_version_is_left_alone(tmp_path: Path) -> None:
    assert lygte("user", "list", "--data", str(tmp_path)).returncode == 0
    engine = make_engine(f"sqlite:///{tmp_path / 'lygte.db'}", load_keyring(tmp_path / "keys.json").store_key)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    done = lygte("screen", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "newer Lygte" in one_sentence(done.stderr)


def test_lost_keys_are_said_before_anything_happens(tmp_path: Path) -> None:
    assert lygte("user", "list", "--data", str(tmp_path)).returncode == 0
    (tmp_path / "keys.json").unlink()
    done = lygte("screen", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "restore it from its back-up" in one_sentence(done.stderr)


def test_a_log_in_is_added_listed_and_closed(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    added = lygte("user", "add", "anna", "--role", "outreach", "--organisation", "AmiAmi", "--regions", "1083", *data)
    assert added.returncode == 0, added.stderr
    again = lygte("user", "add", "anna", "--role", "outreach", "--organisation", "AmiAmi", *data)
    assert again.returncode == 2
    assert "taken" in one_sentence(again.stderr)
    assert lygte("user", "close", "anna", *data).returncode == 0
    assert re.search(r"anna\s+outreach\s+da\s+closed", lygte("user", "list", *data).stdout)


def test_a_back_up_is_written_tried_and_restored(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    lygte("user", "add", "anna", *data)
    assert lygte("backup", "--out", str(tmp_path / "b"), *data).returncode == 0
    tried = lygte("restore", str(tmp_path / "b"), "--test", *data)
    assert (tried.returncode, tried.stderr) == (0, "")
    database = f"sqlite:///{tmp_path / 'second.db'}"
    assert lygte("restore", str(tmp_path / "b"), *data, "--database", database).returncode == 0
    assert "anna" in lygte("user", "list", *data, "--database", database).stdout


def test_forgetting_says_the_same_for_every_number_and_never_repeats_it(tmp_path: Path) -> None:
    first = lygte("forget", "--data", str(tmp_path), stdin="71 74 00 01\n")
    second = lygte("forget", "--data", str(tmp_path), stdin="71 74 99 99\n")
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "71" not in first.stdout
    assert lygte("audit", "verify", "--data", str(tmp_path)).returncode == 0


@pytest.mark.parametrize("command", [("insight",), ("breach", "--what-we-have")])
def test_what_is_no_number_is_one_sentence_and_writes_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = lygte(*command, "--data", str(tmp_path), stdin="hello\n")
    assert done.returncode == 2
    assert "not a valid phone number" in one_sentence(done.stderr)


def test_a_stop_wants_a_reason_without_a_number(tmp_path: Path) -> None:
    done = lygte("stop", "--why", "she called from 71 74 00 01", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "71" not in one_sentence(done.stderr)


def test_erasure_writes_its_letter(tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    assert lygte("forget", "--letter", str(out), "--data", str(tmp_path), stdin="71 74 00 01\n").returncode == 0
    assert "samme svar" in out.read_text(encoding="utf-8")


def test_a_reader_of_the_output_that_goes_away_leaves_no_complaint() -> None:
    lock = Path(__file__).parents[2] / "requirements.lock"
    command = [sys.executable, "-m", "lygte.main", "sbom", "--lock", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout and running.stderr
        # Far less than the bill is long: the rest waits in the pipe when its reader goes.
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_retention_runs_on_an_empty_store(tmp_path: Path) -> None:
    done = lygte("retention", "run", "--data", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "Expired and deleted: nothing.\n")


def test_what_an_installation_keeps_for_a_shorter_time_goes_earlier_and_nothing_is_kept_longer(tmp_path: Path) -> None:
    lygte("retention", "run", "--data", str(tmp_path))
    place = open_from(load_settings(str(tmp_path)))
    with session_scope(place.engine) as session:
        session.add(Site(name="s", title="S", start_url="http://127.0.0.1/"))
        session.flush()
        session.add(CrawlPass(site="s", started_at=utc_now() - timedelta(days=8), status="complete"))
    assert lygte("retention", "run", "--data", str(tmp_path)).stdout == "Expired and deleted: nothing.\n"
    (tmp_path / "retention.yml").write_text("crawl_pass_days: 731\n", encoding="utf-8")
    refused = lygte("retention", "run", "--data", str(tmp_path))
    assert refused.returncode == 2
    assert "crawl_pass_days must be between 1 and 730" in one_sentence(refused.stderr)
    (tmp_path / "retention.yml").write_text("crawl_pass_days: 7\n", encoding="utf-8")
    done = lygte("retention", "run", "--data", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "Expired and deleted: 1 passes.\n")


def test_figures_that_cannot_be_told_keep_nothing_from_expiring(tmp_path: Path) -> None:
    lygte("retention", "run", "--data", str(tmp_path))
    place = open_from(load_settings(str(tmp_path)))
    today = utc_now().date()
    with session_scope(place.engine) as session:
        spoilt: dict[str, Any] = {"F1|total|total": "five"}
        half = FigureRelease(
            year=today.year - 1, period="half1", first_day=today.replace(year=today.year - 1, month=1, day=1),
            last_day=today.replace(year=today.year - 1, month=6, day=30), cells=spoilt, told_at=utc_now(),
        )  # fmt: skip
        challenge = PasskeyChallenge(
            challenge_hash="c", bound_to="log-in:1", act="prove", made_at=utc_now() - timedelta(hours=2)
        )
        session.add_all([half, challenge])
    done = lygte("retention", "run", "--data", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "Expired and deleted: 1 challenges.\n")
    assert "could not be told" in one_sentence(done.stderr)


def test_a_site_outside_this_machine_is_refused_without_a_signed_file(tmp_path: Path) -> None:
    done = lygte("site", "learn", "https://example.com/", "--name", "example", "--yes", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "legal-basis file" in one_sentence(done.stderr)
