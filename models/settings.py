"""Settings of one installation, read once at start from the environment and the data directory.

``$LYGTE_DATA`` (or ``--data``) names the data directory: database, keys, legal-basis files, learned sites.
``$LYGTE_DATABASE`` (or ``--database``) names the database; SQLite in the data directory unless set.
``$LYGTE_SECOND_FACTOR`` lists the roles that must use a code app: dpo,administrator unless set; "all", "none".
``$LYGTE_REDIS`` names a queue server that several workers share for collecting (redis://…); each has its own queue unless set.
``$LYGTE_STORE=plain`` leaves a new SQLite file unencrypted, for other programs that must read it; encrypted unless set.
``$LYGTE_HEADS`` names a folder of another machine where each entry of the audit trail leaves its signed head; none unless set.
``$LYGTE_DISPLAY_KEYS`` names the folders of the organisations' own keys (``:`` between); ``display_keys`` in the data directory unless set.
``$LYGTE_ROUTING`` names a routing engine on the organisation's own machine; driving times are estimated unless set.
``retention.yml`` in the data directory keeps kinds of rows for a shorter time; see ``models.retention_file``.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BadInput
from models.retention import DEFAULT, Retention
from models.retention_file import load_retention
from models.roles import ROLES

# Those who can make users or read the whole trail; others may, and should, set it up themselves.
SECOND_FACTOR_ROLES = frozenset({"dpo", "administrator"})
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
    # Roles that must log in with a second factor (a code app); asked to set it up at their next log-in.
    second_factor_roles: frozenset[str] = frozenset()

    # A Redis that several workers share for collecting; each process keeps its own queue without.
    redis_url: str | None = None
    # Whether a new SQLite file is encrypted whole; what is there stays as it is.
    encrypt_store: bool = True
    # A folder of another machine that can be added to, not rewritten: each audit entry leaves its head there.
    heads_dir: Path | None = None
    # Where the organisations' private halves are looked for, in this order; a new one is made in the first.
    display_key_dirs: tuple[Path, ...] = ()
    # How long each kind of row may live here.
    retention: Retention = DEFAULT

    @property
    def own_key_dirs(self) -> tuple[Path, ...]:
        return self.display_key_dirs or (self.data_dir / "display_keys",)

    @property
    def keys_file(self) -> Path:
        return self.data_dir / "keys.json"

    @property
    def head_key_file(self) -> Path:
        return self.data_dir / "audit_heads.pem"

    @property
    def legal_basis_dir(self) -> Path:
        return self.data_dir / "legal_basis"

    @property
    def learned_sites_dir(self) -> Path:
        return self.data_dir / "sites"


def load_settings(data: str | None = None, database: str | None = None, **overrides: object) -> Settings:
    """Settle the data directory and the database; makes the directory if it is missing.

    Raises BadInput when the directory cannot be made, its retention.yml cannot be followed, or the database URL names an
    engine we do not run on.
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
    overrides.setdefault("redis_url", os.environ.get("LYGTE_REDIS") or None)
    overrides.setdefault("routing_engine", os.environ.get("LYGTE_ROUTING") or None)
    overrides.setdefault("second_factor_roles", _second_factor_roles(os.environ.get("LYGTE_SECOND_FACTOR")))
    overrides.setdefault("encrypt_store", _encrypt_store(os.environ.get("LYGTE_STORE")))
    overrides.setdefault("heads_dir", _heads_dir(os.environ.get("LYGTE_HEADS")))
    overrides.setdefault("display_key_dirs", _folders(os.environ.get("LYGTE_DISPLAY_KEYS")))
    overrides.setdefault("site_urls", _site_urls(data_dir))
    overrides.setdefault("retention", load_retention(data_dir))
    return Settings(data_dir=data_dir, database_url=url, **overrides)  # type: ignore[arg-type]


def _folders(written: str | None) -> tuple[Path, ...]:
    """Read folders. They need not be there: a key medium is put in when it is needed."""
    return tuple(Path(one).expanduser().resolve() for one in (written or "").split(os.pathsep) if one)


def _heads_dir(written: str | None) -> Path | None:
    """Read the folder. Raises BadInput when it is not there: heads that go nowhere prove nothing."""
    if not written:
        return None
    folder = Path(written).expanduser().resolve()
    if not folder.is_dir():
        raise BadInput(f"LYGTE_HEADS: the folder {folder} is not there.")
    return folder


def _encrypt_store(written: str | None) -> bool:
    """Read the choice. Raises BadInput for anything else: a typing error must not leave a store open."""
    if written not in (None, "", "plain", "encrypted"):
        raise BadInput("LYGTE_STORE: write encrypted or plain.")
    return written != "plain"


def _second_factor_roles(written: str | None) -> frozenset[str]:
    """Read the roles. Raises BadInput for an unknown one: a typing error must not switch the second factor off."""
    if not written:
        return SECOND_FACTOR_ROLES
    if written.strip() in ("all", "none"):
        return frozenset(ROLES) if written.strip() == "all" else frozenset()
    roles = frozenset(role.strip() for role in written.split(","))
    if not roles <= set(ROLES):
        raise BadInput(f"LYGTE_SECOND_FACTOR: each must be one of {', '.join(ROLES)}, or write all or none.")
    return roles


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
