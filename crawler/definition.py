"""A site as facts: what ``crawler/sites/<name>/site.yml`` may say, read and checked with all problems together.

``lygte site learn`` writes this format, people may edit it. Unknown keys are problems, not surprises.

    name: nordlys                     # = folder name; a-z 0-9 -
    title: Nordlys
    start_url: http://127.0.0.1:8101/ # the site; list pages are named relative to it
    hosts: [127.0.0.1]                # the only hosts ever contacted (an optional :port narrows it)
    languages: [da, en]               # ISO 639-1; where an ad exists in several, the first wins
    browser: no                       # yes, no, list or ad: which pages need Chromium
    wait_for: article.ad              # (browser) CSS that is there once the page is ready
    pace_s: 5                         # seconds between requests; never below 5 except on loopback (0 there unless set)
    ads: {min: 20, max: 5000}         # ads per complete pass; fewer or more raises an alarm
    encoding: null                    # only where a site lies about it: overrides header and meta
    currency: DKK                     # what "kr." and bare amounts mean here (ISO 4217)
    schedule: {every_h: 24, window: ["22:00", "06:00"], timezone: Europe/Copenhagen}   # as usual unless said
    date_order: dmy                   # or mdy, where numbers alone do not tell
    usual: {phones: 0.9, age: 0.4}    # share of ads that carry a field, as seen when the site was learned (optional)
    list:
      start: ["/annoncer"]            # list pages to begin with; default: start_url itself
      format: html                    # html or json
      lists: nav.regions a::attr(href)  # optional: links to further list pages
      ad: li.ad                       # one element (JSON: path to the array) for each ad
      link: a::attr(href)             # inside it: the ad page's address (JSON: may be left out with ad.url below)
      id: {re: "/annonce/(\\d+)"}     # RULE inside it; default source is the link. No id: the cleaned address is the id
      clue: null                      # RULE(S) whose words change when the ad changes; default: all words of the element
      next: {link: "a[rel=next]::attr(href)"}   # exactly one of the kinds below
      # next: {links: "nav.pages a::attr(href)"}      all numbered pages there are
      # next: {url: "/annoncer?side={page}", first: 2}   counts up until a page brings no new ad; also {offset}, with step: 20
      # next: {json: "meta.next"}                     JSON: an address, or with url: "/api?cursor={next}" a cursor
      # next: {click: "button.more"}                  browser: pressed until it is gone
      # next: {scroll: true}                          browser: scrolled until nothing new comes
    ad:
      format: html                    # html or json
      identity: link                  # or canonical: pages of one canonical address or hreflang group are one ad
      url: "/api/ads/{id}"            # optional: where the ad is fetched instead of its link (the link stays its address)
      page: "/#/annonce/{id}"         # optional: the address people open, where the list gives none
      ignore: [footer, aside.similar] # optional CSS: parts of the page that are not the ad (the site's own number, other ads)
      gone: h1.gone                   # optional CSS: there only on the page of an ad that is no more (a soft 404)
      fields:                         # RULE each; `title` or `text` must be there. See FIELDS below
        title: {select: h1, required: yes}
        text: {select: "div.text", required: yes}
        phones: [{select: "a.call::attr(data-phone)", decode: base64}, {label: Telefon}]
        age: {label: Alder}
        place: {label: Område}        # gives city, postcode, address where those have no rule of their own
        prices: {select: "table.prices tr", all: yes}
        image_count: {count: "div.gallery img"}
    reviews:                          # optional: in the ad page
      each: ul.reviews li             # JSON: path to the array
      skip: 0                         # so many of them are the ad itself, on its own page (a forum's first post: 1)
      next: null                      # optional: link to the next page of them (forum threads)
      fields: {text: {select: p}, posted_at: {select: time}, rating: {select: ".stars"}, id: {select: "::attr(id)"}}

A RULE is a selector, or a mapping, or a list of those of which the first that finds something wins. Where to look
(exactly one): ``select`` (CSS; XPath when it begins with ``/``, ``./`` or ``(``; the element's visible text unless
``::attr(x)`` or ``@x`` is asked for), ``label`` (the value that follows a label: dt/dd, th/td, "Alder: 25"), ``json``
(dotted path in a JSON document, ``*`` = each: ``items.*.name``), ``jsonld`` (the same, in the page's JSON-LD), ``data``
(+ ``json``: a path inside the JSON text that the selector ``data`` finds), ``count`` (number of elements), ``value``
(a constant), ``url: yes`` (the ad page's own address). Then, in this order: ``all`` (all matches, not the first), ``decode`` (base64, reverse, rot13, url, hex,
json_string), ``re`` (keep group 1, or the whole match), ``into`` (put it
into an address: ``/api/kontakt/{value}``), ``fetch`` (the value so far is an address that is fetched;
its body is the value, or with ``json`` a path in it: phones revealed by a button), ``parse`` (a parser of
``crawler.parse``; each field has its usual one), ``required``.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from crawler.errors import DefinitionWrong
from crawler.legal_basis import is_loopback_host
from crawler.rules import Rule, check_selector, read_rules
from crawler.schedule import Schedule, read_schedule
from crawler.site_facts import SLOWEST_ALLOWED_PACE_S, ListRules, NextRule, ReviewRules, SiteDefinition
from models.settings import Settings

FIELDS = (
    "title", "text", "phones", "handles", "alias", "age", "place", "city", "postcode", "address", "kind",
    "prices", "services", "languages", "opening_hours", "posted_at", "image_count",
)  # fmt: skip
REVIEW_FIELDS = ("text", "posted_at", "rating", "id")
NEXT_KINDS = ("link", "links", "url", "json", "click", "scroll")
SITE_KEYS = {
    "name", "title", "start_url", "hosts", "languages", "browser", "wait_for", "pace_s", "ads", "encoding", "currency",
    "usual", "date_order", "list", "ad", "reviews", "schedule",
}  # fmt: skip
__all__ = [
    "FIELDS",
    "REVIEW_FIELDS",
    "SLOWEST_ALLOWED_PACE_S",
    "ListRules",
    "NextRule",
    "ReviewRules",
    "SiteDefinition",
    "all_sites",
    "load_definition",
    "read_definition",
]
SITES = Path(__file__).parent / "sites"
NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


def read_definition(given: object, source: str, folder: Path | None = None) -> SiteDefinition:
    """Check a definition (the parsed YAML) and return it. Raises DefinitionWrong with every problem at once."""
    problems: list[str] = []
    if not isinstance(given, Mapping):
        raise DefinitionWrong(source, ["a site definition is a mapping of facts"])
    _unknown(given, SITE_KEYS, "the site", problems)
    name = str(given.get("name", ""))
    if not NAME.fullmatch(name):
        problems.append("name must be small letters, digits and dashes")
    start_url = str(given.get("start_url", ""))
    hosts = _hosts(given, start_url, problems)
    lists = _read_list(given.get("list"), problems)
    ad = given.get("ad")
    if not isinstance(ad, Mapping):
        problems.append("ad is missing: it says how an ad page is read")
        ad = {}
    _unknown(ad, {"format", "url", "fields", "identity", "gone", "page", "ignore"}, "ad", problems)
    ignore = _ignored(ad.get("ignore"), problems)
    ad_json = _format(ad, "ad", problems)
    fields = _read_fields(ad.get("fields"), FIELDS, "ad.fields", problems, ad_json)
    if not {"title", "text"} & set(fields):
        problems.append("ad.fields needs at least title or text")
    if not lists.link and not ad.get("url"):
        problems.append("list.link is missing (or ad.url with {id})")
    browser = given.get("browser", False)
    _check_choices(given, ad, problems)
    ads_min, ads_max = _range(given.get("ads"), problems)
    loopback = bool(hosts) and all(is_loopback_host(host) for host in hosts)
    pace = _pace(given.get("pace_s"), loopback, problems)
    usual = _usual(given.get("usual"), problems)
    reviews = _read_reviews(given.get("reviews"), ad_json, problems)
    schedule = _schedule(given.get("schedule"), problems)
    wait_for = given.get("wait_for")
    if problems:
        raise DefinitionWrong(source, problems)
    return SiteDefinition(
        name=name,
        title=str(given.get("title") or name),
        start_url=start_url,
        hosts=hosts,
        languages=_languages(given.get("languages")),
        list=lists,
        ad_url=str(ad["url"]) if ad.get("url") else None,
        ad_json=ad_json,
        fields=fields,
        reviews=reviews,
        browser_list=browser in (True, "list"),
        browser_ad=browser in (True, "ad"),
        wait_for=str(wait_for) if wait_for else None,
        pace_s=pace,
        ads_min=ads_min,
        ads_max=ads_max,
        encoding=str(given["encoding"]) if given.get("encoding") else None,
        currency=str(given.get("currency") or "DKK"),
        date_order=given.get("date_order"),
        canonical=ad.get("identity") == "canonical",
        ad_page=str(ad["page"]) if ad.get("page") else None,
        gone=str(ad["gone"]) if ad.get("gone") else None,
        ignore=ignore,
        usual=usual,
        schedule=schedule,
        folder=folder,
        fingerprint=hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()[:16],
    )


def _check_choices(given: Mapping[object, object], ad: Mapping[object, object], problems: list[str]) -> None:
    """Check the facts that are one of a few words, and the selectors that stand alone."""
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("browser", given.get("browser", False), (True, False, "list", "ad")),
        ("date_order", given.get("date_order"), (None, "dmy", "mdy")),
        ("ad.identity", ad.get("identity", "link"), ("link", "canonical")),
    )
    for name, value, allowed in choices:
        if value not in allowed:
            words = ("yes" if each is True else "no" if each is False else each for each in allowed if each is not None)
            problems.append(f"{name} must be one of {', '.join(str(word) for word in words)}")
    for name, selector in (("ad.gone", ad.get("gone")), ("wait_for", given.get("wait_for"))):
        if selector:
            check_selector(str(selector), name, problems)


def _ignored(given: object, problems: list[str]) -> tuple[str, ...]:
    selectors = tuple(str(each) for each in (given if isinstance(given, list) else [given] if given else []))
    for selector in selectors:
        check_selector(selector, "ad.ignore", problems)
    return selectors


def _schedule(given: object, problems: list[str]) -> Schedule:
    if given is not None and not isinstance(given, Mapping):
        problems.append("schedule must be a mapping")
    return read_schedule(given if isinstance(given, Mapping) else {}, problems)


def _usual(given: object, problems: list[str]) -> dict[str, float]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(
        isinstance(share, int | float) and 0 <= share <= 1 for share in given.values()
    ):
        problems.append("usual must give each field a share between 0 and 1")
        return {}
    return {str(name): float(share) for name, share in given.items()}


def _unknown(given: Mapping[object, object], known: set[str], where: str, problems: list[str]) -> None:
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        problems.append(f"{where} has unknown words: {', '.join(unknown)}")


def _hosts(given: Mapping[object, object], start_url: str, problems: list[str]) -> tuple[str, ...]:
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


def _languages(given: object) -> tuple[str, ...]:
    return tuple(str(language) for language in given) if isinstance(given, list) and given else ("da",)


def _format(given: Mapping[object, object], where: str, problems: list[str]) -> bool:
    named = given.get("format", "html")
    if named not in ("html", "json"):
        problems.append(f"{where}.format must be html or json")
    return named == "json"


def _range(given: object, problems: list[str]) -> tuple[int, int]:
    given = given or {}
    if not isinstance(given, Mapping):
        problems.append("ads must give min and max")
        return 1, 20_000
    low, high = given.get("min", 1), given.get("max", 20_000)
    if not isinstance(low, int) or not isinstance(high, int) or not 0 < low <= high:
        problems.append("ads must have 0 < min <= max")
        return 1, 20_000
    return low, high


def _pace(given: object, loopback: bool, problems: list[str]) -> float:
    usual = 0.0 if loopback else SLOWEST_ALLOWED_PACE_S
    if given is None:
        return usual
    if not isinstance(given, int | float) or given < 0:
        problems.append("pace_s must be a number of seconds")
        return usual
    return max(float(given), usual)


def _read_list(given: object, problems: list[str]) -> ListRules:
    if not isinstance(given, Mapping):
        problems.append("list is missing: it says how a list page is read")
        given = {}
    _unknown(given, {"start", "format", "lists", "ad", "link", "id", "clue", "next"}, "list", problems)
    json_page = _format(given, "list", problems)
    start = given.get("start", [""])
    if isinstance(start, str):
        start = [start]
    if not isinstance(start, list) or not start or not all(isinstance(each, str) for each in start):
        problems.append("list.start must be a list of addresses")
        start = [""]
    ad = given.get("ad")
    if not isinstance(ad, str) or not ad:
        problems.append("list.ad is missing: it selects each ad on a list page")
        ad = ""
    elif not json_page:
        check_selector(ad, "list.ad", problems)
    if given.get("lists") is not None:
        check_selector(str(given["lists"]), "list.lists", problems)
    clue = given.get("clue")
    clues = clue if isinstance(clue, list) else [clue] if clue else []
    return ListRules(
        start=tuple(start),
        json=json_page,
        lists=str(given["lists"]) if given.get("lists") else None,
        ad=ad,
        link=read_rules(given.get("link"), "list.link", problems, json_page=json_page),
        id=read_rules(given.get("id"), "list.id", problems, json_page=json_page),
        clue=tuple(read_rules(each, "list.clue", problems, json_page=json_page) for each in clues),
        next=_read_next(given.get("next"), problems),
    )


def _read_next(given: object, problems: list[str]) -> NextRule | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        problems.append("list.next must be a mapping")
        return None
    _unknown(given, {*NEXT_KINDS, "first", "step"}, "list.next", problems)
    kinds = [kind for kind in NEXT_KINDS if given.get(kind)]
    if kinds == ["url", "json"]:
        kinds = ["json"]
    if len(kinds) != 1:
        problems.append(f"list.next must say exactly one of {', '.join(NEXT_KINDS)}")
        return None
    kind, where = kinds[0], str(given[kinds[0]])
    if kind in ("link", "links", "click"):
        check_selector(where, "list.next", problems)
    if kind == "url" and not re.search(r"\{(page|offset)\}", where):
        problems.append("list.next.url must hold {page} or {offset}")
    url = str(given["url"]) if kind == "json" and given.get("url") else None
    first, step = given.get("first", 2), given.get("step", 1)
    if not isinstance(first, int) or not isinstance(step, int) or step < 1:
        problems.append("list.next.first and step must be whole numbers")
        first, step = 2, 1
    return NextRule(kind=kind, where=where, url=url, first=first, step=step)


def _read_fields(
    given: object, known: tuple[str, ...], where: str, problems: list[str], json_page: bool
) -> dict[str, tuple[Rule, ...]]:
    if not isinstance(given, Mapping) or not given:
        problems.append(f"{where} is missing")
        return {}
    _unknown(given, set(known), where, problems)
    fields = {
        str(name): read_rules(rules, f"{where}.{name}", problems, json_page=json_page)
        for name, rules in given.items()
        if name in known
    }
    return {name: rules for name, rules in fields.items() if rules}


def _read_reviews(given: object, json_page: bool, problems: list[str]) -> ReviewRules | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or not isinstance(given.get("each"), str):
        problems.append("reviews.each is missing: it selects each review")
        return None
    _unknown(given, {"each", "next", "skip", "fields"}, "reviews", problems)
    skip = given.get("skip", 0)
    if not isinstance(skip, int) or not 0 <= skip <= 10:
        problems.append("reviews.skip must be a small number")
        skip = 0
    fields = _read_fields(given.get("fields"), REVIEW_FIELDS, "reviews.fields", problems, json_page)
    if "text" not in fields:
        problems.append("reviews.fields needs text")
    if not json_page:
        check_selector(str(given["each"]), "reviews.each", problems)
    following = str(given["next"]) if given.get("next") else None
    return ReviewRules(each=str(given["each"]), next=following, skip=skip, fields=fields)


def load_definition(folder: Path) -> SiteDefinition:
    """Read one site folder. Raises DefinitionWrong when the file is missing, is not YAML or has problems."""
    file = folder / "site.yml"
    source = f"{folder.name}/site.yml"
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DefinitionWrong(source, ["the file cannot be read"]) from None
    except yaml.YAMLError:
        raise DefinitionWrong(source, ["the file is not YAML"]) from None
    definition = read_definition(given, source, folder)
    if definition.name != folder.name:
        raise DefinitionWrong(source, [f"name must be the folder's name, {folder.name}"])
    return definition


def at_address(definition: SiteDefinition, start_url: str) -> SiteDefinition:
    """Return the definition moved to another start address (the demo chooses free ports); its host becomes the only one."""
    host = urlsplit(start_url).hostname or ""
    pace = definition.pace_s if is_loopback_host(host) else max(definition.pace_s, SLOWEST_ALLOWED_PACE_S)
    return replace(definition, start_url=start_url, hosts=(host,), pace_s=pace)


def all_sites(settings: Settings) -> dict[str, SiteDefinition]:
    """Return every site by name: those shipped and those learned here (a learned one replaces a shipped one).

    Raises DefinitionWrong for the first folder that does not read.
    """
    found: dict[str, SiteDefinition] = {}
    for home in (SITES, settings.learned_sites_dir):
        for file in sorted(home.glob("*/site.yml")):
            definition = load_definition(file.parent)
            url = settings.site_urls.get(definition.name)
            found[definition.name] = at_address(definition, url) if url else definition
    return found
