"""The gate (R-LAW-4): no host but this machine is contacted without the controller's signed legal-basis file.

``legal_basis/<site>.yml`` in the data directory holds the FIELDS below and a ``signature``: Ed25519 over the canonical
JSON of all other fields, made with the controller's key; its public half lies beside the files as ``controller.pub``
(base64 of the 32 raw bytes). There is no flag, variable or debug mode that skips this.
"""

import base64
import ipaddress
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from crawler.errors import SiteRefused
from crawler.sentences import say
from models.yaml_file import read_yaml

FIELDS = (
    "site", "hosts", "controller", "purpose", "article_6", "article_9", "datatilsynet_reference", "dpia_version",
    "balancing_test", "terms_date", "terms_hash", "robots_hash", "fields_collected", "retention", "signer", "role",
    "date", "expires",
)  # fmt: skip
LONGEST_VALIDITY = timedelta(days=366)
PUBLIC_KEY_FILE = "controller.pub"


def is_loopback_host(host: str) -> bool:
    """Say whether a host is literally this machine: 127.0.0.0/8, ::1 or ``localhost``.

    A name that resolves there is not, nor is another spelling of the address (decimal, octal, mapped).
    """
    bare = host.strip().lower().removeprefix("[").split("]")[0] if host.startswith("[") else host.strip().lower()
    if bare.count(":") == 1:
        bare = bare.split(":")[0]
    if bare == "localhost":
        return True
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return False
    return address.is_loopback


def signed_content(content: dict[str, object]) -> bytes:
    """Return the bytes that are signed: canonical JSON of every field but the signature."""
    plain = {key: value for key, value in content.items() if key != "signature"}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def make_controller_key() -> tuple[bytes, bytes]:
    """Make a controller's key pair: (private, public), each 32 raw bytes in base64."""
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return base64.b64encode(raw), base64.b64encode(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(content: dict[str, object], private_key: bytes) -> dict[str, object]:
    """Return the content with the controller's signature (for the key ceremony and for tests)."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private_key))
    return {**content, "signature": base64.b64encode(key.sign(signed_content(content))).decode()}


def check_gate(site: str, hosts: Sequence[str], legal_basis_dir: Path, now: datetime) -> None:
    """Let a site through, or raise SiteRefused naming the field that is wrong. Contacts nothing."""
    outside = [host for host in hosts if not is_loopback_host(host)]
    if not hosts:
        raise SiteRefused(say("gate_no_host", site=site))
    if not outside:
        return
    content = _read(site, legal_basis_dir)
    for field in FIELDS:
        if content.get(field) in (None, "", [], {}):
            raise SiteRefused(say("gate_field_empty", site=site, field=field))
    _check_signature(site, content, legal_basis_dir)
    if content["site"] != site:
        raise SiteRefused(say("gate_other_site", site=site))
    listed = content["hosts"]
    if not isinstance(listed, list):
        raise SiteRefused(say("gate_hosts_no_list", site=site))
    if any(host.lower() not in {str(each).lower() for each in listed} for host in outside):
        raise SiteRefused(say("gate_hosts_missing", site=site))
    _check_dates(site, content, now)


def expiry_of(site: str, legal_basis_dir: Path) -> date | None:
    """Return the last day of a site's legal-basis file, for a screen. Says nothing about whether the gate is open."""
    return _day(_read(site, legal_basis_dir).get("expires"))


def _read(site: str, folder: Path) -> dict[str, object]:
    file = folder / f"{site}.yml"
    try:
        content = read_yaml(file)
    except OSError:
        raise SiteRefused(say("gate_no_file", site=site)) from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise SiteRefused(say("gate_not_yaml", site=site)) from None
    if not isinstance(content, dict):
        raise SiteRefused(say("gate_empty", site=site))
    return content


def _check_signature(site: str, content: dict[str, object], folder: Path) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(
            base64.b64decode((folder / PUBLIC_KEY_FILE).read_bytes(), validate=True)
        )
    except (OSError, ValueError):
        raise SiteRefused(say("gate_no_key", site=site, file=PUBLIC_KEY_FILE)) from None
    try:
        public.verify(base64.b64decode(str(content.get("signature") or ""), validate=True), signed_content(content))
    except (InvalidSignature, ValueError):
        raise SiteRefused(say("gate_altered", site=site)) from None


def _check_dates(site: str, content: dict[str, object], now: datetime) -> None:
    signed, expires = _day(content["date"]), _day(content["expires"])
    if signed is None or signed > now.date():
        raise SiteRefused(say("gate_date", site=site))
    if expires is None or expires < now.date():
        raise SiteRefused(say("gate_expired", site=site))
    if expires - signed > LONGEST_VALIDITY:
        raise SiteRefused(say("gate_too_long", site=site))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
