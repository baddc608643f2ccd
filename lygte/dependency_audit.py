"""Ask a public service about known vulnerabilities in every locked package: ``make audit``.

pip-audit does the asking. It ends well when it could check nothing at all, so its answer is read: what was not checked is said.
Ends 0 when every package was checked and none is known to be vulnerable, 1 for findings or gaps, 2 when nothing was checked.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

UNREACHABLE = (
    "The vulnerability service cannot be reached from here: nothing was checked. Run 'make audit' where it can be."
)


def verdict(answer: str) -> tuple[int, list[str]]:
    """Return the exit code and what to say about pip-audit's JSON answer."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, [UNREACHABLE]
    checked = [package for package in packages if "skip_reason" not in package]
    if not checked:
        return 2, [UNREACHABLE]
    said = [
        f"{package['name']} {package['version']}: {known['id']}, fixed in {', '.join(known['fix_versions']) or 'no version yet'}"
        for package in checked
        for known in package["vulns"]
    ]
    missed = [package["name"] for package in packages if "skip_reason" in package]
    if missed:
        said.append(f"Not checked: {', '.join(sorted(missed))}.")
    said.append(f"{len(checked)} of {len(packages)} packages checked.")
    return (1 if len(said) > 1 else 0), said


def main(locks: Sequence[str]) -> int:
    """Check lock files; print what was found."""
    worst = 0
    for lock in locks:
        asked = subprocess.run(  # noqa: S603  (our own interpreter, fixed words and the lock's name)
            [
                *(sys.executable, "-m", "pip_audit", "--requirement", lock, "--require-hashes", "--disable-pip"),
                *("--format", "json", "--progress-spinner", "off"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        code, said = verdict(asked.stdout)
        print("\n".join(f"{lock}: {line}" for line in said))
        worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
