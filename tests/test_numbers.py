"""No number of a living person stands in the repository: every Danish number in any file belongs to no operator."""

import re
import subprocess
from pathlib import Path

import phonenumbers
from phonenumbers import carrier

ROOT = Path(__file__).parent.parent
# CMM's hotline, printed on the screens so that workers can call it.
PUBLIC_NUMBERS = {"+4570202550"}
WRITTEN = re.compile(r"\+45[ .-]?((?:\d[ .-]?){7}\d)(?!\d)")


def test_every_danish_number_in_the_repository_is_unassigned() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    held: set[tuple[str, str]] = set()
    for name in tracked:
        file = ROOT / name
        if not file.exists() or file.suffix in {".csv", ".geojson", ".lock", ".npz"}:
            continue
        for found in WRITTEN.finditer(file.read_text(encoding="utf-8", errors="ignore")):
            e164 = "+45" + re.sub(r"\D", "", found.group(1))
            number = phonenumbers.parse(e164)
            if (
                phonenumbers.is_valid_number(number)
                and e164 not in PUBLIC_NUMBERS
                and carrier.name_for_number(number, "en")
            ):
                held.add((name, e164[:5] + "…"))
    assert held == set()
