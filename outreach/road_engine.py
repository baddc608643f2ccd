"""Driving times from a routing engine on the organisation's own machine: OSRM or Valhalla over HTTP, off by default.

Only loopback and private addresses are asked: coordinates of the places to visit must not leave the house (safety rules,
threat A1). Where the engine fails, the caller falls back on the estimate and says so.
"""

import http.client
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from models.errors import BadInput, LygteError
from models.settings import Settings
from outreach.travel import EstimatedRoads, Leg, Point, Roads, estimated_leg

TIMEOUT_S = 10.0
# Engines refuse larger tables as they come (Valhalla: 2,500 cells); larger ones are asked for in blocks.
MOST_CELLS = 2500


class EngineSilent(LygteError):
    """The routing engine does not answer, or not in its own format."""


@dataclass(frozen=True, slots=True)
class EngineRoads:
    """Drives from an engine. ``kind`` is osrm or valhalla; ``url`` its address, e.g. http://127.0.0.1:5000."""

    kind: str
    url: str
    estimated = False

    def __post_init__(self) -> None:
        if self.kind not in ("osrm", "valhalla"):
            raise BadInput("The routing engine must be osrm or valhalla.")
        parts = urlsplit(self.url)
        if parts.scheme != "http" or not _is_at_home(parts.hostname or ""):
            raise BadInput("The routing engine must be an http address on this machine or its own network.")

    def legs(self, points: Sequence[Point]) -> list[list[Leg]]:
        """Return the drive from every point to every other. Raises EngineSilent where the engine fails.

        A pair the engine knows no way for gets the estimate, which marks ferries.
        """
        block = max(MOST_CELLS // max(len(points), 1), 1)
        rows: list[list[Leg]] = []
        for first in range(0, len(points), block):
            rows += self._block(points, range(first, min(first + block, len(points))))
        return rows

    def _block(self, points: Sequence[Point], origins: range) -> list[list[Leg]]:
        answer = self._osrm(points, origins) if self.kind == "osrm" else self._valhalla(points, origins)
        rows = []
        for origin, times in zip(origins, answer, strict=True):
            row = []
            for target, cell in enumerate(times):
                seconds, km = cell
                if seconds is None or km is None:
                    row.append(estimated_leg(points[origin], points[target]))
                else:
                    # A ferry shows in the estimate's chain of crossings; engines mix it into the time.
                    row.append(
                        Leg(round(seconds / 60, 1), round(km, 1), estimated_leg(points[origin], points[target]).ferry)
                    )
            rows.append(row)
        return rows

    def _osrm(self, points: Sequence[Point], origins: range) -> list[list[tuple[float | None, float | None]]]:
        places = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in points)
        sources = ";".join(map(str, origins))
        answer = self._ask("GET", f"/table/v1/driving/{places}?annotations=duration,distance&sources={sources}", None)
        try:
            return [
                [(time, None if metres is None else metres / 1000) for time, metres in zip(times, lengths, strict=True)]
                for times, lengths in zip(answer["durations"], answer["distances"], strict=True)
            ]
        except (KeyError, TypeError, ValueError):
            raise EngineSilent("The routing engine answered in a format that is not OSRM's.") from None

    def _valhalla(self, points: Sequence[Point], origins: range) -> list[list[tuple[float | None, float | None]]]:
        places = [{"lat": lat, "lon": lon} for lat, lon in points]
        question = {
            "sources": [places[i] for i in origins],
            "targets": places,
            "costing": "auto",
            "units": "kilometers",
        }
        answer = self._ask("POST", "/sources_to_targets", json.dumps(question))
        try:
            return [[(cell["time"], cell["distance"]) for cell in row] for row in answer["sources_to_targets"]]
        except (KeyError, TypeError):
            raise EngineSilent("The routing engine answered in a format that is not Valhalla's.") from None

    def _ask(self, method: str, path: str, body: str | None) -> dict[str, Any]:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S)
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request(method, parts.path.rstrip("/") + path, body, headers)
            answer = connection.getresponse()
            content = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            raise EngineSilent("The routing engine does not answer: times are estimated instead.") from None
        finally:
            connection.close()
        if answer.status != 200 or not isinstance(content, dict):
            raise EngineSilent("The routing engine refused the question: times are estimated instead.")
        return content


class HouseRoads:
    """The organisation's engine, and the estimate whenever the engine is silent: a plan never waits for a repair."""

    def __init__(self, engine: EngineRoads) -> None:
        self.engine = engine
        self.estimated = False

    def legs(self, points: Sequence[Point]) -> list[list[Leg]]:
        """See :class:`outreach.travel.Roads`; ``estimated`` then tells which of the two answered."""
        try:
            drives = self.engine.legs(points)
        except EngineSilent:
            self.estimated = True
            return EstimatedRoads().legs(points)
        self.estimated = False
        return drives


def roads_of(settings: Settings) -> Roads:
    """Return what the installation drives by: its engine (``KIND=URL``) or the estimate. Raises BadInput."""
    if not settings.routing_engine:
        return EstimatedRoads()
    kind, _, url = settings.routing_engine.partition("=")
    return HouseRoads(EngineRoads(kind.strip(), url.strip()))


def _is_at_home(host: str) -> bool:
    """Return whether a host is this machine or a literal private address; names are not looked up."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
