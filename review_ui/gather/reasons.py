"""Words for why a place stands where it stands in the list: the reason codes of ``outreach`` made into short phrases."""

from collections.abc import Iterable, Mapping
from datetime import date

from review_ui.dates import day, number
from review_ui.wording import Words

# The level itself is shown beside the phrases, and groups are worded by the card.
MOST_GROUPS = 3
SHOWN_ELSEWHERE = frozenset({"evidence", "decided"})


def reason_words(reasons: Iterable[Mapping[str, object]], t: Words) -> list[str]:
    """Return one phrase a reason, in the order given."""
    phrases = []
    for reason in reasons:
        code, value = str(reason.get("code", "")), reason.get("value")
        if code and code not in SHOWN_ELSEWHERE and (phrase := _phrase(code, value, t)):
            phrases.append(phrase)
    return phrases


def _phrase(code: str, value: object, t: Words) -> str:
    if code == "groups" and isinstance(value, list):
        # The card words them all; a list says the first few.
        more = [f"+{len(value) - MOST_GROUPS}"] if len(value) > MOST_GROUPS else []
        return ", ".join([*(t.code("group", one) for one in value[:MOST_GROUPS]), *more])
    if code == "last_outcome":
        return t("because.last_outcome", outcome=t.code("outcome", value))
    if isinstance(value, str) and len(value) == 10 and value[4] == "-":
        value = day(date.fromisoformat(value), t.lang)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if value == 0 and t.known(f"because.{code}.none"):
            return t(f"because.{code}.none")
        if t.known(f"because.{code}.one"):
            return t.count(f"because.{code}", int(value))
        value = number(value, t.lang)
    return t(f"because.{code}", value=value) if t.known(f"because.{code}") else ""
