"""Check the rules of a site definition: how lists, fields and reviews are read. Problems are gathered, never raised."""

import re
from collections.abc import Mapping

from crawler.definition_facts import note_unknown, read_format, text_or_none
from crawler.rules import Rule, check_selector, read_rules
from crawler.site_facts import ListRules, NextRule, ReviewRules

FIELDS = (
    "title", "text", "phones", "handles", "alias", "age", "place", "city", "postcode", "address", "kind",
    "prices", "services", "languages", "opening_hours", "posted_at", "image_count",
)  # fmt: skip
REVIEW_FIELDS = ("text", "posted_at", "rating", "id")
NEXT_KINDS = ("link", "links", "url", "json", "click", "scroll")
LIST_KEYS = {"start", "format", "data", "post", "lists", "ad", "link", "id", "clue", "next"}


def read_list(given: object, problems: list[str]) -> ListRules:
    """Return how list pages are read."""
    if not isinstance(given, Mapping):
        problems.append("list is missing: it says how a list page is read")
        given = {}
    note_unknown(given, LIST_KEYS, "list", problems)
    json_page = read_format(given, "list", problems)
    start = given.get("start", [""])
    if isinstance(start, str):
        start = [start]
    if not isinstance(start, list) or not start or not all(isinstance(each, str) for each in start):
        problems.append("list.start must be a list of addresses")
        start = [""]
    ad = given.get("ad")
    if not isinstance(ad, str) or (not ad and not json_page):
        problems.append("list.ad is missing: it selects each ad on a list page")
        ad = ""
    elif not json_page:
        check_selector(ad, "list.ad", problems)
    if given.get("data"):
        check_selector(str(given["data"]), "list.data", problems)
    if given.get("lists") is not None:
        check_selector(str(given["lists"]), "list.lists", problems)
    clue = given.get("clue")
    clues = clue if isinstance(clue, list) else [clue] if clue else []
    return ListRules(
        start=tuple(start),
        json=json_page,
        data=text_or_none(given.get("data")),
        post=text_or_none(given.get("post")),
        lists=str(given["lists"]) if given.get("lists") else None,
        ad=ad,
        link=read_rules(given.get("link"), "list.link", problems, json_page=json_page),
        id=read_rules(given.get("id"), "list.id", problems, json_page=json_page),
        clue=tuple(read_rules(each, "list.clue", problems, json_page=json_page) for each in clues),
        next=read_next(given.get("next"), problems),
    )


def read_next(given: object, problems: list[str]) -> NextRule | None:
    """Return how the next list page is reached, None where one page holds all."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        problems.append("list.next must be a mapping")
        return None
    note_unknown(given, {*NEXT_KINDS, "post", "first", "step"}, "list.next", problems)
    kinds = [kind for kind in NEXT_KINDS if given.get(kind)]
    if kinds == ["url", "json"]:
        kinds = ["json"]
    post = text_or_none(given.get("post"))
    if len(kinds) != 1:
        problems.append(f"list.next must say exactly one of {', '.join(NEXT_KINDS)}")
        return None
    kind, where = kinds[0], str(given[kinds[0]])
    if kind in ("link", "links", "click"):
        check_selector(where, "list.next", problems)
    if kind == "url" and not re.search(r"\{(page|offset)\}", where + (post or "")):
        problems.append("list.next.url must hold {page} or {offset}")
    url = str(given["url"]) if kind == "json" and given.get("url") else None
    first, step = given.get("first", 2), given.get("step", 1)
    if not isinstance(first, int) or not isinstance(step, int) or step < 1:
        problems.append("list.next.first and step must be whole numbers")
        first, step = 2, 1
    return NextRule(kind=kind, where=where, url=url, post=post, first=first, step=step)


def read_fields(
    given: object, known: tuple[str, ...], where: str, problems: list[str], json_page: bool
) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each field of ``known`` that has any."""
    if not isinstance(given, Mapping) or not given:
        problems.append(f"{where} is missing")
        return {}
    note_unknown(given, set(known), where, problems)
    fields = {
        str(name): read_rules(rules, f"{where}.{name}", problems, json_page=json_page)
        for name, rules in given.items()
        if name in known
    }
    return {name: rules for name, rules in fields.items() if rules}


def read_reviews(given: object, json_page: bool, problems: list[str]) -> ReviewRules | None:
    """Return how reviews are read, None where the site has none."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or not isinstance(given.get("each"), str):
        problems.append("reviews.each is missing: it selects each review")
        return None
    note_unknown(given, {"each", "next", "skip", "fields"}, "reviews", problems)
    skip = given.get("skip", 0)
    if not isinstance(skip, int) or not 0 <= skip <= 10:
        problems.append("reviews.skip must be a small number")
        skip = 0
    fields = read_fields(given.get("fields"), REVIEW_FIELDS, "reviews.fields", problems, json_page)
    if "text" not in fields:
        problems.append("reviews.fields needs text")
    if not json_page:
        check_selector(str(given["each"]), "reviews.each", problems)
    following = str(given["next"]) if given.get("next") else None
    return ReviewRules(each=str(given["each"]), next=following, skip=skip, fields=fields)
