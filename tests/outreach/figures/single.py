"""One table, or one list, released alone."""

from collections.abc import Mapping

from outreach.figures.suppression import Cell, Released, release_lists, release_together


def release(table: Mapping[Cell, int]) -> Released:
    return release_together({"": table})[""]


def release_list(counts: Mapping[str, int]) -> tuple[dict[str, int | None], int | None]:
    return release_lists({"": counts})[""]
