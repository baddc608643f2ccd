"""Choose what to hide so that no small count follows from anything told, by integer programmes. Pure.

Everything told is a sum over the same unknown whole numbers (the fine counts). What an attacker knows are ``Known`` rows:
sums that must agree, and what was told before. A small sum is safe when some other set of fine counts fits all that is told
and makes it five or more: then nobody can say that it is few. For each small sum one programme looks for such a set, at the
least cost of cells that must be hidden for it (the linear-programming heuristic for linked tables of Kelly, Golden and
Assad). Hiding more only leaves more sets, so what was shown safe once stays safe.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from models.errors import LygteError
from outreach.figures.figure import K

# Coefficients of the fine counts, by their number.
Form = Mapping[int, int]
Vector = NDArray[np.float64]
# Any good set of whole numbers will do: the programmes need not prove that it is the best. One that takes too long (seconds)
# counts as without answer, and more is hidden.
EFFORT = {"mip_rel_gap": 0.1, "time_limit": 60.0}
NEAR = 1e-6


class CannotHide(LygteError):
    """Even with everything new hidden a small count would follow; nothing new is told."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an attacker knows of a sum: it lies between ``low`` and ``high``, both included."""

    form: Form
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sum that may be told: its true value lies between ``low`` and ``high``, as telling it would say. ``cost`` to hide."""

    key: str
    form: Form
    low: float
    high: float
    cost: float


def to_hide(
    variables: int,
    known: Sequence[Known],
    candidates: Sequence[Candidate],
    small: Sequence[Form],
    hidden: Iterable[str],
) -> set[str]:
    """Return the keys to hide, ``hidden`` (small themselves) among them, so that no sum of ``small`` can be told to be few.

    Raises CannotHide when what is known already gives a small sum away.
    """
    gone = set(hidden)
    waiting = _unproven(variables, known, candidates, gone, list(small))
    while waiting:
        shown = [one for one in candidates if one.key not in gone]
        found, moved = _another_world(variables, known, shown, waiting[0])
        gone |= moved
        waiting = [form for form in waiting[1:] if value_of(form, found) < K]
        waiting = _unproven(variables, known, candidates, gone, waiting) if moved else waiting
    return gone


def value_of(form: Form, world: Sequence[float] | Vector) -> float:
    """Return a sum over fine counts."""
    return sum(factor * world[at] for at, factor in form.items())


def _unproven(
    variables: int, known: Sequence[Known], candidates: Sequence[Candidate], gone: set[str], small: list[Form]
) -> list[Form]:
    """Return the small sums that one world, in which as many as possible are five, does not prove safe."""
    if not small:
        return []
    rows = [*known, *(Known(one.form, one.low, one.high) for one in candidates if one.key not in gone)]
    # One further number for each sum, up to five and up to the sum: their total is pushed up.
    wide = variables + len(small)
    rows += [Known({**form, variables + at: -1}, 0, np.inf) for at, form in enumerate(small)]
    goal = np.concatenate([np.zeros(variables), -np.ones(len(small))])
    bounds = Bounds(0, np.concatenate([np.full(variables, np.inf), np.full(len(small), K)]))
    answer = milp(
        goal,
        constraints=_constraints(wide, rows),
        bounds=bounds,
        integrality=_whole(variables, len(small)),
        options=EFFORT,
    )
    if answer.x is None:
        return small
    world = np.round(answer.x[:variables])
    return [form for form in small if value_of(form, world) < K]


def _another_world(
    variables: int, known: Sequence[Known], shown: Sequence[Candidate], small: Form
) -> tuple[Vector, set[str]]:
    """Return fine counts in which a small sum is at least five, and the shown cells that would betray the difference.

    Fractions say which cells; whether whole numbers do with these is asked next, and only if not, whole numbers choose.
    """
    rows = [*known, Known(small, K, np.inf)]
    rough = _cheapest_world(variables, rows, shown, whole=False)
    if rough is not None:
        moved = _moved(shown, rough)
        held = [Known(one.form, one.low, one.high) for one in shown if one.key not in moved]
        world = _any_world(variables, [*rows, *held])
        if world is not None:
            return world, moved
    world = _cheapest_world(variables, rows, shown, whole=True)
    if world is None:
        raise CannotHide("What was told before leaves no room to tell more: nothing new is told.")
    return world, _moved(shown, world)


def _moved(shown: Sequence[Candidate], world: Vector) -> set[str]:
    return {one.key for one in shown if not one.low - NEAR <= value_of(one.form, world) <= one.high + NEAR}


def _any_world(variables: int, rows: Sequence[Known]) -> Vector | None:
    """Return whole fine counts that fit the rows, None where none do."""
    answer = milp(
        np.zeros(variables),
        constraints=_constraints(variables, rows),
        bounds=Bounds(0, np.inf),
        integrality=_whole(variables, 0),
        options=EFFORT,
    )
    return None if answer.x is None else np.round(answer.x)


def _cheapest_world(variables: int, rows: Sequence[Known], shown: Sequence[Candidate], *, whole: bool) -> Vector | None:
    """Return the fine counts that fit the rows and leave what is shown at the least cost; None where none fit the rows."""
    fixed, width = _constraints(variables, rows), 2 * len(shown)
    slack = csr_array(np.eye(len(shown)))
    told = _matrix(variables, [one.form for one in shown])
    matrix = vstack([hstack([fixed.A, csr_array((len(rows), width))]), hstack([told, -slack, slack])])
    costs = [one.cost for one in shown]
    answer = milp(
        np.concatenate([np.zeros(variables), costs, costs]),
        constraints=LinearConstraint(
            matrix if shown else fixed.A,
            np.concatenate([fixed.lb, [one.low for one in shown]]),
            np.concatenate([fixed.ub, [one.high for one in shown]]),
        ),
        bounds=Bounds(0, np.inf),
        integrality=_whole(variables, width) * whole,
        options=EFFORT,
    )
    if answer.x is None:
        return None
    found: Vector = answer.x[:variables]
    return np.round(found) if whole else found


def _whole(variables: int, others: int) -> NDArray[np.int64]:
    return np.concatenate([np.ones(variables, dtype=np.int64), np.zeros(others, dtype=np.int64)])


def _constraints(variables: int, rows: Sequence[Known]) -> LinearConstraint:
    return LinearConstraint(
        _matrix(variables, [row.form for row in rows]), [row.low for row in rows], [row.high for row in rows]
    )


def _matrix(variables: int, forms: Sequence[Form]) -> csr_array:
    data = [(line, at, factor) for line, form in enumerate(forms) for at, factor in form.items()]
    lines, columns, factors = zip(*data, strict=True) if data else ((), (), ())
    return csr_array((factors, (lines, columns)), shape=(len(forms), variables), dtype=float)
