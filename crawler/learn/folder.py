"""Write a learned site: ``site.yml`` and a synthetic fixture, in a folder that appears whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.learn.difference import as_yaml
from crawler.learn.fixture import Fixture

_OPENING = "# Learned by `lygte site learn` on {day}. Facts only; edit freely, then run `lygte site check {name}`.\n"


def write_folder(
    name: str, definition: Mapping[str, Any], fixture: Fixture | None, sites_dir: Path, now: datetime | None
) -> Path:
    """Write the folder of a site and return it. A folder of that name is replaced; its old site.yml is kept beside."""
    sites_dir.mkdir(parents=True, exist_ok=True)
    target = sites_dir / name
    with tempfile.TemporaryDirectory(dir=sites_dir, prefix=f".{name}-") as made:
        folder = Path(made) / name
        folder.mkdir()
        day = now.date().isoformat() if now else "an unknown day"
        (folder / "site.yml").write_text(_OPENING.format(day=day, name=name) + as_yaml(definition), encoding="utf-8")
        if fixture:
            case = folder / "fixture"
            case.mkdir()
            (case / fixture.page_name).write_text(fixture.page, encoding="utf-8")
            (case / "expected.json").write_text(
                json.dumps(fixture.expected, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
        if target.exists():
            shutil.copy(target / "site.yml", folder / "site.before.yml")
            old = Path(made) / "old"
            target.rename(old)
        folder.rename(target)
    return target
