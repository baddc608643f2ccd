"""The difference between a definition in use and a newly learned one, as lines a person can judge."""

import difflib
from collections.abc import Mapping
from typing import Any

import yaml


def as_yaml(definition: Mapping[str, Any]) -> str:
    """Return the definition as the YAML that is written."""
    return yaml.safe_dump(dict(definition), allow_unicode=True, sort_keys=False, width=110)


def difference(present: str, proposed: Mapping[str, Any]) -> str:
    """Return a unified difference, "" when nothing changed. Comments of the present file are left out of it."""
    before = as_yaml(yaml.safe_load(present) or {}).splitlines()
    after = as_yaml(proposed).splitlines()
    lines = difflib.unified_diff(before, after, "present site.yml", "proposed site.yml", lineterm="", n=1)
    return "\n".join(lines)


def changed_parts(present: str, proposed: Mapping[str, Any]) -> list[str]:
    """Return what is read otherwise than before: names of fields, ``reviews``, ``list``."""
    before, after = yaml.safe_load(present) or {}, dict(proposed)
    old, new = ((each.get("ad") or {}).get("fields") or {} for each in (before, after))
    fields = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return fields + [part for part in ("reviews", "list") if before.get(part) != after.get(part)]
