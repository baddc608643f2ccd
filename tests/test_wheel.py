"""What is shipped is whole: the eight rooms with their data files, and nothing of the tests."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOMS = {"lygte", "crawler", "classifier", "models", "networks", "outreach", "review_ui", "demo"}
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_it_holds_the_eight_rooms_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == ROOMS


def test_every_file_of_the_rooms_is_in_it(wheel: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", *sorted(ROOMS)], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    present = {name for name in tracked.stdout.splitlines() if (ROOT / name).exists()}
    assert present - shipped == set()


def test_installed_elsewhere_it_finds_its_sites_lexicons_templates_and_migrations(wheel: Path, tmp_path: Path) -> None:
    """Run from the unpacked wheel, outside the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    check = (
        "import models.db, crawler.definition, classifier.reader, review_ui.app, sys;"
        "from models.settings import load_settings;"
        "assert models.db.__file__.startswith(sys.argv[1]), models.db.__file__;"
        "names = set(crawler.definition.all_sites(load_settings('data')));"
        "assert {'hjerterum', 'nattelys', 'byportalen', 'annoncetorvet'} <= names, names;"
        "models.db.open_store('sqlite:///store.db');"
        "assert classifier.reader.load_reader().read('Ring 71 74 00 01').phones"
    )
    done = subprocess.run(
        [sys.executable, "-c", check, str(tmp_path / "installed")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
