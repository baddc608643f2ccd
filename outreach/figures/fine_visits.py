"""The fine counts behind F1–F10, F13, F18, F25 and the trends of visits: visits, people met, clinics. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import product

from models.visit import OUTCOMES
from outreach.figures.figure import UNKNOWN, VisitFact, YearFacts
from outreach.figures.fine_counts import Block, FineCounts, Key, block
from outreach.figures.periods import Period, Pieces

CLINIC = "clinic"
LEVELS = ("green", "yellow", "red", "not_assessed")
SPOKEN = ("spoken_new", "spoken_known", "spoken_unknown")
GENDERS = ("women", "men", "trans")
NATIONALITY = "nationality_"
REFERRALS = ("referral_health", "referral_abortion", "referral_other")
NO_TALK = ("none", False)


def add_visits(fine: FineCounts, facts: YearFacts, cut: Pieces, periods: Sequence[Period]) -> None:
    """Add every block that visits fill."""
    visits = [visit for visit in facts.visits if visit.day <= cut.small[-1]]
    regions = sorted({*facts.region_names, UNKNOWN, *(visit.region or UNKNOWN for visit in visits)})
    rough = _visits(fine, visits, cut, regions)
    _people(fine, visits, cut, regions)
    _clinics(fine, visits, cut, regions, rough)


def _visits(fine: FineCounts, visits: Sequence[VisitFact], cut: Pieces, regions: Sequence[str]) -> Block:
    kinds = sorted({CLINIC, UNKNOWN, *(_kind(visit) for visit in visits)})
    outcomes = sorted({*OUTCOMES, *(visit.outcome for visit in visits)})
    teams = sorted({visit.organisation for visit in visits})
    small, both = cut.small, (False, True)
    rough = fine.add(
        block(
            "visits",
            ("piece", "part", "region", "clinic", "let_in"),
            Counter((cut.month_piece(v.day), cut.half_piece(v.day), v.region or UNKNOWN, _clinic(v), _let_in(v)) for v in visits),
            ((end, cut.half_piece(end), region, clinic, inside) for end, region, clinic, inside in product(small, regions, both, both)),
        )
    )  # fmt: skip
    by_kind = fine.add(
        block(
            "kinds",
            ("piece", "part", "place_type", "clinic", "let_in"),
            Counter((cut.month_piece(v.day), cut.half_piece(v.day), _kind(v), _clinic(v), _let_in(v)) for v in visits),
            ((end, cut.half_piece(end), kind, kind == CLINIC, inside) for end, kind, inside in product(small, kinds, both)),
        )
    )  # fmt: skip
    by_outcome = fine.add(
        block(
            "outcomes",
            ("piece", "part", "outcome", "let_in"),
            Counter((cut.month_piece(v.day), cut.half_piece(v.day), v.outcome, _let_in(v)) for v in visits),
            ((end, cut.half_piece(end), outcome, outcome == "let_in") for end, outcome in product(small, outcomes)),
        )
    )
    by_team = fine.add(
        block(
            "teams",
            ("part", "region", "clinic", "organisation", "cmm"),
            Counter((cut.half_piece(v.day), v.region or UNKNOWN, _clinic(v), v.organisation, v.cmm_contacted) for v in visits),
            product(cut.large, regions, both, teams, both),
        )
    )  # fmt: skip
    talks = [NO_TALK, *product((*LEVELS, "other"), both)]
    by_level = fine.add(
        block(
            "talks",
            ("part", "cmm", "level", "met"),
            Counter((cut.half_piece(v.day), v.cmm_contacted, *_talk(v)) for v in visits),
            # Whoever was told of to CMM met a concern.
            ((end, cmm, *talk) for end, cmm, talk in product(cut.large, both, talks) if talk == NO_TALK or talk[1] or not cmm),
        )
    )  # fmt: skip
    fine.link(rough, by_kind, "piece", "clinic", "let_in")
    fine.link(rough, by_outcome, "piece", "let_in")
    fine.link(rough, by_team, "part", "region", "clinic")
    fine.link(by_team, by_level, "part", "cmm")
    return rough


def _people(fine: FineCounts, visits: Sequence[VisitFact], cut: Pieces, regions: Sequence[str]) -> None:
    def counted(names: Iterable[str], key: Callable[[VisitFact, str], Key]) -> Counter[Key]:
        found: Counter[Key] = Counter()
        for visit, name in product(visits, tuple(names)):
            number = visit.tallies.get(name, 0)
            if number:
                found[cut.half_piece(visit.day), *key(visit, name)] += number
        return found

    def region(visit: VisitFact) -> str:
        return visit.region or UNKNOWN

    teams = sorted({visit.organisation for visit in visits})
    stated = sorted({name for visit in visits for name in visit.tallies if name.startswith(NATIONALITY)})
    met = fine.add(
        block("people", ("part", "region", "met_before"), counted(SPOKEN, lambda v, name: (region(v), name.removeprefix("spoken_"))), product(cut.large, regions, [name.removeprefix("spoken_") for name in SPOKEN]))
    )  # fmt: skip
    genders = counted(GENDERS, lambda v, name: (name,))
    for end in cut.large:
        spoken = sum(count for key, count in met.counts.items() if key[0] == end)
        genders[end, UNKNOWN] = max(spoken - sum(genders[end, name] for name in GENDERS), 0)
    by_gender = fine.add(block("genders", ("part", "gender"), genders, product(cut.large, (*GENDERS, UNKNOWN))))
    if sum(by_gender.counts.values()) == sum(met.counts.values()):
        fine.link(met, by_gender, "part")
    fine.add(block("nationalities", ("part", "nationality"), counted(stated, lambda v, name: (name.removeprefix(NATIONALITY).upper(),)), product(cut.large, [name.removeprefix(NATIONALITY).upper() for name in stated])))  # fmt: skip
    for name, names, other, columns in (
        ("examinations", ("examinations",), "organisation", teams),
        ("referrals", REFERRALS, "type", [one.removeprefix("referral_") for one in REFERRALS]),
    ):
        by_region = fine.add(block(name, ("part", "region"), counted(names, lambda v, _: (region(v),)), product(cut.large, regions)))  # fmt: skip
        by_other = fine.add(
            block(
                f"{name} by {other}",
                ("part", other),
                counted(names, lambda v, one, other=other: (v.organisation if other == "organisation" else one.removeprefix("referral_"),)),  # type: ignore[misc]
                product(cut.large, columns),
            )
        )  # fmt: skip
        fine.link(by_region, by_other, "part")


def _clinics(fine: FineCounts, visits: Sequence[VisitFact], cut: Pieces, regions: Sequence[str], rough: Block) -> None:
    """Different clinics, by the pieces of the year in which they were visited."""
    region: dict[int, str] = {}
    seen: dict[int, set[date]] = {}
    for visit in visits:
        if visit.place_type == CLINIC:
            region[visit.contact_point_id] = visit.region or UNKNOWN
            seen.setdefault(visit.contact_point_id, set()).add(cut.half_piece(visit.day))
    columns = [f"in {end}" for end in cut.large]
    found = Counter((region[point], *(end in parts for end in cut.large)) for point, parts in seen.items())
    possible = ((one, *parts) for one in regions for parts in product((False, True), repeat=len(columns)) if any(parts))
    by_parts = fine.add(block("clinics", ("region", *columns), found, possible))
    for column, end in zip(columns, cut.large, strict=True):
        fine.at_most(by_parts, rough, "region", lesser_is={column: True}, greater_is={"part": end, "clinic": True})


def had_conversation(visit: VisitFact) -> bool:
    """Only a visit on which somebody talked can meet or miss a concern."""
    return any(visit.tallies.get(name, 0) for name in SPOKEN)


def _kind(visit: VisitFact) -> str:
    return visit.place_type or UNKNOWN


def _clinic(visit: VisitFact) -> bool:
    return visit.place_type == CLINIC


def _let_in(visit: VisitFact) -> bool:
    return visit.outcome == "let_in"


def _talk(visit: VisitFact) -> tuple[str, bool]:
    if not had_conversation(visit):
        return NO_TALK
    return (visit.level_before if visit.level_before in LEVELS else "other"), visit.concern_met
