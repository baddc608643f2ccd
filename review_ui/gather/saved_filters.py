"""Saved filters: a name and an id; the values stay on the server, so that no address tells what is looked for."""

from sqlalchemy import select
from sqlmodel import col

from models.decision import SavedFilter
from review_ui.desk import Desk, whole_number
from review_ui.errors import NotThere
from review_ui.gather.places import PlaceFilter, last_screened

# Nothing is kept that long; a larger number of days would reach before the calendar begins.
LONGEST_DAYS = 3660


def own_filters(desk: Desk) -> list[SavedFilter]:
    """Return this worker's filters by name."""
    query = select(SavedFilter).where(col(SavedFilter.user_id) == desk.user.id).order_by(col(SavedFilter.name))
    return list(desk.session.execute(query).scalars())


def find_filter(desk: Desk, number: int) -> SavedFilter:
    """Return one own filter. Raises NotThere for an unknown one or a colleague's."""
    saved = desk.session.get(SavedFilter, number)
    if saved is None or saved.user_id != desk.user.id:
        raise NotThere("error.no_filter")
    return saved


def read_filter(desk: Desk, number: int) -> PlaceFilter:
    """Return the filter's meaning today."""
    return meaning(desk, find_filter(desk, number).values)


def meaning(desk: Desk, values: dict[str, object]) -> PlaceFilter:
    """Turn stored values into a filter; unknown or broken values do not narrow."""
    first, last = str(values.get("postcode_from") or ""), str(values.get("postcode_to") or "")
    return PlaceFilter(
        regions=tuple(code for code in _texts(values.get("regions")) if code in desk.regions),
        municipality=str(values.get("municipality") or ""),
        postcodes=(first, last or first) if first else None,
        levels=tuple(_texts(values.get("levels"))),
        kinds=tuple(_texts(values.get("kinds"))),
        new_since=last_screened(desk) if values.get("new") else None,
        not_visited_days=min(whole_number(str(values.get("not_visited_days") or "")), LONGEST_DAYS),
        due=bool(values.get("due")),
    )


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
