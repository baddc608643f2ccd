"""How the demo sites can change, break or wall themselves off, so that noticing can be tested: at least 25 ways a site."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from demo.answer import Answer

_FACTS = Path(__file__).with_suffix(".yml")
_READ = ("list", "ad", "api")
_WALLS = {
    "consent_wall": "<h1>Før du fortsætter</h1><p>Vi og vores 214 partnere bruger cookies.</p><form action=/samtykke><button>Accepter alle</button></form>",
    "login_wall": "<h1>Log ind</h1><form method=post action=/login><input name=navn><input type=password name=kode></form>",
    "age_wall": "<h1>Er du over 18?</h1><a href=/ja>Ja</a> <a href=https://example.invalid>Nej</a>",
    "captcha": "<h1>Bekræft, at du er et menneske</h1><div id=udfordring></div>",
    "maintenance": "<h1>Vi er straks tilbage</h1><p>Siden opdateres.</p>",
    "parked": "<h1>Dette domæne er til salg</h1>",
}


@dataclass(frozen=True, slots=True)
class Breakage:
    """One way a site breaks. ``field`` is what suffers: a field of the ad, "list", "id" or "page"."""

    name: str
    field: str
    change: Callable[[Answer], Answer]


@cache
def breakages(site: str) -> dict[str, Breakage]:
    """All ways a site can break, by name."""
    rows = yaml.safe_load(_FACTS.read_text(encoding="utf-8"))[site]
    found = [Breakage(name, field, _swapped(kind, old, new)) for name, kind, field, old, new in rows]
    found += [Breakage(name, "page", _walled(html)) for name, html in _WALLS.items()]
    found += [
        Breakage("soft_404", "page", _soft_404), Breakage("empty_list", "list", _empty_list), Breakage("empty_pages", "page", _empty),
        Breakage("cut_in_half", "page", _cut), Breakage("server_error", "page", _failed),
    ]  # fmt: skip
    return {breakage.name: breakage for breakage in found}


def _swapped(kind: str, old: str, new: str) -> Callable[[Answer], Answer]:
    def change(answer: Answer) -> Answer:
        if answer.kind != kind or answer.status != 200:
            return answer
        body = answer.body.replace(old.encode(), new.encode())
        return answer if body == answer.body else _with(answer, body)

    return change


def _walled(html: str) -> Callable[[Answer], Answer]:
    def change(answer: Answer) -> Answer:
        whole = f'<!doctype html><html><head><meta charset="utf-8"><title>Opdigtet demoside</title></head><body>{html}</body></html>'
        return _with(answer, whole.encode(), "text/html; charset=utf-8") if answer.kind in _READ else answer

    return change


def _with(answer: Answer, body: bytes, content_type: str | None = None) -> Answer:
    """The answer with another body; its validators go, because they would describe the old one."""
    kept = tuple(header for header in answer.headers if header[0] not in ("ETag", "Last-Modified"))
    return replace(answer, body=body, headers=kept, content_type=content_type or answer.content_type)


def _soft_404(answer: Answer) -> Answer:
    """Every ad answers 200 and says that it does not exist; the lists stay."""
    gone = '<meta charset="utf-8"><h1>Siden findes ikke</h1><p>Prøv en søgning.</p>'
    if answer.kind == "ad":
        return _with(answer, gone.encode(), "text/html; charset=utf-8")
    profile = answer.kind == "api" and not answer.body.startswith(b'{"ads"')
    return _with(answer, b'{"error": "findes ikke"}') if profile else answer


def _empty_list(answer: Answer) -> Answer:
    """The lists are there and say that there are no ads."""
    if answer.kind == "api" and answer.body.startswith(b'{"ads"'):
        return _with(answer, b'{"ads": [], "next": null}')
    shell = b'src="/app.js"' in answer.body
    nothing = '<meta charset="utf-8"><h1>Annoncer</h1><p>Ingen annoncer fundet.</p>'
    return (
        _with(answer, nothing.encode(), "text/html; charset=utf-8") if answer.kind == "list" and not shell else answer
    )


def _empty(answer: Answer) -> Answer:
    return _with(answer, b"") if answer.kind in _READ else answer


def _cut(answer: Answer) -> Answer:
    """Ads arrive half, as from an overloaded server."""
    return _with(answer, answer.body[: len(answer.body) // 2]) if answer.kind in ("ad", "api") else answer


def _failed(answer: Answer) -> Answer:
    return replace(_with(answer, b"<h1>500</h1>", "text/html"), status=500) if answer.kind in _READ else answer
