"""A real Valhalla over an invented map: twelve by twelve roads around Vejle, so that every true drive is known.

Started once for all tests that ask it; `make setup` fetched its programs.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import osmium
from osmium.osm import mutable

from outreach.travel import Point

SIDE = 12
SOUTH, WEST = 55.60, 9.50
STEP = 0.01
SPEED_KMH = 60
ENGINE = Path(sys.prefix) / "road-engine" / "valhalla"
HELP = "The routing engine is missing: run make setup."
# What the programs would look for on disk and an invented map does not have.
NOT_THERE = (
    "tile_extract", "traffic_extract", "admin", "landmarks", "timezone", "transit_dir", "transit_feeds_dir",
)  # fmt: skip


def crossing(row: int, column: int) -> Point:
    """Return (lat, lon) of a crossing; row 0 is the southernmost, column 0 the westernmost."""
    return SOUTH + STEP * row, WEST + STEP * column


def write_map(file: Path) -> None:
    """Write the roads as an OpenStreetMap extract; one one-way road closes the western edge northwards."""
    writer = osmium.SimpleWriter(str(file))
    for row in range(SIDE):
        for column in range(SIDE):
            lat, lon = crossing(row, column)
            writer.add_node(mutable.Node(id=_id(row, column), location=(lon, lat), version=1))
    tags = {"highway": "secondary", "maxspeed": str(SPEED_KMH)}
    # Extracts are sorted by number: the roads going east first, then those going north.
    for row in range(SIDE):
        along = [_id(row, column) for column in range(SIDE)]
        writer.add_way(mutable.Way(id=1 + row, nodes=along, tags={**tags, "name": f"Tværvej {row}"}, version=1))
    for column in range(SIDE):
        up = [_id(row, column) for row in range(SIDE)]
        one_way = {"oneway": "yes"} if column == 0 else {}
        names = {**tags, **one_way, "name": f"Langvej {column}"}
        writer.add_way(mutable.Way(id=101 + column, nodes=up, tags=names, version=1))
    writer.close()


def _id(row: int, column: int) -> int:
    return 1 + row * SIDE + column


@contextmanager
def running_engine(folder: Path) -> Iterator[str]:
    """Build the engine's tiles in a folder, run it on a free port of this machine, give its address, stop it after."""
    assert (ENGINE / "bin" / "valhalla_service").is_file(), HELP
    write_map(folder / "grid.osm.pbf")
    port = _free_port()
    settings = folder / "valhalla.json"
    settings.write_text(json.dumps(_settings(folder, port)))
    subprocess.run(
        [ENGINE / "bin" / "valhalla_build_tiles", "-c", settings, folder / "grid.osm.pbf"],
        check=True,
        capture_output=True,
    )
    with (folder / "engine.log").open("wb") as log:
        engine = subprocess.Popen([ENGINE / "bin" / "valhalla_service", settings, "1"], stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        engine.terminate()
        engine.wait()


def _settings(folder: Path, port: int) -> dict[str, Any]:
    """Return the engine's own default settings with places of ours."""
    (folder / "tiles").mkdir()
    printed = subprocess.run(
        [sys.executable, ENGINE / "valhalla_build_config.py", "--mjolnir-tile-dir", folder / "tiles"],
        check=True,
        capture_output=True,
        text=True,
    )
    settings: dict[str, Any] = json.loads(printed.stdout)
    for name in NOT_THERE:
        settings["mjolnir"].pop(name, None)
    settings.pop("additional_data", None)
    for part in ("loki", "thor", "odin", "meili"):
        settings[part]["service"]["proxy"] = f"ipc://{folder}/{part}"
    settings["httpd"]["service"] |= {
        "listen": f"tcp://127.0.0.1:{port}",
        "loopback": f"ipc://{folder}/loopback",
        "interrupt": f"ipc://{folder}/interrupt",
        "drain_seconds": 0,
    }
    return settings


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("The routing engine did not start.")
