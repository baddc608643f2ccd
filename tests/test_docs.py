"""The documents say what is true: links lead somewhere, rooms and decisions are named, the README's commands exist."""

import re
from pathlib import Path

import pytest

from lygte.main import ALIASES, COMMANDS

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    document
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/*/README.md")]
    if ".venv" not in document.parts
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def headings(document: Path) -> set[str]:
    """Return the names by which links lead to the headings of a document."""
    found = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_into_a_document_leads_to_a_heading(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text(encoding="utf-8"))
    into = [((document.parent / name) if name else document, heading) for name, heading in links]
    assert [(str(to), name) for to, name in into if to.suffix == ".md" and name not in headings(to)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_command_named_in_the_documents_exists(document: Path) -> None:
    named = set(re.findall(r"`lygte ([a-zæøå]+)", document.read_text(encoding="utf-8")))
    assert named - {*COMMANDS, *ALIASES} == set()


def test_the_readme_names_every_room() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for room in ("models", "crawler", "classifier", "networks", "outreach", "review_ui", "lygte", "demo"):
        assert f"[`{room}/`]({room})" in readme


def test_decisions_are_numbered_without_gap_or_double() -> None:
    numbers = sorted(int(note.name[:4]) for note in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_at_most_25_direct_dependencies() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(project["dependencies"]) <= 25


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-setup.lock"])
def test_every_locked_package_has_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9._-]+==\S+.*?(?=^[a-z0-9._-]+==|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_no_page_is_saved_and_no_image_lies_in_the_tree() -> None:
    forbidden = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4", ".har", ".mhtml")
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert [name for name in tracked if name.lower().endswith(forbidden)] == []
