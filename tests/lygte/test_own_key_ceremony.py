"""An organisation's own key as people handle it: made with the organisation, changed, lost, cut off half-way, ended, restored."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import Session, select

from lygte.commands.backup import BACKUP_KEYS
from lygte.installation import open_from
from lygte.main import main
from models.audit import AuditEntry
from models.display import DisplayKey, PhoneDisplay, PlaceDisplay
from models.errors import OwnKeyMissing
from models.keys import SealBroken
from models.own_key import OwnKey
from models.own_key_file import load_own_key, save_own_key
from models.own_keys_given import public_row
from models.own_view import catch_up_one, open_number
from models.people import Organisation
from models.settings import load_settings
from tests.conftest import NOW
from tests.review_ui.making import Maker

T = TypeVar("T")
PRESENT = ("--present", "karen", "bo")


class Place:
    """One data directory; commands run in it as typed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder, self.capsys, self.settings = folder, capsys, load_settings(str(folder))
        self.folders = self.settings.own_key_dirs

    def run(self, *words: str) -> tuple[int, str]:
        code = main([*words, "--data", str(self.folder)])
        said = self.capsys.readouterr() if self.capsys else None
        return code, said.out + said.err if said else ""

    def ask(self, question: Callable[[Session], T]) -> T:
        installation = open_from(self.settings)
        try:
            with Session(installation.engine) as session:
                return question(session)
        finally:
            installation.engine.dispose()

    def number(self, name: str) -> int:
        return self.ask(
            lambda session: session.exec(select(Organisation.id).where(Organisation.name == name)).one() or 0
        )

    def opened(self, own: OwnKey) -> int:
        """Open everything sealed for an organisation; return how many values it was."""

        def look(session: Session) -> int:
            rows = session.exec(select(PhoneDisplay).where(PhoneDisplay.organisation_id == own.organisation_id)).all()
            return sum(open_number(session, own, row.phone_id).startswith("+457174") for row in rows)

        return self.ask(look)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two organisations and one place with a number, read as the night reads it; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    place = Place(folder)
    assert place.run("user", "add", "karen", "--role", "administrator", "--organisation", "A")[0] == 0
    assert place.run("user", "add", "bo", "--role", "dpo", "--organisation", "B", "--regions", "1083")[0] == 0
    installation = open_from(place.settings)
    with Session(installation.engine) as session:
        make = Maker(session, installation.keyring, NOW)
        make.place("vejle", ads=2)
        make.place("odense")
        session.commit()
    installation.engine.dispose()
    del installation
    assert place.run("retention", "run")[0] in (0, 1)
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Place:
    """The data directory to work in."""
    monkeypatch.delenv("LYGTE_DATABASE", raising=False)
    monkeypatch.delenv("LYGTE_DISPLAY_KEYS", raising=False)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    capsys.readouterr()
    return Place(tmp_path, capsys)


def test_an_organisation_has_its_key_from_the_start_and_the_night_seals_for_it(place: Place) -> None:
    a, b = (load_own_key(place.folders, place.number(name)) for name in "AB")
    assert (place.opened(a), place.opened(b)) == (2, 2)
    with pytest.raises(SealBroken):
        place.opened(OwnKey(b.organisation_id, a.private))
    code, said = place.run("key", "show")
    assert code == 0 and said.count("here") == 2
    written = (place.folder / "display_keys" / f"{a.organisation_id}.json").read_text()
    assert all(half not in said for half in written.split('"') if len(half) > 40)
    assert sorted(file.name for file in (place.folder / "display_keys").iterdir()) == ["1.json", "2.json"]


@pytest.mark.parametrize("lost", [False, True])
def test_the_drill_one_organisations_key_is_changed_and_the_old_one_opens_nothing(place: Place, lost: bool) -> None:
    number, other = place.number("A"), place.number("B")
    before, theirs = load_own_key(place.folders, number), load_own_key(place.folders, other)
    if lost:
        (place.folder / "display_keys" / f"{number}.json").unlink()
        assert "not here" in place.run("key", "show")[1]
    code, said = place.run("key", "ceremony", "--organisation", "A", *PRESENT)
    assert code == 0 and "4 values are sealed under the new key of A" in said
    after = load_own_key(place.folders, number)
    assert len(after.private) == 1 and place.opened(after) == 2 and place.opened(theirs) == 2
    with pytest.raises(SealBroken):
        place.opened(before)
    entry = place.ask(lambda session: session.exec(select(AuditEntry).where(AuditEntry.act == "key ceremony")).one())
    assert (entry.subject, entry.details["what"], entry.details["rows"]) == ("organisation:A", "organisation key", 4)


@pytest.mark.parametrize("cut_off_after", ["file", "public half", "sealing"])
def test_a_change_cut_off_anywhere_opens_everything_and_is_finished_by_the_same_call(
    place: Place, cut_off_after: str
) -> None:
    number = place.number("A")
    half_way = load_own_key(place.folders, number).with_new_half()
    save_own_key(place.folders, half_way, "A")
    installation = open_from(place.settings)
    if cut_off_after != "file":
        with Session(installation.engine) as session:
            session.merge(public_row(installation.keyring, half_way, NOW))
            session.commit()
    if cut_off_after == "sealing":
        assert catch_up_one(installation.engine, installation.keyring, number, now=NOW) == 4
    installation.engine.dispose()
    del installation
    assert place.opened(load_own_key(place.folders, number)) == 2
    code, said = place.run("key", "show")
    assert code == 1 and "cut off" in said
    code, said = place.run("key", "ceremony", "--organisation", "A", *PRESENT)
    assert code == 0, said
    # The half made before the cut is the one that stays: nobody was left with a third.
    assert load_own_key(place.folders, number) == half_way.newest_only()
    assert place.opened(half_way.newest_only()) == 2
    assert place.run("key", "show")[0] == 0


def test_a_change_killed_at_work_is_finished_by_the_same_call(place: Place) -> None:
    """Killed for real, at a moment nobody chose; the next call ends it."""
    number, words = place.number("A"), ("key", "ceremony", "--organisation", "A", *PRESENT, "--data", str(place.folder))
    began = subprocess.Popen([sys.executable, "-m", "lygte.main", *words], stdout=subprocess.DEVNULL)
    file = place.folder / "display_keys" / f"{number}.json"
    before = file.read_bytes()
    try:
        until = time.monotonic() + 60
        while began.poll() is None and file.read_bytes() == before and time.monotonic() < until:
            time.sleep(0.001)
    finally:
        began.kill()
        began.wait(30)
    assert file.read_bytes() != before
    assert place.opened(load_own_key(place.folders, number)) == 2
    assert place.run("key", "ceremony", "--organisation", "A", *PRESENT)[0] == 0
    after = load_own_key(place.folders, number)
    assert len(after.private) == 1 and place.opened(after) == 2


def test_an_organisation_that_leaves_takes_everything_sealed_for_it_along_until_it_comes_back(place: Place) -> None:
    number = place.number("B")
    code, said = place.run("key", "ceremony", "--leave", "B", *PRESENT)
    assert code == 0 and "4 values sealed for B are deleted" in said
    assert place.run("retention", "run")[0] in (0, 1)
    with pytest.raises(OwnKeyMissing):
        load_own_key(place.folders, number)

    def left(session: Session) -> set[int]:
        kept = session.exec(select(PhoneDisplay.organisation_id)).all()
        return {*kept, *session.exec(select(PlaceDisplay.organisation_id)).all()}

    assert place.ask(left) == {place.number("A")}
    assert "ended" in place.run("key", "show")[1]
    assert place.run("key", "ceremony", "--organisation", "B", *PRESENT)[0] == 0
    assert place.opened(load_own_key(place.folders, number)) == 2


def test_an_unknown_organisation_is_said_with_those_there_are(place: Place) -> None:
    for act in ("--organisation", "--leave"):
        code, said = place.run("key", "ceremony", act, "C", *PRESENT)
        assert code == 2 and "There is no organisation C. Known: A, B." in said


def test_an_older_store_is_caught_up_by_migrate(place: Place) -> None:
    shutil.rmtree(place.folder / "display_keys")
    installation = open_from(place.settings)
    with Session(installation.engine) as session:
        for table in (PhoneDisplay, PlaceDisplay, DisplayKey):
            for row in session.exec(select(table)).all():
                session.delete(row)
        session.commit()
    installation.engine.dispose()
    del installation
    code, said = place.run("migrate")
    assert code == 0, said
    assert [place.opened(load_own_key(place.folders, place.number(name))) for name in "AB"] == [2, 2]


def test_no_back_up_holds_a_private_half_and_a_restored_store_says_whose_key_changed_since(place: Place) -> None:
    out = place.folder / "old.backup"
    assert place.run("backup", "--out", str(out))[0] == 0
    assert place.run("key", "ceremony", "--organisation", "A", *PRESENT)[0] == 0
    elsewhere = place.folder / "elsewhere"
    elsewhere.mkdir()
    for name in ("keys.json", BACKUP_KEYS):
        shutil.copy(place.folder / name, elsewhere / name)
    restored = Place(elsewhere, place.capsys)
    code, said = restored.run("restore", str(out))
    assert code == 0 and said.count("not here") == 2
    # The keys come from their own safe places: A's was changed since the back-up, B's fits.
    shutil.copytree(place.folder / "display_keys", elsewhere / "display_keys")
    assert restored.opened(load_own_key(restored.folders, restored.number("B"))) == 2
    code, said = restored.run("key", "show")
    assert code == 1 and "do not fit: A." in said
    with pytest.raises(SealBroken):
        restored.opened(load_own_key(restored.folders, restored.number("A")))
    assert restored.run("key", "ceremony", "--organisation", "A", *PRESENT)[0] == 0
    assert restored.opened(load_own_key(restored.folders, restored.number("A"))) == 2
