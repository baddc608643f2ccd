"""The order of levels and the reasons a person can give in one click."""

from models.values import Level

SEVERITY = {Level.NOT_ASSESSED: 0, Level.GREEN: 1, Level.YELLOW: 2, Level.RED: 3}
DECIDABLE = (Level.GREEN, Level.YELLOW, Level.RED)
# As lists and choices show them.
HIGHEST_FIRST = ("red", "yellow", "green", "not_assessed")
KEYS = {"1": Level.GREEN, "2": Level.YELLOW, "3": Level.RED}
# Codes of one-click reasons when a person sets another level than the proposal; worded in locale under "reason_for".
REASONS = ("known_place", "independent", "words_misread", "more_than_shown", "reviews_weigh", "network_weighs", "other")


def severity(level: str) -> int:
    """Return 0 (not assessed) to 3 (serious concern)."""
    return SEVERITY[Level(level)]
