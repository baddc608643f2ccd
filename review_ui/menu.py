"""The menu: the same order on every page, only what the worker may open."""

from dataclasses import dataclass

from review_ui.access import Rule
from review_ui.desk import Desk


@dataclass(frozen=True)
class MenuItem:
    """One entry; ``key`` names its words, ``here`` marks the page one stands on."""

    key: str
    path: str
    here: bool


# (word key, path, rule); first group is daily work, second the rest.
DAILY = (
    ("area", "/", Rule.SCREEN),
    ("queue", "/queue", Rule.SCREEN),
    ("places", "/places", Rule.SCREEN),
    ("networks", "/networks", Rule.SCREEN),
    ("routes", "/routes", Rule.PLAN),
)
MORE = (
    ("search", "/search", Rule.SCREEN),
    ("assignments", "/assignments", Rule.SCREEN),
    ("today", "/today", Rule.SCREEN),
    ("week", "/week", Rule.SCREEN),
    ("second_reading", "/second-reading", Rule.SCREEN),
    ("teaching", "/teaching", Rule.SCREEN),
    ("messages", "/messages", Rule.PLAN),
    ("exports", "/exports", Rule.PLAN),
    ("wordings", "/wordings", Rule.PLAN),
    ("trends", "/trends", Rule.FIGURES),
    ("figures", "/figures", Rule.FIGURES),
    ("judgements", "/judgements", Rule.LEAD),
    ("lexicon", "/lexicon", Rule.LEAD),
    ("reader", "/reader", Rule.FIGURES),
    ("sites", "/sites", Rule.HEALTH),
    ("users", "/users", Rule.ADMIN),
    ("audit", "/audit", Rule.AUDIT),
    ("alerts", "/alerts", Rule.AUDIT),
    ("requests", "/requests", Rule.AUDIT),
    ("documents", "/documents", Rule.AUDIT),
    ("onboarding", "/onboarding", Rule.SCREEN),
    ("settings", "/settings", Rule.SIGNED_IN),
)
# Who sees no places has no area: the own work stands where others have the daily one.
OWN_WORK = ("users", "audit", "alerts", "requests", "sites", "trends", "figures", "reader")
# So many fit on a phone in the longer language.
OWN_WORK_SHOWN = 3


def menu_for(desk: Desk) -> dict[str, list[MenuItem]]:
    """Return the entries of both groups for this worker."""
    if desk.the_user is None:
        return {"daily": [], "more": []}
    path = desk.request.url.path

    def here(target: str) -> bool:
        return path == target or (target != "/" and path.startswith(f"{target}/"))

    def allowed(group: tuple[tuple[str, str, Rule], ...]) -> list[MenuItem]:
        return [MenuItem(key, target, here(target)) for key, target, rule in group if desk.may(rule)]

    daily, more = allowed(DAILY), allowed(MORE)
    if not daily:
        daily = sorted((item for item in more if item.key in OWN_WORK), key=lambda item: OWN_WORK.index(item.key))
        daily = daily[:OWN_WORK_SHOWN]
        more = [item for item in more if item not in daily]
    return {"daily": daily, "more": more}
