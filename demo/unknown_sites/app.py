"""A single-page app: one shell for every address, everything else is JSON.

Variants: 0 REST with page numbers; 1 cursors, other key names, epoch seconds, addresses with #; 2 offset and limit, Danish keys.
"""

import json
import re
from datetime import datetime
from functools import partial
from pathlib import Path

from demo.answer import Answer, Request, image, page, robots, validated
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS, KINDS
from demo.view import http_date

PAGE_SIZE = 15
_SCRIPT = Path(__file__).parent / "app.js"
_JSON = "application/json; charset=utf-8"
_FIELDS = ("alias", "age", "city", "postcode", "address", "kind", "phone", "posted", "reviews", "more")


class AppSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("app", look.seed, now, 42, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = ""
        path = ("ad/{}", "#/a/{}", "profil/{}")[look.variant]
        self.truth = {s.external_id: truth_of("app", s, path.format(s.external_id)) for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /cdn/\n")
        if path.startswith("/cdn/"):
            return image()
        if path == "/app.js":
            return Answer(_SCRIPT.read_bytes(), "asset", 200, "text/javascript; charset=utf-8")
        if path.startswith(("/api/", "/data/")):
            return self._json(path, request.query)
        return page(self._shell(), "list" if path == "/" else "ad")

    def _shell(self) -> str:
        look = self.look
        said = json.dumps({field: look.label(field) for field in _FIELDS}, ensure_ascii=False)
        kinds = json.dumps(KINDS[look.lang], ensure_ascii=False)
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>Aurora</title><link rel="icon" href="data:,"></head>'
            f'<body><p>{BANNERS[look.lang]}</p><div id="root"></div><script>const V={look.variant},L={said},K={kinds};</script>'
            '<script src="/app.js"></script></body></html>'
        )

    def _json(self, path: str, query: dict[str, str]) -> Answer:
        found = re.fullmatch(r"/(?:api/v1/listings|data/ad)/(\d+)", path)
        wanted = found[1] if found else query.get("id")
        body: object = None
        if wanted is not None:
            sample = self.by_id.get(wanted)
            body = sample and self._one(sample)
        elif path in ("/api/v1/listings", "/data/search", "/api/find"):
            body = self._many(query)
        if body is None:
            return Answer(b'{"error":"not found"}', "api", 404, _JSON)
        return validated(json.dumps(body, ensure_ascii=False), "api", http_date(self.now), _JSON)

    def _one(self, sample: Sample) -> object:
        if self.look.variant == 0:
            return _rest(self.look, sample)
        return (
            {"data": _terse(self.look, sample)}
            if self.look.variant == 1
            else {"total": 1, "list": [_danish(self.look, sample)]}
        )

    def _many(self, query: dict[str, str]) -> object:
        cut = partial(_cut, self.samples)
        if self.look.variant == 0:
            number = max(1, _number(query.get("page", "1")))
            items = [
                {
                    "id": s.external_id,
                    "title": s.state.title,
                    "city": s.state.town.city,
                    "updatedAt": s.state.updated_at.isoformat(),
                }
                for s in cut((number - 1) * PAGE_SIZE)
            ]
            return {"items": items, "page": number, "pages": -(-len(self.samples) // PAGE_SIZE)}
        if self.look.variant == 1:
            start = _number(query.get("cursor", "c0")[1:])
            rows = [{"uid": s.external_id, "headline": s.state.title, "town": s.state.town.city} for s in cut(start)]
            return {
                "results": rows,
                "next_cursor": f"c{start + PAGE_SIZE}" if start + PAGE_SIZE < len(self.samples) else None,
            }
        rows_da = [_danish(self.look, sample) for sample in cut(_number(query.get("offset", "0")))]
        return {"total": len(self.samples), "list": rows_da}


def _cut(samples: list[Sample], start: int) -> list[Sample]:
    return samples[start : start + PAGE_SIZE]


def _number(asked: str) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 0


def _rest(look: Look, sample: Sample) -> dict[str, object]:
    state = sample.state
    return {
        "id": sample.external_id, "title": state.title, "body": state.text, "name": state.alias, "age": state.age,
        "location": {"city": state.town.city, "postcode": state.town.postcode, "street": state.address},
        "phone": look.phone(state.phones[0]), "category": state.kind, "createdAt": state.posted_at.isoformat(),
        "photos": [f"/cdn/{sample.external_id}-{n}.jpg" for n in range(1, state.image_count + 1)],
        "prices": [{"minutes": p.minutes, "amount": p.amount, "currency": p.currency} for p in state.prices],
        "reviews": [{"rating": r.rating, "createdAt": r.posted_at.isoformat(), "text": r.text} for r in state.reviews],
    }  # fmt: skip


def _terse(look: Look, sample: Sample) -> dict[str, object]:
    state = sample.state
    return {
        "uid": sample.external_id, "headline": state.title, "description": state.text, "nick": state.alias, "years": state.age,
        "town": state.town.city, "zip": state.town.postcode, "addr": state.address, "tlf": look.phone(state.phones[0]),
        "type": state.kind, "published": int(state.posted_at.timestamp()),
        "images": [{"src": f"/cdn/{sample.external_id}-{n}.jpg"} for n in range(1, state.image_count + 1)],
        "rates": {str(p.minutes): p.amount for p in state.prices},
        "comments": [{"stars": r.rating, "date": r.posted_at.isoformat(), "message": r.text} for r in state.reviews],
    }  # fmt: skip


def _danish(look: Look, sample: Sample) -> dict[str, object]:
    state = sample.state
    return {
        "nr": int(sample.external_id), "overskrift": state.title, "tekst": state.text, "navn": state.alias, "alder": state.age,
        "by": state.town.city, "postnr": state.town.postcode, "adresse": state.address, "telefon": look.phone(state.phones[0]),
        "sted": state.kind, "oprettet": state.posted_at.date().isoformat(), "antal_billeder": state.image_count,
        "priser": [{"minutter": p.minutes, "kr": p.amount} for p in state.prices],
        "anmeldelser": [{"stjerner": r.rating, "dato": r.posted_at.isoformat(), "tekst": r.text} for r in state.reviews],
    }  # fmt: skip
