"""The restore drill at full size, by the commands a person types: everything comes back, what was erased does not (T-13)."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from benchmarks.screens_world import build_store
from lygte.main import main
from models.ad import Phone
from models.db import make_engine
from models.erasure import LEDGER, forget_number
from models.keys import load_keyring


def drill(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    live: int,
    history: int,
    places: int,
) -> float:
    """Back up, forget one number, try the restore, restore; return the seconds the restore took."""
    data, again = folder / "data", folder / "again"
    data.mkdir()
    again.mkdir()
    build_store(data, 4, live, history, places)
    backup = str(folder / "lygte.backup")
    place = ["--data", str(data)]
    assert main(["backup", *place, "--out", backup]) == 0
    ring = load_keyring(data / "keys.json")
    engine = make_engine(f"sqlite:///{data / 'lygte.db'}", ring.store_key)
    with Session(engine) as session:
        phone = session.exec(select(Phone).limit(1)).one()
        number, keyed = ring.unseal(phone.sealed, "phone.e164"), phone.keyed
        forget_number(session, ring, number, data / LEDGER, now=datetime.now(UTC))
        session.commit()
    engine.dispose()
    capsys.readouterr()
    assert main(["restore", backup, "--test", *place]) == 0
    tried = int(re.sub(r"\D", "", re.search(r"restores: ([\d.,]+) rows", capsys.readouterr().out)[1]))  # type: ignore[index]
    for name in ("keys.json", "backup_keys.json", LEDGER):
        if (data / name).exists():
            (again / name).write_bytes((data / name).read_bytes())
    begun = time.monotonic()
    assert main(["restore", backup, "--data", str(again)]) == 0
    took = time.monotonic() - begun
    print(f"{datetime.now(UTC):%Y-%m-%d}: {tried} rows back in {took:.0f} s")
    assert tried > live + history
    restored = make_engine(f"sqlite:///{again / 'lygte.db'}", ring.store_key)
    with Session(restored) as session:
        assert session.exec(select(Phone).where(Phone.keyed == keyed)).first() is None
    restored.dispose()
    return took


def test_the_commands_bring_everything_back_but_what_was_erased(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drill(tmp_path, capsys, live=300, history=300, places=60)


@pytest.mark.deep
def test_so_they_do_at_full_size_within_fifteen_minutes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten thousand live ads and two hundred thousand in history."""
    took = drill(tmp_path, capsys, live=10_000, history=200_000, places=1_500)
    assert took < 15 * 60
