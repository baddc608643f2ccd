"""Pick and order stops for larger problems with PyVRP: optional clients with prizes, windows and several teams.

One long search often stays in the first valley it finds. So several short ones start from different seeds, the better
half goes on twice as long, until one is left (successive halving); measured in docs/decisions.

PyVRP knows no lunch break: a team's day is shortened by it here, and ``outreach.planner`` works the break in exactly.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pyvrp import (
    CostEvaluator,
    IteratedLocalSearch,
    IteratedLocalSearchCallbacks,
    IteratedLocalSearchParams,
    PenaltyParams,
    ProblemData,
    Solution,
    SolveParams,
)
from pyvrp.search import NeighbourhoodParams, PerturbationParams
from pyvrp.solve import solve

from outreach.ticks import TickProblem
from outreach.vrp_data import Order, again, as_vrp, lexicographic_prize, mild_prize, orders_of

Clock = Callable[[], float]
Setting = tuple[bool, float, int]

# (strict prizes, weight of waiting time, neighbours of each stop): what counts as near, and whether driving should count
# beside value, differs between problems; so the starts differ too, and those that suit the problem live on. One long
# route gains more from wide neighbourhoods and longer searches, several routes more from many starts (decision 7).
ONE_TEAM = ((False, 0.2, 50), (True, 0.2, 50), (False, 1.0, 20), (False, 0.2, 20))
TEAMS = (
    (False, 0.2, 20), (True, 0.2, 20), (False, 1.0, 20), (False, 1.0, 30),
    (True, 1.0, 20), (False, 3.0, 20), (False, 0.2, 30), (True, 0.2, 40),
)  # fmt: skip
POLISH_SHARE = 0.1
# Iterations for each second asked for: what an ordinary core does on the slowest problems of a day's size (one team, long
# day, wide windows), so that the iterations end the search, not the clock: the same plan on every machine. Small problems
# go quicker in proportion; beyond a day's size the clock may end it.
ITERATIONS_PER_SECOND = 2000
STOPS_AT_THAT_RATE = 80
DAY_SIZE = 80
ITERATIONS_BEYOND = 5000


@dataclass
class Budget:
    """What a search may use: the time by the given clock when it ends, and iterations."""

    ends: float
    iterations: int
    clock: Clock


def find_orders(
    problem: TickProblem, *, seconds: float, seed: int, iterations: int | None, clock: Clock = time.perf_counter
) -> list[Order]:
    """Return one order of stops per team, searching for so many iterations, and never longer than ``seconds``."""
    whole = iterations if iterations is not None else max(int(seconds * iteration_rate(len(problem.stops))), 1)
    main = 1 - POLISH_SHARE
    budget = Budget(clock() + seconds * main, max(round(whole * main), 1), clock)
    mild, teams = as_vrp(problem, mild_prize(problem))
    strict, _ = as_vrp(problem, lexicographic_prize(problem))
    settings = ONE_TEAM if len(problem.teams) == 1 else TEAMS
    found = _halving({False: mild, True: strict}, settings, budget, seed)
    # Last, every stop that still fits is wanted, however far it is: prizes that no driving outweighs.
    rest = Budget(budget.ends + seconds * POLISH_SHARE, max(whole - budget.iterations, 1), clock)
    begin = None if found is None else again(strict, found)
    best = _search(strict, rest, seed % (1 << 32), _Run(begin, settings[1]))
    return orders_of(best, teams, len(problem.teams)) if best is not None else [()] * len(problem.teams)


def iteration_rate(stops: int) -> float:
    """Return how many iterations are made for each second asked for."""
    if stops > DAY_SIZE:
        return ITERATIONS_BEYOND
    return ITERATIONS_PER_SECOND * max(STOPS_AT_THAT_RATE / stops, 1)


def plain_orders(problem: TickProblem, *, seconds: float, seed: int, clock: Clock) -> list[Order]:
    """Return what PyVRP finds with its own parameters: the rival in the benchmark."""
    data, teams = as_vrp(problem, lexicographic_prize(problem))
    stop = _Stop(Budget(clock() + seconds, 1 << 60, clock))
    best = solve(data, stop, seed, collect_stats=False, display=False).best
    return orders_of(best, teams, len(problem.teams)) if best.is_feasible() else [()] * len(problem.teams)


def _halving(
    data: dict[bool, ProblemData], settings: tuple[Setting, ...], budget: Budget, seed: int
) -> Solution | None:
    """Search from several seeds and settings, keep the better half, search on from there; return the best seen.

    ``data`` holds the problem with mild (False) and strict (True) prizes; the answer has strict ones.
    """
    starts = len(settings) if budget.iterations >= 40 * len(settings) else 1
    rounds = starts.bit_length()
    per_round = budget.iterations // rounds
    runs = [_Run(None, setting) for setting in settings[:starts]]
    number = seed * 1009
    best: Solution | None = None
    for left in range(rounds, 0, -1):
        found: list[tuple[Solution, _Run]] = []
        began = budget.clock()
        round_ends = began + (budget.ends - began) / left
        for place, run in enumerate(runs):
            number += 1
            # Where the clock is short, every round and every run in it still gets its share.
            now = budget.clock()
            share = Budget(now + (round_ends - now) / (len(runs) - place), per_round // len(runs), budget.clock)
            solution = _search(data[run.setting[0]], share, number % (1 << 32), run)
            if solution is not None:
                # Runs are compared with the same prizes, whichever they search with.
                found.append((again(data[True], solution), _Run(solution, run.setting)))
        # Of equal value the shorter way is better; the sort is stable, so equal runs keep their order.
        found.sort(key=lambda pair: (-pair[0].prizes(), pair[0].distance()))
        if found and (best is None or _better(found[0][0], best)):
            best = found[0][0]
        runs = [run for _, run in found[: max(len(runs) // 2, 1)]]
    return best


@dataclass(frozen=True, slots=True)
class _Run:
    """One of the searches: the best it has found, and its setting."""

    best: Solution | None
    setting: Setting


def _better(one: Solution, other: Solution) -> bool:
    return (one.prizes(), -one.distance()) > (other.prizes(), -other.distance())


def _search(data: ProblemData, budget: Budget, seed: int, run: _Run) -> Solution | None:
    """Run one search and return the feasible solution of highest prize it passed, never one below where it began."""
    keeper = _Keeper(run.best)
    _, wait, neighbours = run.setting
    params = SolveParams(
        ils=IteratedLocalSearchParams(num_iters_no_improvement=1 << 40, history_length=50, callbacks=keeper),
        # A high ceiling: with prizes this large the default one is reached, and then late stops pay.
        penalty=PenaltyParams(max_penalty=1e7),
        neighbourhood=NeighbourhoodParams(weight_wait_time=wait, num_neighbours=neighbours),
        perturbation=PerturbationParams(max_perturbations=25),
    )
    result = solve(
        data,
        _Stop(budget),
        seed,
        collect_stats=False,
        display=False,
        params=params,
        initial_solution=run.best,
    )
    if keeper.best is None and result.best.is_feasible():
        return result.best
    return keeper.best


class _Stop:
    """Ends a search after its iterations or at its time, whichever comes first."""

    def __init__(self, budget: Budget) -> None:
        self.budget, self.left = budget, budget.iterations

    def __call__(self, best_cost: float) -> bool:
        self.left -= 1
        return self.left < 0 or self.budget.clock() >= self.budget.ends


class _Keeper(IteratedLocalSearchCallbacks):
    """Keeps the best feasible solution by prize: the search itself also counts the way driven."""

    def __init__(self, best: Solution | None) -> None:
        self.best = best

    def on_iteration(
        self, current: Solution, candidate: Solution, best: Solution, cost_evaluator: CostEvaluator
    ) -> None:
        """Look at every candidate the search makes."""
        hopeful = self.best is None or candidate.prizes() >= self.best.prizes()
        if hopeful and candidate.is_feasible() and (self.best is None or _better(candidate, self.best)):
            self.best = candidate

    def on_start(self, ils: IteratedLocalSearch) -> None:
        """Count the first solution too."""
        if self.best is None and ils.initial_solution.is_feasible():
            self.best = ils.initial_solution
