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
      data: null                      # optional: the JSON inside the page (script or attribute, CSS) that format json reads
      post: null                      # optional: the body sent to each start address (lists behind POST or GraphQL)
      lists: nav.regions a::attr(href)  # optional: links to further list pages
      ad: li.ad                       # one element (JSON: path to the array) for each ad
      link: a::attr(href)             # inside it: the ad page's address (JSON: may be left out with ad.url below)
      id: {re: "/annonce/(\\d+)"}     # RULE inside it; default source is the link. No id: the cleaned address is the id
      clue: null                      # RULE(S) whose words change when the ad changes; default: all words of the element
      next: {link: "a[rel=next]::attr(href)"}   # exactly one of the kinds below
      # next: {links: "nav.pages a::attr(href)"}      all numbered pages there are
      # next: {url: "/annoncer?side={page}", first: 2}   counts up until a page brings no new ad; also {offset}, with step: 20
      # next: {json: "meta.next"}                     JSON: an address, or with url: "/api?cursor={next}" a cursor
      #       with post: '{"page": {page}}' beside url, the body is sent to it; {page}, {offset} or {next} stand in the body
      # next: {click: "button.more"}                  browser: pressed until it is gone
      # next: {scroll: true}                          browser: scrolled until nothing new comes
    ad:
      format: html                    # html or json
      data: null                      # optional: the JSON inside the page that format json reads, as in `list`
      from: page                      # or list: the list's rows hold the whole ad (JSON lists), no page is fetched for it
      press: null                     # optional (browser): CSS of a button that is pressed before the page is read
      identity: link                  # or canonical: pages of one canonical address or hreflang group are one ad
      url: "/api/ads/{id}"            # optional: where the ad is fetched instead of its link (the link stays its address)
      post: null                      # optional: the body sent to that address, with {id}
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
(exactly one): ``select`` (CSS; XPath when it begins with ``/``, ``./``, ``(``, ``concat(`` or ``string(``; the element's
visible text unless ``::attr(x)`` or ``@x`` is asked for; ``without`` names elements inside it that are left out), ``label``
(the value stated for a label: dt/dd, cells, "Alder: 25", ... see ``facts``), ``priced`` (every line inside this place, or
with "" on the page, that says how long and how much), ``json``
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

from crawler.definition_facts import (
    check_choices,
    note_unknown,
    read_format,
    read_hosts,
    read_ignored,
    read_languages,
    read_pace,
    read_range,
    read_site_schedule,
    read_usual,
    text_or_none,
)
from crawler.definition_rules import FIELDS, NEXT_KINDS, REVIEW_FIELDS, read_fields, read_list, read_reviews
from crawler.errors import DefinitionWrong
from crawler.legal_basis import is_loopback_host
from crawler.site_facts import SLOWEST_ALLOWED_PACE_S, ListRules, NextRule, ReviewRules, SiteDefinition
from models.settings import Settings
from models.yaml_file import read_yaml

SITE_KEYS = {
    "name", "title", "start_url", "hosts", "languages", "browser", "wait_for", "pace_s", "ads", "encoding", "currency",
    "usual", "date_order", "list", "ad", "reviews", "schedule",
}  # fmt: skip
AD_KEYS = {"format", "data", "from", "press", "url", "post", "page", "fields", "identity", "gone", "ignore"}
__all__ = [
    "FIELDS",
    "NEXT_KINDS",
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
    note_unknown(given, SITE_KEYS, "the site", problems)
    name = str(given.get("name", ""))
    if not NAME.fullmatch(name):
        problems.append("name must be small letters, digits and dashes")
    start_url = str(given.get("start_url", ""))
    hosts = read_hosts(given, start_url, problems)
    lists = read_list(given.get("list"), problems)
    ad = given.get("ad")
    if not isinstance(ad, Mapping):
        problems.append("ad is missing: it says how an ad page is read")
        ad = {}
    note_unknown(ad, AD_KEYS, "ad", problems)
    ignore = read_ignored(ad.get("ignore"), problems)
    ad_json = read_format(ad, "ad", problems)
    fields = read_fields(ad.get("fields"), FIELDS, "ad.fields", problems, ad_json)
    if not {"title", "text"} & set(fields):
        problems.append("ad.fields needs at least title or text")
    from_list = ad.get("from") == "list"
    if from_list and not (lists.json and ad_json):
        problems.append("ad.from: list needs format json in list and ad")
    if not lists.link and not ad.get("url") and not (from_list and lists.id):
        problems.append("list.link is missing (or ad.url with {id})")
    browser = given.get("browser", False)
    check_choices(given, ad, problems)
    ads_min, ads_max = read_range(given.get("ads"), problems)
    loopback = bool(hosts) and all(is_loopback_host(host) for host in hosts)
    pace = read_pace(given.get("pace_s"), loopback, problems)
    usual = read_usual(given.get("usual"), problems)
    reviews = read_reviews(given.get("reviews"), ad_json, problems)
    schedule = read_site_schedule(given.get("schedule"), problems)
    wait_for = given.get("wait_for")
    if problems:
        raise DefinitionWrong(source, problems)
    return SiteDefinition(
        name=name,
        title=str(given.get("title") or name),
        start_url=start_url,
        hosts=hosts,
        languages=read_languages(given.get("languages")),
        list=lists,
        ad_url=text_or_none(ad.get("url")),
        ad_json=ad_json,
        ad_data=text_or_none(ad.get("data")),
        ad_post=text_or_none(ad.get("post")),
        ad_from_list=from_list,
        press=text_or_none(ad.get("press")),
        fields=fields,
        reviews=reviews,
        browser_list=browser in (True, "list"),
        browser_ad=browser in (True, "ad"),
        wait_for=text_or_none(wait_for),
        pace_s=pace,
        ads_min=ads_min,
        ads_max=ads_max,
        encoding=text_or_none(given.get("encoding")),
        currency=str(given.get("currency") or "DKK"),
        date_order=given.get("date_order"),
        canonical=ad.get("identity") == "canonical",
        ad_page=text_or_none(ad.get("page")),
        gone=text_or_none(ad.get("gone")),
        ignore=ignore,
        usual=usual,
        schedule=schedule,
        folder=folder,
        fingerprint=hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()[:16],
    )


def load_definition(folder: Path) -> SiteDefinition:
    """Read one site folder. Raises DefinitionWrong when the file is missing, is not YAML or has problems."""
    file = folder / "site.yml"
    source = f"{folder.name}/site.yml"
    try:
        given = read_yaml(file)
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
