"""What an installation keeps for a shorter time than Lygte would: ``retention.yml`` in its data directory, where it has one.

One line a kind, by the names in ``models.retention.Retention``: ``clinic_days: 365``. Longer than the ceilings is refused.
"""

from dataclasses import fields, replace
from pathlib import Path

import yaml

from models.errors import BadInput
from models.retention import DEFAULT, Retention
from models.yaml_file import read_yaml

FILE = "retention.yml"
# Heads kept elsewhere are excused from the trail when it is as long as everybody's: a shorter one would look cut off.
FIXED = frozenset({"audit_days"})
NAMES = frozenset(field.name for field in fields(Retention)) - FIXED


def load_retention(data_dir: Path) -> Retention:
    """Return how long this installation keeps each kind. Raises BadInput that names the file and every wrong name."""
    file = data_dir / FILE
    if not file.exists():
        return DEFAULT
    try:
        given = read_yaml(file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise BadInput(f"{file} cannot be read: it has one line a kind, such as 'clinic_days: 365'.") from None
    if given is None:
        return DEFAULT
    if not isinstance(given, dict):
        raise BadInput(f"{file} must have one line a kind, such as 'clinic_days: 365'.")
    unknown = sorted(str(name) for name in given if name not in NAMES)
    if unknown:
        raise BadInput(f"{file}: {', '.join(unknown)} cannot be set there; there are: {', '.join(sorted(NAMES))}.")
    wrong = sorted(name for name, value in given.items() if type(value) is not int)
    if wrong:
        raise BadInput(f"{file}: {', '.join(wrong)} must be a whole number.")
    try:
        return replace(DEFAULT, **given)
    except BadInput as problem:
        raise BadInput(f"{file}: {problem}") from None
