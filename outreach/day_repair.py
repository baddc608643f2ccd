"""Make orders of stops fit the day exactly, lunch included: take out what does not fit, put in what does.

Small exact moves on top of a search that knows no breaks: drop, insert, exchange one planned stop for a better one.
"""

from outreach.schedule import NEVER, end_time
from outreach.ticks import TickProblem

Order = tuple[int, ...]


def repair(problem: TickProblem, orders: list[Order]) -> list[Order]:
    """Return orders that keep every window, every break and every working day, then improved as far as single moves go."""
    fitting = [_drop_until_fits(problem, team, order) for team, order in enumerate(orders)]
    while True:
        changed = _insert(problem, fitting) or _exchange(problem, fitting)
        if not changed:
            return fitting


def _drop_until_fits(problem: TickProblem, team: int, order: Order) -> Order:
    while order and end_time(problem, problem.teams[team], order) == NEVER:
        shorter = [order[:place] + order[place + 1 :] for place in range(len(order))]
        # Prefer to drop what makes the day fit, then what is worth least.
        order = min(
            shorter,
            key=lambda rest: (
                end_time(problem, problem.teams[team], rest) == NEVER,
                -sum(problem.stops[i].value for i in rest),
            ),
        )
    return order


def _unplanned(problem: TickProblem, orders: list[Order]) -> list[int]:
    planned = {index for order in orders for index in order}
    free = [index for index in range(len(problem.stops)) if index not in planned]
    return sorted(free, key=lambda index: (-problem.stops[index].value, index))


def _insert(problem: TickProblem, orders: list[Order]) -> bool:
    for index in _unplanned(problem, orders):
        best = _best_place(problem, orders, index)
        if best is not None:
            orders[best[1]] = best[2]
            return True
    return False


def _best_place(problem: TickProblem, orders: list[Order], index: int) -> tuple[int, int, Order] | None:
    """Return (delay, team, order) for the place where a stop delays its team least, None where it fits nowhere."""
    options = []
    for team, order in enumerate(orders):
        before = end_time(problem, problem.teams[team], order)
        for place in range(len(order) + 1):
            longer = (*order[:place], index, *order[place:])
            home = end_time(problem, problem.teams[team], longer)
            if home != NEVER:
                options.append((home - (before if before != NEVER else 0), team, longer))
    return min(options, default=None)


def _exchange(problem: TickProblem, orders: list[Order]) -> bool:
    for index in _unplanned(problem, orders):
        for team, order in enumerate(orders):
            for place, other in enumerate(order):
                if problem.stops[other].value >= problem.stops[index].value:
                    continue
                without = order[:place] + order[place + 1 :]
                best = _best_place(problem, [*orders[:team], without, *orders[team + 1 :]], index)
                if best is not None:
                    orders[team] = without
                    orders[best[1]] = best[2]
                    return True
    return False
