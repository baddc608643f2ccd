"""Settings of one installation, read once at start from the environment and the data directory.

``$LYGTE_DATA`` (or ``--data``) names the data directory: database, keys, legal-basis files, learned sites.
``$LYGTE_DATABASE`` (or ``--database``) names the database; SQLite in the data directory unless set.
``$LYGTE_ROUTING`` names a routing engine on the organisation's own machine; driving times are estimated unless set.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BadInput

DATABASE_FILE = "lygte.db"
# Start addresses of sites that stand elsewhere than their definitions say; the demo writes it, its ports are free ones.
SITE_URLS_FILE = "site_urls.json"


@dataclass(frozen=True)
class Settings:
    """Where things are. Build with :func:`load_settings`; nothing is read at import."""

    data_dir: Path
    database_url: str
    # Start addresses that replace those of the site definitions, by site name: the demo chooses free ports.
    site_urls: dict[str, str] = field(default_factory=dict)
    # The organisation's own routing engine as KIND=URL, e.g. valhalla=http://127.0.0.1:8002; driving times are estimated without.
    routing_engine: str | None = None

    @property
    def keys_file(self) -> Path:
        return self.data_dir / "keys.json"

    @property
    def legal_basis_dir(self) -> Path:
        return self.data_dir / "legal_basis"

    @property
    def learned_sites_dir(self) -> Path:
        return self.data_dir / "sites"


def load_settings(data: str | None = None, database: str | None = None, **overrides: object) -> Settings:
    """Settle the data directory and the database; makes the directory if it is missing.

    Raises BadInput when the directory cannot be made or the database URL names an engine we do not run on.
    """
    data_dir = Path(data or os.environ.get("LYGTE_DATA") or "data").expanduser().resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"The data directory {data_dir} cannot be made: {problem.strerror}.") from None
    url = database or os.environ.get("LYGTE_DATABASE") or f"sqlite:///{data_dir / DATABASE_FILE}"
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadInput("The database must be sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.")
    overrides.setdefault("routing_engine", os.environ.get("LYGTE_ROUTING") or None)
    overrides.setdefault("site_urls", _site_urls(data_dir))
    return Settings(data_dir=data_dir, database_url=url, **overrides)  # type: ignore[arg-type]


def keep_site_urls(data_dir: Path, urls: Mapping[str, str]) -> None:
    """Write start addresses that hold for every command on this data directory."""
    (data_dir / SITE_URLS_FILE).write_text(json.dumps(dict(urls), indent=1), encoding="utf-8")


def _site_urls(data_dir: Path) -> dict[str, str]:
    file = data_dir / SITE_URLS_FILE
    if not file.exists():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): str(url) for name, url in content.items()}
    except (OSError, ValueError, AttributeError):
        raise BadInput(f"{file} must be a JSON object of site names and addresses.") from None
