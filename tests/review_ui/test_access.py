"""Who may open what, written down a second time: a rule or a route that opens wider than the safety rules say is noticed.

``docs/reference/access.md`` is the table people read; it must be the route table's, line for line.
"""

import re
from pathlib import Path

import pytest

from models.people import ROLES
from review_ui.access import OPEN_WHILE_AWAITING, ROLES_OF, SENT_TO, Rule, may
from review_ui.app import page_routes

# The six roles of the safety rules, section 6: screener, outreach, coordinator, analyst, DPO, administrator.
ALL = "screener outreach coordinator analyst dpo administrator"
POLICY = {
    "open": ALL,
    "step": ALL,
    "enrol": ALL,
    "signed_in": ALL,
    "screen": "screener outreach coordinator",
    "plan": "outreach coordinator",
    "lead": "coordinator",
    "figures": "coordinator analyst dpo",
    "count": "coordinator analyst",
    "health": "coordinator administrator dpo",
    "audit": "dpo",
    "admin": "administrator",
}
TABLE = Path(__file__).parents[2] / "docs" / "reference" / "access.md"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rule", Rule)
def test_each_role_passes_the_rules_written_here_and_no_other(role: str, rule: Rule) -> None:
    assert may(role, rule) == (role in POLICY[rule.value].split())


def test_there_are_six_roles_and_none_passes_every_rule() -> None:
    assert set(ROLES) == set(ALL.split())
    assert {rule.value for rule in Rule} == set(POLICY) == {rule.value for rule in ROLES_OF}
    for role in ROLES:
        assert not all(may(role, rule) for rule in Rule)
    assert not may("", Rule.OPEN) and not may("root", Rule.SIGNED_IN)


def test_nobody_who_reads_ads_makes_accounts_and_nobody_who_reads_the_trail_reads_ads() -> None:
    for role in ROLES:
        assert not (may(role, Rule.ADMIN) and may(role, Rule.SCREEN))
        assert not (may(role, Rule.AUDIT) and may(role, Rule.SCREEN))
        assert not (may(role, Rule.AUDIT) and may(role, Rule.ADMIN))


def test_a_log_in_that_still_owes_something_opens_the_door_to_pay_it_and_nothing_else() -> None:
    opened = {owed: sorted(rule.value for rule in rules) for owed, rules in OPEN_WHILE_AWAITING.items()}
    assert opened == {"code": ["open", "step"], "enrol": ["enrol", "open", "step"]}
    assert SENT_TO == {"code": "/prove", "enrol": "/second-factor"}


def test_the_table_people_read_is_the_route_table() -> None:
    written = set(re.findall(r"^\| `(GET|POST) (\S+)` \| (\w+) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE))
    served = {
        (method, route.path, route.endpoint.access_rule.value)  # type: ignore[attr-defined]
        for route in page_routes()
        for method in route.methods - {"HEAD"}
    }
    assert served - written == set(), "routes whose rule is not in docs/reference/access.md"
    assert written - served == set(), "lines of docs/reference/access.md without such a route"
    assert len(written) > 100


def test_the_roles_in_that_table_are_the_rules_roles() -> None:
    lines = re.findall(r"^\| (\w+) \| ([a-z, ]+) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {rule: set(roles.split(", ")) for rule, roles in lines if rule in POLICY} == {
        rule: set(roles.split()) for rule, roles in POLICY.items()
    }
