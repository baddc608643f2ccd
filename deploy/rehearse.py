"""The proxies of deploy/proxy/, each run on this machine with its file as it stands, in front of real screens.

``python -m deploy.rehearse`` takes nginx and Caddy where they are installed (``PATH``) and says what a browser gets
through them: TLS, where http leads, the safety headers, how large a form may be, and whether a visitor may lie about
where it comes from. Only names, ports and certificate are others: this machine, free ports, a certificate of the hour.
Ends with 1 when something is not as it should be, 2 when neither is installed.
"""

import http.client
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.programs import free_port

FOLDER = Path(__file__).parent / "proxy"
NAME = "lygte.example.org"
LONGEST_START_S = 60.0
LARGEST_FORM = 1 << 20


@dataclass(frozen=True)
class Ports:
    """Where the screens, the proxy's http and its https listen."""

    screens: int
    plain: int
    tls: int


def nginx_settings(text: str, ports: Ports, folder: Path) -> str:
    """Return nginx's file for this machine, inside what a distribution puts round it."""
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{ports.plain};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{ports.tls} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("/etc/letsencrypt/live/lygte.example.org", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("127.0.0.1:8710", f"127.0.0.1:{ports.screens}"),
    ):
        text = _once(text, old, new)
    return f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\nhttp {{\n{text}}}\n"


def caddy_settings(text: str, ports: Ports, folder: Path) -> str:
    """Return Caddy's file for this machine: our certificate instead of one it would fetch."""
    own = f"{{\n\tadmin off\n\thttp_port {ports.plain}\n\thttps_port {ports.tls}\n}}\n"
    text = _once(text, f"{NAME} {{\n", f"{NAME} {{\n\ttls {folder}/fullchain.pem {folder}/privkey.pem\n")
    return own + _once(text, "127.0.0.1:8710", f"127.0.0.1:{ports.screens}")


def _once(text: str, old: str, new: str) -> str:
    if old not in text:
        raise ValueError(f"The file no longer says {old!r}: change deploy/rehearse.py with it.")
    return text.replace(old, new)


def write_certificate(folder: Path) -> None:
    """Write a certificate for an hour and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*plain))


def ask(
    ports: Ports,
    method: str = "GET",
    path: str = "/login",
    *,
    tls: bool = True,
    body: bytes | None = None,
    **headers: str,
) -> http.client.HTTPResponse:
    """Ask the proxy as a browser does that looks for our name."""
    import socket

    made = socket.create_connection(("127.0.0.1", ports.tls if tls else ports.plain), 20)
    if tls:
        made = _trusting().wrap_socket(made, server_hostname=NAME)
    connection = http.client.HTTPConnection(NAME)
    connection.sock = made
    named = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, path, body, named)
    answer = connection.getresponse()
    answer.read()
    return answer


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    # Its certificate is one we have just made ourselves.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def seen(ports: Ports) -> list[tuple[str, bool]]:
    """Return what should be so, and whether it is."""
    page = ask(ports, X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http")
    cookie = page.getheader("set-cookie") or ""
    moved = ask(ports, tls=False)
    large = ask(ports, "POST", body=bytes(LARGEST_FORM + 4096), Content_Type="application/x-www-form-urlencoded")
    return [
        ("the log-in page comes over TLS", page.status == 200),
        ("it says that this name is https only (HSTS)", (page.getheader("strict-transport-security") or "").count("max-age=31536000") == 1),
        ("it brings the screens' own safety headers", "default-src" in (page.getheader("content-security-policy") or "")),
        ("its cookie goes over TLS only, whatever the visitor says", "secure" in cookie.lower() and "__Host-" in cookie),
        ("the proxy does not say its version", not any(sign.isdigit() for sign in page.getheader("server") or "")),
        ("http leads to https", moved.status in (301, 308) and (moved.getheader("location") or "").startswith("https://")),
        ("a form above 1 MB is refused", large.status == 413),
        ("measures are not passed on", ask(ports, path="/metrics").status == 404),
    ]  # fmt: skip


@contextmanager
def running(words: list[str], ready: Callable[[], bool], **given: object) -> Iterator[None]:
    """Run a program until the block ends; the block begins when it answers."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **given)  # type: ignore[call-overload]  # noqa: S603  (chosen here)
    try:
        until = time.monotonic() + LONGEST_START_S
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                if ready():
                    break
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def rehearse(name: str, program: str, screens: int) -> list[tuple[str, bool]]:
    """Run one proxy in front of the screens; return what was seen."""
    with tempfile.TemporaryDirectory(prefix="lygte-proxy-") as made:
        folder, ports = Path(made), Ports(screens, free_port(), free_port())
        write_certificate(folder)
        file = folder / "settings"
        if name == "nginx":
            file.write_text(nginx_settings((FOLDER / "nginx.conf").read_text(), ports, folder))
            words = [program, "-p", made, "-c", str(file)]
        else:
            file.write_text(caddy_settings((FOLDER / "Caddyfile").read_text(), ports, folder))
            words = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
        with running(words, lambda: ask(ports).status == 200):
            return seen(ports)


def main() -> int:
    """Take each proxy there is."""
    found = {name: program for name in ("nginx", "caddy") if (program := shutil.which(name))}
    if not found:
        print("Neither nginx nor caddy is installed here.")
        return 2
    problems, screens = 0, free_port()
    with tempfile.TemporaryDirectory(prefix="lygte-proxy-") as data:
        words = ["serve", "--quiet", "--no-work", "--port", str(screens), "--behind-proxy", "127.0.0.1", "--data", data]
        up = lambda: ask_screens(screens) == 200  # noqa: E731
        with running([sys.executable, "-m", "lygte.main", *words], up):
            for name, program in found.items():
                for sentence, so in rehearse(name, program, screens):
                    print(f"{name}: {sentence}: {'yes' if so else 'NO'}")
                    problems += not so
    return 1 if problems else 0


def ask_screens(port: int) -> int:
    """Ask the screens themselves for the log-in page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/login")
    return connection.getresponse().status


if __name__ == "__main__":
    sys.exit(main())
