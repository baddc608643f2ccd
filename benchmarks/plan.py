"""Route planning on the public orienteering instances (TOPTW): gap to the best known scores, ten seconds on one core.

The instances are not part of this repository: name their folder in ``$LYGTE_TOPTW`` (it holds ``instances/`` and
``best_known.json``). ``$LYGTE_TOPTW_SET`` is ``sample`` (default) or ``all``; ``$LYGTE_TOPTW_SECONDS`` the search time.
Time is the process's own CPU time, so that a busy machine does not make the planner look worse than it is.
"""

import json
import math
import os
import time
from pathlib import Path
from typing import Any

from outreach.plan_problem import Plan, PlanProblem, PlanStop, PlanTeam
from outreach.planner import plan
from outreach.ticks import in_ticks
from outreach.vrp_search import plain_orders

# A varied sample: narrow and wide windows, clustered and scattered, 48 to 288 stops, one to four teams.
SAMPLE = (
    ("c101", 1), ("r104", 1), ("pr01", 1), ("c204", 1), ("r208", 1), ("pr15", 1), ("rc204", 1),
    ("rc206", 2), ("pr04", 2), ("pr18", 2), ("c107", 2), ("r202", 2),
    ("r112", 3), ("pr10", 3), ("rc105", 3),
    ("rc108", 4), ("pr20", 4), ("r108", 4), ("c103", 4), ("pr03", 4),
)  # fmt: skip
GOAL = "mean gap <= 0.5 %"


def run() -> list[dict[str, object]]:
    """Plan every chosen instance with the planner and with PyVRP as it comes; return one row each and the means."""
    folder = os.environ.get("LYGTE_TOPTW")
    if not folder:
        return [
            {"goal": GOAL, "measured": "not run: name the instances' folder in $LYGTE_TOPTW", "ratio": "", "rival": ""}
        ]
    seconds = float(os.environ.get("LYGTE_TOPTW_SECONDS", "10"))
    best = {
        (row["instance"], row["m"]): row["best_known"]
        for row in json.loads((Path(folder) / "best_known.json").read_text())
    }
    chosen = sorted(best) if os.environ.get("LYGTE_TOPTW_SET") == "all" else list(SAMPLE)
    rows: list[dict[str, object]] = []
    gaps: list[tuple[float, float]] = []
    for name, teams in chosen:
        problem = read_instance(Path(folder), name, teams)
        ours, spent = score_of(problem, seconds)
        rival = rival_score(problem, seconds)
        known = best[name, teams]
        gaps.append((gap(ours, known), gap(rival, known)))
        measured = f"{ours:g} of {known:g} (gap {gaps[-1][0]:.2f} %) in {spent:.1f} s"
        rows.append(
            {
                "goal": f"{name} m={teams}",
                "measured": measured,
                "ratio": round(ours / rival, 4),
                "rival": f"PyVRP as it comes {rival:g} (gap {gaps[-1][1]:.2f} %)",
            }
        )
    means = [sum(pair[i] for pair in gaps) / len(gaps) for i in (0, 1)]
    rows.append(
        {
            "goal": GOAL,
            "measured": f"{means[0]:.2f} % over {len(gaps)} instances at {seconds:g} s",
            "ratio": "",
            "rival": f"PyVRP as it comes {means[1]:.2f} %",
        }
    )
    return rows


def gap(score: float, known: float) -> float:
    """Return how far a score is below the best known one, in percent; negative where it is better."""
    return 100 * (1 - score / known)


def score_of(problem: PlanProblem, seconds: float, seed: int = 0) -> tuple[float, float]:
    """Return the planner's score, checked again here, and the CPU seconds it took."""
    began = time.process_time()
    found = plan(problem, seconds=seconds, seed=seed, clock=time.process_time)
    spent = time.process_time() - began
    check(problem, found)
    return found.score, spent


def rival_score(problem: PlanProblem, seconds: float) -> float:
    """Return what PyVRP reaches with its own parameters in the same time."""
    ticks = in_ticks(problem)
    orders = plain_orders(ticks, seconds=seconds, seed=0, clock=time.process_time)
    return sum(problem.stops[ticks.stop_index[index]].score for order in orders for index in order)


def read_instance(folder: Path, name: str, teams: int) -> PlanProblem:
    """Read one instance file. Distances are rounded down: one decimal for Solomon's, two for Cordeau's."""
    family, places = ("cordeau", 100) if name.startswith("pr") else ("solomon", 10)
    lines = (folder / "instances" / family / f"{name}.txt").read_text().splitlines()[2:]
    points: list[list[Any]] = [[float(part) for part in line.split()] for line in lines if line.strip()]
    travel = [[_down(math.dist(one[1:3], other[1:3]), places) for other in points] for one in points]
    stops = tuple(
        PlanStop(str(int(point[0])), point[4], point[3], point[-2], point[-1], index)
        for index, point in enumerate(points)
        if index > 0
    )
    crews = tuple(PlanTeam(str(number), 0, 0, points[0][-2], points[0][-1]) for number in range(teams))
    return PlanProblem(stops, crews, travel)


def _down(length: float, places: int) -> float:
    # A hair is added first: 3-4-5 triangles must not fall to 4.9 by binary rounding.
    return math.floor(length * places + 1e-9) / places


def check(problem: PlanProblem, found: Plan) -> None:
    """Fail loudly where a plan breaks a window, comes home late or visits a stop twice."""
    stops = {stop.id: stop for stop in problem.stops}
    seen: set[str] = set()
    for team, route in zip(problem.teams, found.routes, strict=True):
        clock, place = team.shift_from, team.start
        for planned in route.stops:
            stop = stops[planned.id]
            clock = max(clock + problem.travel[place][stop.place], stop.opens)
            if clock > stop.closes + 1e-6 or planned.id in seen:
                raise AssertionError("The plan breaks a window or visits a stop twice.")
            seen.add(planned.id)
            clock, place = clock + stop.service, stop.place
        if clock + problem.travel[place][team.end] > team.shift_to + 1e-6:
            raise AssertionError("The plan comes home late.")
