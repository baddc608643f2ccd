"""The bill of materials: every package of a lock file, with version, hashes, what needs it, as CycloneDX 1.6 JSON.

Read from the lock alone, so that it says what a release installs and not what happens to lie on this machine. The same lock
gives the same bill: its serial number is a hash of the lock, and it carries no time.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Any

from models.errors import BadInput

SPEC = "1.6"
_PIN = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$", re.IGNORECASE
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")
_VIA = re.compile(r"^\s+#(?:\s+via)?\s+(\S.*)$")
# How the lock writes that the project itself asks for a package.
_PROJECT = re.compile(r"^lygte(\[\w+\])? \(pyproject\.toml\)$")


@dataclass(frozen=True)
class Locked:
    """One pinned package. ``needed_by`` holds names of packages; ``direct`` when the project itself asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    direct: bool
    marker: str = ""

    @property
    def purl(self) -> str:
        """Return the package's URL-like name."""
        return f"pkg:pypi/{re.sub('[-_.]+', '-', self.name).lower()}@{self.version}"


def read_lock(text: str) -> tuple[Locked, ...]:
    """Return the packages of a lock file. Raises BadInput for a line that pins nothing and for a package without a hash."""
    found: list[Locked] = []
    pin: re.Match[str] | None = None
    hashes: list[str] = []
    via: list[str] = []

    def close() -> None:
        if pin is None:
            return
        if not hashes:
            raise BadInput(f"The lock pins {pin['name']} without a hash.")
        others = tuple(sorted(name for name in via if not _PROJECT.match(name)))
        found.append(
            Locked(pin["name"], pin["version"], tuple(hashes), others, len(others) < len(via), pin["marker"] or "")
        )

    for number, line in enumerate(text.splitlines(), 1):
        started = _PIN.match(line)
        if started:
            close()
            pin, hashes, via = started, [], []
        elif pin is not None and _HASH.search(line):
            hashes += _HASH.findall(line)
        elif pin is not None and (asked := _VIA.match(line)):
            via.append(asked[1])
        elif line.strip() and not line.startswith("#") and line.strip() != "# via":
            raise BadInput(f"Line {number} of the lock pins no package.")
    close()
    if not found:
        raise BadInput("The lock holds no packages.")
    return tuple(found)


def bill_of(lock: str, *, version: str) -> dict[str, Any]:
    """Return the bill of a lock file's text; ``version`` is the project's own."""
    packages = read_lock(lock)
    # One lock for all machines may pin a package twice, each for some of them.
    by_name: dict[str, list[Locked]] = {}
    for package in packages:
        by_name.setdefault(package.name, []).append(package)
    needs: dict[str, list[str]] = {package.purl: [] for package in packages}
    for package in packages:
        for name in package.needed_by:
            # An extra, e.g. name[extra], is the package itself.
            for above in by_name.get(name.split("[")[0], []):
                needs[above.purl].append(package.purl)
    root = f"pkg:pypi/lygte@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(lock.encode()).digest()[:16], version=4)}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": root, "name": "lygte", "version": version, "purl": root}
        },
        "components": [_component(package) for package in packages],
        "dependencies": [
            {"ref": root, "dependsOn": sorted({package.purl for package in packages if package.direct})},
            *({"ref": ref, "dependsOn": sorted(set(below))} for ref, below in needs.items()),
        ],
    }


def _component(package: Locked) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "hashes": [{"alg": "SHA-256", "content": one} for one in package.hashes],
    }
    if package.marker:
        component["properties"] = [{"name": "lygte:marker", "value": package.marker}]
    return component


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return one line a difference between two bills: what came, went, changed version or changed its files."""
    before, after = _by_name(old), _by_name(new)
    lines = [f"gone: {name} {_versions(before[name])}" for name in sorted(before.keys() - after.keys())]
    lines += [f"new: {name} {_versions(after[name])}" for name in sorted(after.keys() - before.keys())]
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        if one.keys() != other.keys():
            lines.append(f"changed: {name} {_versions(one)} → {_versions(other)}")
        elif any(one[version] - other[version] for version in one):
            lines.append(f"other files under the same version: {name} {_versions(one)}")
    return lines


def _versions(component: dict[str, set[str]]) -> str:
    return ", ".join(sorted(component))


def _by_name(bill: dict[str, Any]) -> dict[str, dict[str, set[str]]]:
    """Return the hashes of each version of each package."""
    found: dict[str, dict[str, set[str]]] = {}
    try:
        for component in bill["components"]:
            hashes = {str(one["content"]) for one in component["hashes"]}
            found.setdefault(str(component["name"]), {})[str(component["version"])] = hashes
    except (KeyError, TypeError):
        raise BadInput("That is no bill of materials.") from None
    return found
