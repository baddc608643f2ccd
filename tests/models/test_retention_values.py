"""How long each kind may live, in numbers (R-RET): what the defaults are, and that nothing may be set beyond them."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import BadInput
from models.retention import DEFAULT, Retention, ad_keep_until, place_keep_until

SEEN = datetime(2026, 11, 15, tzinfo=UTC)
# As the safety rules name them (days).
DAYS = {
    "green_ad_days": 30, "yellow_ad_days": 90, "red_ad_days": 180, "history_days": 365, "clinic_days": 730, "home_days": 90,
    "visit_days": 730, "route_days": 1, "message_days": 365, "audit_days": 730, "crawl_pass_days": 730, "session_days": 30,
    "request_days": 365, "minor_stub_days": 7,
}  # fmt: skip


def test_the_defaults_are_those_of_the_rules() -> None:
    assert asdict(DEFAULT) == DAYS | {"red_renewals": 2}


@pytest.mark.parametrize("name", [*DAYS, "red_renewals"])
def test_no_setting_lengthens_a_life_beyond_its_ceiling_or_ends_it_at_once(name: str) -> None:
    most = asdict(DEFAULT)[name]
    for days in (0, most + 1):
        with pytest.raises(BadInput, match=f"^Retention {name} must be between 1 and {most}[.]$"):
            Retention(**{name: days})
    assert asdict(Retention(**{name: 1}))[name] == 1


@pytest.mark.parametrize(
    ("level", "on_route", "renewals", "days"),
    [
        ("green", False, 0, 30), ("green", True, 0, 180), ("not_assessed", False, 5, 30), ("yellow", False, 2, 90),
        ("yellow", True, 2, 180), ("red", False, 0, 180), ("red", True, 0, 180), ("red", False, 1, 360),
        ("red", False, 2, 540), ("red", False, 3, 540),
    ],
)  # fmt: skip
def test_how_long_an_ad_is_kept(level: str, on_route: bool, renewals: int, days: int) -> None:
    assert ad_keep_until(level, SEEN, on_route=on_route, renewals=renewals) == SEEN + timedelta(days=days)
    if renewals == 0:
        assert ad_keep_until(level, SEEN, on_route=on_route) == SEEN + timedelta(days=days)


def test_how_long_a_place_is_kept_also_by_shorter_rules() -> None:
    shorter = Retention(clinic_days=100, home_days=10)
    for kind, days, short in (("clinic", 730, 100), ("private", 90, 10), ("escort", 90, 10), (None, 90, 10)):
        assert place_keep_until(kind, SEEN) == SEEN + timedelta(days=days)
        assert place_keep_until(kind, SEEN, shorter) == SEEN + timedelta(days=short)
