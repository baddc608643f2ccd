"""T-18: the bill of materials holds every package of the lock with its hashes, and says what came, went or changed."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from lygte.bill_of_materials import bill_of, changes, read_lock
from lygte.dependency_audit import UNREACHABLE, verdict
from lygte.main import main
from models.errors import BadInput

ROOT = Path(__file__).parents[2]
ROOMS = ("lygte", "crawler", "classifier", "models", "networks", "outreach", "review_ui", "demo")
LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))
SMALL = """a==1.0 \\
    --hash=sha256:{0} \\
    --hash=sha256:{1}
    # via lygte (pyproject.toml)
b==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:{0}
    # via
    #   a
    #   c[extra]
c==3.0 \\
    --hash=sha256:{1}
    # via lygte[dev] (pyproject.toml)
""".format("0" * 64, "1" * 64)


def canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def lock_text(name: str = "requirements.lock") -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(text: str) -> set[tuple[str, str]]:
    """Read the pins another way: every line that is no comment and no hash is a requirement."""
    lines = [line.rstrip(" \\") for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    return {(Requirement(line).name, str(Requirement(line).specifier)) for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_is_pinned_to_one_version_by_hash(name: str) -> None:
    text = lock_text(name)
    packages = read_lock(text)
    assert {(package.name, f"=={package.version}") for package in packages} == pinned(text)
    assert len(packages) == len(pinned(text))
    assert sum(len(package.hashes) for package in packages) == text.count("--hash=sha256:")
    assert all(package.hashes for package in packages)


def test_the_bill_holds_the_whole_lock_and_its_tree_hangs_together() -> None:
    text = lock_text()
    bill = bill_of(text, version="0.1.0")
    listed = {(component["name"], f"=={component['version']}") for component in bill["components"]}
    assert listed == pinned(text)
    assert len(listed) == len(bill["components"])
    refs = {component["bom-ref"] for component in bill["components"]}
    below = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert set(below) == refs | {bill["metadata"]["component"]["bom-ref"]}
    reached, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        for ref in below[waiting.pop()]:
            if ref not in reached:
                reached.add(ref)
                waiting.append(ref)
    assert reached == refs


def test_the_project_asks_for_what_its_own_file_names_and_nothing_else() -> None:
    project = tomllib.loads(lock_text("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    wanted = {canonical(Requirement(one).name) for one in asked if not one.startswith("lygte[")}
    direct = {canonical(package.name) for package in read_lock(lock_text()) if package.direct}
    assert direct == wanted


def test_the_rooms_import_no_package_that_is_not_pinned() -> None:
    """What our code imports comes from a package of the lock, whatever else lies on this machine."""
    locked = {canonical(package.name) for package in read_lock(lock_text())}
    of_module = packages_distributions()
    imported = {
        name.split(".")[0]
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in names_of(node)
    }
    foreign = imported - set(sys.stdlib_module_names) - set(ROOMS)
    assert len(foreign) > 20
    assert {name for name in foreign if not {canonical(one) for one in of_module.get(name, [name])} & locked} == set()


def names_of(node: ast.AST) -> list[str]:
    """Return the modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_the_bill_says_the_same_for_the_same_lock_and_is_cyclonedx() -> None:
    bill = bill_of(SMALL, version="1")
    assert bill == bill_of(SMALL, version="1")
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", bill["serialNumber"]
    )
    assert bill["components"][1] == {
        "type": "library", "bom-ref": "pkg:pypi/b@2.0", "name": "b", "version": "2.0", "purl": "pkg:pypi/b@2.0",
        "hashes": [{"alg": "SHA-256", "content": "0" * 64}],
        "properties": [{"name": "lygte:marker", "value": "sys_platform == 'win32'"}],
    }  # fmt: skip
    assert bill["dependencies"] == [
        {"ref": "pkg:pypi/lygte@1", "dependsOn": ["pkg:pypi/a@1.0", "pkg:pypi/c@3.0"]},
        {"ref": "pkg:pypi/a@1.0", "dependsOn": ["pkg:pypi/b@2.0"]},
        {"ref": "pkg:pypi/b@2.0", "dependsOn": []},
        {"ref": "pkg:pypi/c@3.0", "dependsOn": ["pkg:pypi/b@2.0"]},
    ]


def test_a_difference_is_named_also_files_swapped_under_the_same_version() -> None:
    old = bill_of(SMALL, version="1")
    new = SMALL.replace("a==1.0", "a==1.1").replace("c==3.0", "d==3.0").replace("c[extra]", "d")
    assert changes(old, bill_of(new, version="1")) == ["gone: c 3.0", "new: d 3.0", "changed: a 1.0 → 1.1"]
    swapped = SMALL.replace(
        "b==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:0", "b==2.0 \\\n    --hash=sha256:9"
    )
    assert changes(old, bill_of(swapped, version="1")) == ["other files under the same version: b 2.0"]
    assert changes(old, old) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a==1.0\n", "a without a hash"),
        ("a>=1.0 \\\n    --hash=sha256:" + "0" * 64, "Line 1"),
        ("https://example.org/a.whl\n", "Line 1"),
        ("# nothing\n", "no packages"),
    ],
)
def test_a_lock_that_pins_loosely_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_lock(text)


def test_the_command_writes_the_bill_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lock").write_text(SMALL)
    words = ["sbom", "--lock", str(tmp_path / "lock")]
    assert main([*words, "--out", str(tmp_path / "bill.json")]) == 0
    bill: dict[str, Any] = json.loads((tmp_path / "bill.json").read_text())
    assert len(bill["components"]) == 3
    assert main([*words, "--against", str(tmp_path / "bill.json")]) == 0
    (tmp_path / "lock").write_text(SMALL.replace("a==1.0", "a==2.0"))
    assert main([*words, "--against", str(tmp_path / "bill.json")]) == 1
    assert "changed: a 1.0 → 2.0" in capsys.readouterr().out
    (tmp_path / "bill.json").write_text("[]")
    assert main([*words, "--against", str(tmp_path / "bill.json")]) == 2
    assert main(["sbom", "--lock", str(tmp_path / "none")]) == 2


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_the_audit_is_not_content_with_what_it_could_not_check() -> None:
    clean = {"name": "a", "version": "1", "vulns": []}
    skipped = {"name": "b", "skip_reason": "not found"}
    weak = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"], "aliases": []}]}
    assert verdict(answer(clean)) == (0, ["1 of 1 packages checked."])
    assert verdict(answer(clean, skipped)) == (1, ["Not checked: b.", "1 of 2 packages checked."])
    assert verdict(answer(clean, weak))[0] == 1
    assert verdict(answer(weak))[1][0] == "c 2: PYSEC-1, fixed in 3"
    for nothing in (answer(skipped), answer(), "", "{}", "[1]"):
        assert verdict(nothing) == (2, [UNREACHABLE])
