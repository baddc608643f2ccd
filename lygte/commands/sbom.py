"""The bill of materials of a lock file (CycloneDX JSON): every package with version, hashes and what needs it.

``--against`` compares with an earlier bill: what came, went or changed, and files changed under the same version.
"""

import argparse
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lygte.console import say
from models.errors import BadInput

EXAMPLE = "lygte sbom --lock requirements.lock --out lygte.cdx.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--lock", type=Path, default=Path("requirements.lock"), metavar="FILE", help="the lock file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument("--against", type=Path, metavar="BILL", help="say what changed since this bill; 1 if anything")


def run(options: argparse.Namespace) -> int:
    """Write the bill, or say what changed."""
    from lygte.bill_of_materials import bill_of, changes
    from lygte.streams import write_all_or_nothing

    bill = bill_of(_read(options.lock, "name the lock file with --lock."), version=_own_version())
    if options.against is not None:
        try:
            old = json.loads(_read(options.against, "--against names a bill made earlier."))
        except ValueError:
            raise BadInput(f"{options.against} is no JSON.") from None
        found = changes(old, bill)
        say("\n".join(found) if found else "Nothing changed.")
        return 1 if found else 0
    write_all_or_nothing(iter(json.dumps(bill, indent=1).splitlines()), options.out)
    return 0


def _read(file: Path, hint: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{file} cannot be read: {hint}") from None


def _own_version() -> str:
    try:
        return version("lygte")
    except PackageNotFoundError:
        return "0"
