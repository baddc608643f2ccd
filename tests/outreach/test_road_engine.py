"""A routing engine over HTTP: asked on loopback in its own format; failures are one sentence. A small stand-in server
speaks OSRM and Valhalla from their published formats; a real engine needs map data that an operator brings."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from models.errors import BadInput
from outreach.road_engine import MOST_CELLS, EngineRoads, EngineSilent
from outreach.travel import great_circle_km

POINTS = [(55.70, 9.53), (55.57, 9.75), (55.39, 10.38)]


class Engine(BaseHTTPRequestHandler):
    """Drives at 60 km/h as the crow flies; knows no way to the last point from the first."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """OSRM's table service."""
        places = [tuple(map(float, pair.split(","))) for pair in self.path.split("/")[-1].split("?")[0].split(";")]
        points = [(lat, lon) for lon, lat in places]
        sources = [int(i) for i in self.path.split("sources=")[1].split(";")]
        km = [[great_circle_km(points[i], other) for other in points] for i in sources]
        durations = [
            [None if (i, j) == (0, 2) else 60 * length for j, length in enumerate(row)]
            for i, row in zip(sources, km, strict=True)
        ]
        self._answer(
            {"code": "Ok", "durations": durations, "distances": [[1000 * length for length in row] for row in km]}
        )

    def do_POST(self) -> None:
        """Valhalla's matrix service."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = []
        for one in question["sources"]:
            lengths = [
                great_circle_km((one["lat"], one["lon"]), (other["lat"], other["lon"])) for other in question["targets"]
            ]
            rows.append([{"time": 60 * length, "distance": length} for length in lengths])
        self._answer({"sources_to_targets": rows})

    def _answer(self, content: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


@pytest.fixture
def engine_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Engine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_an_engine_gives_minutes_and_kilometres(engine_url: str, kind: str) -> None:
    legs = EngineRoads(kind, engine_url).legs(POINTS)
    km = great_circle_km(POINTS[0], POINTS[1])
    assert (legs[0][1].minutes, legs[0][1].km, legs[0][1].ferry) == (round(km, 1), round(km, 1), False)
    assert legs[1][1].minutes == 0


def test_where_the_engine_knows_no_way_the_estimate_stands_in(engine_url: str) -> None:
    leg = EngineRoads("osrm", engine_url).legs(POINTS)[0][2]
    assert leg.km > great_circle_km(POINTS[0], POINTS[2])


def test_large_tables_are_asked_for_in_blocks(engine_url: str) -> None:
    points = [(55 + i / 100, 9.0) for i in range(70)]
    assert len(points) ** 2 > MOST_CELLS
    legs = EngineRoads("valhalla", engine_url).legs(points)
    assert [len(row) for row in legs] == [70] * 70
    assert legs[69][0].km == legs[0][69].km


def test_an_engine_that_is_down_or_speaks_otherwise_is_one_sentence(engine_url: str) -> None:
    with pytest.raises(EngineSilent, match="does not answer"):
        EngineRoads("osrm", "http://127.0.0.1:9").legs(POINTS)


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "https://127.0.0.1", "http://8.8.8.8:5000", "ftp://localhost", "http://router.internal"],
)
def test_places_are_never_sent_out_of_the_house(url: str) -> None:
    with pytest.raises(BadInput, match="on this machine"):
        EngineRoads("osrm", url)


def test_only_known_engines_are_asked() -> None:
    with pytest.raises(BadInput, match="osrm or valhalla"):
        EngineRoads("other", "http://127.0.0.1:1")
