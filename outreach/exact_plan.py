"""The best plan for a handful of stops, found by going through all subsets: certain, and the same every time.

For every subset of stops the orders worth keeping are those no other one beats on the clock; the rest is dropped. Grows
with 2^n: for up to nine stops.
"""

from functools import cache
from typing import NamedTuple

from outreach.schedule import NEVER, Clocks, after_stop, at_start, back_home
from outreach.ticks import TickProblem, TickTeam

MOST_STOPS = 9

Order = tuple[int, ...]


class _Path(NamedTuple):
    clocks: Clocks
    place: int
    order: Order


class _Choice(NamedTuple):
    value: int
    # Negative sum of the times the teams are back: higher is earlier.
    earliness: int
    orders: tuple[Order, ...]


def best_orders(problem: TickProblem) -> list[Order]:
    """Return one order of stops per team: the highest value, then the earliest way home."""
    count = len(problem.stops)
    options = [team_options(problem, team) for team in problem.teams]
    values = [sum(problem.stops[i].value for i in range(count) if mask >> i & 1) for mask in range(1 << count)]

    @cache
    def best(team: int, free: int) -> _Choice:
        if team == len(options):
            return _Choice(0, 0, ())
        # Staying at home is always possible, even for a team whose day or break does not work out.
        stays = best(team + 1, free)
        choices = [_Choice(stays.value, stays.earliness, ((), *stays.orders))]
        for mask in _subsets(free):
            if mask in options[team]:
                home, order = options[team][mask]
                rest = best(team + 1, free & ~mask)
                choices.append(_Choice(rest.value + values[mask], rest.earliness - home, (order, *rest.orders)))
        return max(choices)

    return list(best(0, (1 << count) - 1).orders)


def _subsets(mask: int) -> list[int]:
    found, part = [], mask
    while part:
        found.append(part)
        part = (part - 1) & mask
    return found


def team_options(problem: TickProblem, team: TickTeam) -> dict[int, tuple[int, Order]]:
    """Return for every set of stops (as bits) that one team can visit: when it is back, and in which order."""
    count = len(problem.stops)
    paths: dict[int, list[_Path]] = {0: [_Path(at_start(team), team.start, ())]}
    options: dict[int, tuple[int, Order]] = {}
    for mask in range(1 << count):
        for path in paths.pop(mask, ()):
            home = back_home(problem, team, path.clocks, path.place)
            if mask and home != NEVER:
                options[mask] = min(options.get(mask, (home, path.order)), (home, path.order))
            for index in range(count):
                if not mask >> index & 1:
                    stop = problem.stops[index]
                    clocks = after_stop(problem, team, path.clocks, path.place, stop)
                    _keep(paths.setdefault(mask | 1 << index, []), _Path(clocks, stop.place, (*path.order, index)))
    return options


def _keep(kept: list[_Path], new: _Path) -> None:
    """Add a path, unless another one with the same stops and the same last one is as early on both clocks."""
    if min(new.clocks) >= NEVER:
        return
    rivals = [path for path in kept if path.order[-1] == new.order[-1]]
    if any(rival.clocks[0] <= new.clocks[0] and rival.clocks[1] <= new.clocks[1] for rival in rivals):
        return
    kept[:] = [
        path
        for path in kept
        if path.order[-1] != new.order[-1] or not (new.clocks[0] <= path.clocks[0] and new.clocks[1] <= path.clocks[1])
    ]
    kept.append(new)
