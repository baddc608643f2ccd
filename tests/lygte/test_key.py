"""The key ceremony as two people carry it out: on an encrypted store with data, and refused while anybody is at work."""

import json
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from lygte.in_use import KeysOpen
from lygte.installation import open_from, utc_now
from lygte.main import main
from models.ad import Ad, AdPhone, Phone
from models.audit import AuditEntry
from models.audit_chain import first_break
from models.errors import BadInput
from models.keys import KeyRing, load_keyring, make_keyring, new_store_key, save_keyring
from models.settings import load_settings
from models.site import Site
from models.store_file import change_key, is_encrypted, opens
from tests.lygte.conftest import lygte
from tests.review_ui.making import make_organisation, make_user

NUMBER, GONE = "+4571740001", "+4571740002"
THIS_YEAR = utc_now().year


class Place:
    """One data directory; commands run in it as typed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.settings = load_settings(str(folder))

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command; return its exit code and all it said."""
        code = main([*words, "--data", str(self.folder)])
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def keys(self) -> dict[str, object]:
        return dict(json.loads((self.folder / "keys.json").read_text()))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of last year: one number in a live ad, one in an ad long gone, three people; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    ring = make_keyring(str(THIS_YEAR - 2)).with_new_epoch(str(THIS_YEAR - 1))
    save_keyring(ring, folder / "keys.json")
    installation = open_from(load_settings(str(folder), f"sqlite:///{folder / 'lygte.db'}"))
    with Session(installation.engine) as session:
        fill(session, ring)
        for login, role in (("karen", "administrator"), ("bo", "dpo"), ("ida", "outreach")):
            make_user(session, make_organisation(session, f"{login} hos AmiAmi", ["1083"]), role, login)
        session.commit()
    installation.engine.dispose()
    return folder


def fill(session: Session, ring: KeyRing) -> None:
    now = utc_now()
    session.add(Site(name="s", title="S", start_url="http://127.0.0.1/", is_loopback=True))
    session.flush()
    for epoch, e164, gone_at in ((THIS_YEAR - 1, NUMBER, None), (THIS_YEAR - 2, GONE, now - timedelta(days=700))):
        seen = gone_at or now
        sealed = ring.seal('{"text": "Ring"}', "ad.content")
        ad = Ad(
            site="s", external_id=e164[-2:], url="u", content_hash="h", first_seen=seen, last_seen=seen, gone_at=gone_at,
            content_sealed=sealed,
        )  # fmt: skip
        keyed = ring.key_phone(e164, str(epoch))
        phone = Phone(keyed=keyed, epoch=str(epoch), sealed=ring.seal(e164, "phone.e164"), tail=e164[-2:])
        session.add_all([ad, phone])
        session.flush()
        session.add(AdPhone(ad_id=ad.id or 0, phone_id=phone.id or 0, first_seen=now, last_seen=now))


@pytest.fixture
def place(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Place:
    """The data directory to work in."""
    monkeypatch.delenv("LYGTE_DATABASE", raising=False)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path, capsys)


def test_show_says_what_is_due_and_never_a_key(place: Place) -> None:
    code, said = place.run("key", "show")
    assert code == 1
    assert "destroy it now" in said and f"The phone key of {THIS_YEAR} is missing" in said
    secrets = [value for value in json.dumps(place.keys()).split('"') if len(value) > 40]
    assert secrets and all(secret not in said for secret in secrets)


def test_the_whole_drill(place: Place) -> None:
    present = ("--present", "karen", "bo")
    assert is_encrypted(place.settings.database_url)
    code, said = place.run("key", "ceremony", "--new-year", *present)
    assert code == 0 and "1 live numbers are keyed under it" in said
    code, said = place.run("nøgle", "ceremoni", "--display", *present)
    assert code == 0 and "the old one opens nothing any more" in said
    code, said = place.run("key", "ceremony", "--destroy", str(THIS_YEAR - 2), *present)
    assert code == 0 and "1 numbers last seen then are deleted" in said
    assert place.run("key", "show")[0] == 0

    ring = load_keyring(place.folder / "keys.json")
    assert sorted(ring.phone_keys) == [str(THIS_YEAR - 1), str(THIS_YEAR)] and ring.old_seal_keys == ()
    installation = open_from(place.settings)
    with Session(installation.engine) as session:
        phone = session.exec(select(Phone)).one()
        assert (phone.keyed, ring.unseal(phone.sealed, "phone.e164")) == (ring.key_phone(NUMBER), NUMBER)
        noted = [entry.details["what"] for entry in session.exec(select(AuditEntry)) if entry.act == "key ceremony"]
        assert noted == ["new year", "display", f"destroy {THIS_YEAR - 2}"]
        assert first_break(session) is None
    installation.engine.dispose()


NO_CEREMONY = (
    ((), "Say what to do"),
    (("--new-year",), "Name two people"),
    (("--new-year", "--present", "karen", "karen"), "Name two people"),
    (("--new-year", "--present", "bo", "ida"), "one an administrator"),
    (("--new-year", "--present", "karen", "nobody"), "Name two people"),
    (("--destroy", "1999", "--present", "karen", "bo"), "There is no phone key of 1999"),
    (("--destroy", str(THIS_YEAR - 1), "--present", "karen", "bo"), "in use until the end of"),
)


def test_what_is_no_ceremony_changes_nothing(place: Place) -> None:
    before = place.keys()
    for words, sentence in NO_CEREMONY:
        code, said = place.run("key", "ceremony", *words)
        assert code == 2 and sentence in said, words
        assert place.keys() == before, words


def test_nobody_changes_keys_while_somebody_has_them_open(place: Place) -> None:
    before, at_work = place.keys(), KeysOpen(place.settings)
    code, said = place.run("key", "ceremony", "--display", "--present", "karen", "bo")
    assert code == 2 and "stop it first; nothing was changed" in said
    assert place.keys() == before
    del at_work
    assert place.run("key", "ceremony", "--display", "--present", "karen", "bo")[0] == 0


def test_a_display_change_cut_off_is_shown_and_finished(place: Place) -> None:
    file = place.folder / "keys.json"
    save_keyring(load_keyring(file).with_new_seal_key(), file)
    assert "was cut off" in place.run("key", "show")[1]
    code, said = place.run("key", "ceremony", "--display", "--present", "karen", "bo")
    assert code == 0 and "4 values are sealed under the new key" in said
    assert "was cut off" not in place.run("key", "show")[1]


def apart(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return lygte(*words, "--data", str(place.folder))


def people(place: Place) -> int:
    installation = open_from(place.settings)
    with Session(installation.engine) as session:
        found = len(session.exec(select(Phone)).all())
        assert first_break(session) is None
    installation.engine.dispose()
    return found


def test_the_database_file_is_written_anew_under_another_key(place: Place) -> None:
    """The drill for a store key that may be known: everything stays, an old copy needs the old key, the file only the new."""
    file, keys = place.folder / "lygte.db", place.folder / "keys.json"
    before = load_keyring(keys)
    (place.folder / "old.db").write_bytes(file.read_bytes())
    code, said = place.run("key", "ceremony", "--store", "--present", "karen", "bo")
    assert code == 0 and "the old one opens nothing any more" in said
    after = load_keyring(keys)
    assert after.store_key and before.store_key and after.store_key != before.store_key
    assert (after.next_store_key, after.phone_keys, after.seal_key) == (None, before.phone_keys, before.seal_key)
    assert opens(file, after.store_key) and not opens(file, before.store_key)
    assert opens(place.folder / "old.db", before.store_key) and not opens(place.folder / "old.db", after.store_key)
    assert people(place) == 2
    assert file.stat().st_mode & 0o077 == 0 and not (place.folder / "lygte.db.part").exists()
    installation = open_from(place.settings)
    with Session(installation.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "key ceremony")).one()
        assert (entry.details["what"], len(entry.details["present"])) == ("store", 2)  # type: ignore[arg-type]
    installation.engine.dispose()
    assert "cut off" not in place.run("key", "show")[1]


@pytest.mark.parametrize("file_is_new", [False, True])
def test_a_change_of_the_files_key_cut_off_anywhere_opens_and_is_finished(place: Place, file_is_new: bool) -> None:
    file, keys = place.folder / "lygte.db", place.folder / "keys.json"
    ring = load_keyring(keys)
    half = replace(ring, next_store_key=new_store_key())
    save_keyring(half, keys)
    if file_is_new:
        change_key(file, ring.store_key or b"", half.next_store_key or b"")
    assert people(place) == 2
    # As people run them: in this process the connections of one command would be open in the next.
    assert "was cut off" in apart(place, "key", "show").stdout
    assert apart(place, "migrate").returncode == 0
    done = apart(place, "key", "ceremony", "--store", "--present", "karen", "bo")
    assert done.returncode == 0, done.stderr
    assert load_keyring(keys) == replace(half, store_key=half.next_store_key, next_store_key=None)
    assert opens(file, half.next_store_key or b"") and people(place) == 2


def test_a_file_that_does_not_open_or_is_in_use_keeps_its_key(place: Place) -> None:
    file, ring = place.folder / "lygte.db", load_keyring(place.folder / "keys.json")
    before = file.read_bytes()
    with pytest.raises(BadInput, match="in use or damaged"):
        change_key(file, new_store_key(), new_store_key())
    assert file.read_bytes() == before and opens(file, ring.store_key or b"")


def test_a_plain_store_has_no_key_to_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYGTE_STORE", "plain")
    place = Place(tmp_path, capsys)
    for login, role in (("karen", "administrator"), ("bo", "dpo")):
        assert place.run("user", "add", login, "--regions", "1083", "--role", role)[0] == 0
    before = place.keys()
    code, said = place.run("key", "ceremony", "--store", "--present", "karen", "bo")
    assert code == 2 and "no encrypted SQLite file" in said
    assert place.keys() == before


def test_a_plain_store_of_an_older_lygte_is_encrypted_by_one_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LYGTE_STORE", "plain")
    place = Place(tmp_path, capsys)
    code, said = place.run("user", "add", "karen", "--regions", "1083")
    assert code == 0, said
    assert not is_encrypted(place.settings.database_url)
    # A key file of an older version holds no key for the store.
    kept = place.keys()
    for name in ("store_key", "index_keys", "old_seal_keys"):
        kept.pop(name)
    (tmp_path / "keys.json").write_text(json.dumps(kept))
    monkeypatch.delenv("LYGTE_STORE")
    assert "karen" in place.run("user", "list")[1]
    assert not is_encrypted(place.settings.database_url)
    # As people run it: this process has connections of the commands above still open.
    done = lygte("migrate", "--encrypt", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "The database is encrypted" in done.stdout
    assert is_encrypted(place.settings.database_url)
    assert "karen" in place.run("user", "list")[1]
    assert "encrypted already" in place.run("migrate", "--encrypt")[1]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "lygte.db").execute("SELECT * FROM site")


def test_a_choice_that_cannot_be_read_leaves_no_store_open(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LYGTE_STORE", "plian")
    code, said = place.run("user", "list")
    assert code == 2 and "LYGTE_STORE: write encrypted or plain" in said


def test_a_lost_key_file_is_one_sentence_and_makes_no_new_one(place: Place) -> None:
    (place.folder / "keys.json").unlink()
    code, said = place.run("user", "list")
    assert code == 2 and "restore it from its back-up" in said
    assert not (place.folder / "keys.json").exists()
