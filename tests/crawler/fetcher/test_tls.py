"""HTTPS through a fetcher: over connections the keeper opened, with a certificate that this machine trusts and no other."""

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import crawler.fetcher.keeper as keeper_module
from crawler.fetcher.nest import Nest


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return both


@pytest.fixture
def secure(site: Any, certificate: Path) -> Any:
    """The little site behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.url = site.url.replace("http:", "https:")
    return site


@pytest.fixture
def own_nest(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nest]:
    """Fetchers that are born with the environment as it is now."""
    nest = Nest()
    monkeypatch.setattr(keeper_module, "NEST", nest)
    yield nest
    nest.close()


def test_a_site_behind_tls_is_collected_when_its_certificate_is_trusted(
    collected: Any, secure: Any, certificate: Path, own_nest: Nest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert own_nest
    secure.fill(12)
    collected.define()
    result = collected.crawl()
    assert (result.status, result.new) == ("complete", 12), result.message


def test_a_site_with_a_certificate_nobody_trusts_is_not_asked(collected: Any, secure: Any) -> None:
    secure.fill(3)
    collected.define()
    assert collected.crawl().status == "failed"
    assert secure.asked == []
