"""Check the plain facts of a site definition: hosts, pace, numbers of ads, choices. Problems are gathered, never raised."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from crawler.rules import check_selector
from crawler.schedule import Schedule, read_schedule
from crawler.site_facts import SLOWEST_ALLOWED_PACE_S


def check_choices(given: Mapping[object, object], ad: Mapping[object, object], problems: list[str]) -> None:
    """Check the facts that are one of a few words, and the selectors that stand alone."""
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("browser", given.get("browser", False), (True, False, "list", "ad")),
        ("date_order", given.get("date_order"), (None, "dmy", "mdy")),
        ("ad.identity", ad.get("identity", "link"), ("link", "canonical")),
        ("ad.from", ad.get("from", "page"), ("page", "list")),
    )
    for name, value, allowed in choices:
        if value not in allowed:
            words = ("yes" if each is True else "no" if each is False else each for each in allowed if each is not None)
            problems.append(f"{name} must be one of {', '.join(str(word) for word in words)}")
    for name, selector in (
        ("ad.gone", ad.get("gone")),
        ("wait_for", given.get("wait_for")),
        ("ad.data", ad.get("data")),
        ("ad.press", ad.get("press")),
    ):
        if selector:
            check_selector(str(selector), name, problems)


def read_ignored(given: object, problems: list[str]) -> tuple[str, ...]:
    """Return the selectors of what on an ad's page is not the ad's."""
    selectors = tuple(str(each) for each in (given if isinstance(given, list) else [given] if given else []))
    for selector in selectors:
        check_selector(selector, "ad.ignore", problems)
    return selectors


def text_or_none(value: object) -> str | None:
    """Return a value as text, None for an empty one."""
    return str(value) if value else None


def read_site_schedule(given: object, problems: list[str]) -> Schedule:
    """Return when the site is collected."""
    if given is not None and not isinstance(given, Mapping):
        problems.append("schedule must be a mapping")
    return read_schedule(given if isinstance(given, Mapping) else {}, problems)


def read_usual(given: object, problems: list[str]) -> dict[str, float]:
    """Return the share of ads (0-1) that usually carry each field."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(
        isinstance(share, int | float) and 0 <= share <= 1 for share in given.values()
    ):
        problems.append("usual must give each field a share between 0 and 1")
        return {}
    return {str(name): float(share) for name, share in given.items()}


def note_unknown(given: Mapping[object, object], known: set[str], where: str, problems: list[str]) -> None:
    """Note the keys of a mapping that no definition has."""
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        problems.append(f"{where} has unknown words: {', '.join(unknown)}")


def read_hosts(given: Mapping[object, object], start_url: str, problems: list[str]) -> tuple[str, ...]:
    """Return the hosts that may be asked, in small letters: those listed, else that of the start address."""
    parts = urlsplit(start_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        problems.append("start_url must be an http or https address")
        return ()
    if parts.username or parts.password:
        problems.append("start_url must not hold a user name: sites behind a log-in are not collected")
    hosts = given.get("hosts", [parts.hostname])
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        problems.append("hosts must be a list of host names")
        return ()
    return tuple(host.lower() for host in hosts)


def read_languages(given: object) -> tuple[str, ...]:
    """Return the languages of the site's own words, Danish where none are named."""
    return tuple(str(language) for language in given) if isinstance(given, list) and given else ("da",)


def read_format(given: Mapping[object, object], where: str, problems: list[str]) -> bool:
    """Say whether pages are JSON."""
    named = given.get("format", "html")
    if named not in ("html", "json"):
        problems.append(f"{where}.format must be html or json")
    return named == "json"


def read_range(given: object, problems: list[str]) -> tuple[int, int]:
    """Return the fewest and the most ads that a whole pass may bring."""
    given = given or {}
    if not isinstance(given, Mapping):
        problems.append("ads must give min and max")
        return 1, 20_000
    low, high = given.get("min", 1), given.get("max", 20_000)
    if not isinstance(low, int) or not isinstance(high, int) or not 0 < low <= high:
        problems.append("ads must have 0 < min <= max")
        return 1, 20_000
    return low, high


def read_pace(given: object, loopback: bool, problems: list[str]) -> float:
    """Return the seconds between two requests: never fewer than are allowed, none needed on this machine."""
    usual = 0.0 if loopback else SLOWEST_ALLOWED_PACE_S
    if given is None:
        return usual
    if not isinstance(given, int | float) or given < 0:
        problems.append("pace_s must be a number of seconds")
        return usual
    return max(float(given), usual)
