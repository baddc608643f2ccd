"""Who may open what: one rule a route, default deny (safety.md §6, Roles). Nobody is a super-user.

A route without a rule cannot be made: ``Pages`` asks for one, and a contract test walks the whole route table.
"""

from enum import StrEnum

from models.people import ROLES


class Rule(StrEnum):
    """What a route needs of the worker."""

    OPEN = "open"  # no log-in: only the log-in page, static files, the page on errors
    STEP = "step"  # also a log-in that still owes its code: give it, or log out
    ENROL = "enrol"  # also a log-in that must set up its second factor first
    SIGNED_IN = "signed_in"  # every role
    SCREEN = "screen"  # sees ads, places, networks of the own area; sets levels
    PLAN = "plan"  # routes, day-sheets, visits, reveal
    LEAD = "lead"  # assigns, judges, changes wording of indicators
    FIGURES = "figures"  # suppressed aggregates
    COUNT = "count"  # enters numbers that no visit yields (hotline log, drop-in)
    HEALTH = "health"  # collection: passes, field fill, alarms; no ad content
    AUDIT = "audit"  # the whole trail
    ADMIN = "admin"  # users


_ALL = frozenset(ROLES)
ROLES_OF: dict[Rule, frozenset[str]] = {
    Rule.OPEN: _ALL,
    Rule.STEP: _ALL,
    Rule.ENROL: _ALL,
    Rule.SIGNED_IN: _ALL,
    Rule.SCREEN: frozenset({"screener", "outreach", "coordinator"}),
    Rule.PLAN: frozenset({"outreach", "coordinator"}),
    Rule.LEAD: frozenset({"coordinator"}),
    Rule.FIGURES: frozenset({"coordinator", "analyst", "dpo"}),
    Rule.COUNT: frozenset({"coordinator", "analyst"}),
    Rule.HEALTH: frozenset({"coordinator", "administrator", "dpo"}),
    Rule.AUDIT: frozenset({"dpo"}),
    Rule.ADMIN: frozenset({"administrator"}),
}

# What a log-in that still owes something may open, by what it owes; where it is sent from anywhere else.
OPEN_WHILE_AWAITING: dict[str, frozenset[Rule]] = {
    "code": frozenset({Rule.OPEN, Rule.STEP}),
    "enrol": frozenset({Rule.OPEN, Rule.STEP, Rule.ENROL}),
}
SENT_TO = {"code": "/prove", "enrol": "/second-factor"}


def may(role: str, rule: Rule) -> bool:
    """Tell whether a role passes a rule."""
    return role in ROLES_OF[rule]
