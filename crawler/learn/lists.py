"""How one site lists its ads: which elements, which link in each, which part of the address is the ad's own number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.addresses import as_identity, clean
from crawler.learn.links import (
    GOES_TO,
    LINK_ATTRIBUTES,
    Group,
    address_in,
    containers,
    link_groups,
)
from crawler.learn.naming import is_made_up, own_names, shared_start
from crawler.learn.samples import Rule, Sample
from crawler.selecting import find_elements


@dataclass
class ListForm:
    """How ads are listed: the form of their addresses, and the rules of the definition's ``list`` part."""

    form: str
    ad: str
    link: str | Rule
    id: Rule | None


def ads_on(sample: Sample, form: str) -> Group:
    """Return the links of this form on a page."""
    for group in link_groups(sample):
        if group.form == form:
            return group
    return Group(form)


def learn_list(pages: Sequence[Sample], form: str) -> ListForm | None:
    """Return how the ads of this form are listed on these pages, or None when no name fits them all."""
    groups = [ads_on(page, form) for page in pages]
    urls = list(dict.fromkeys(url for group in groups for url in group.targets))
    if not urls:
        return None
    attribute = next(group.attribute for group in groups if group.targets)
    link = _link_selector(groups, attribute)
    ad = _item_selector(pages, groups, link)
    inner = link if ad[1] else ""
    own = id_rule(urls)
    where = f"{inner}::attr({attribute})"
    if attribute == "onclick":
        return ListForm(form, ad[0], {"select": where, "re": GOES_TO}, own)
    return ListForm(form, ad[0], where, {"select": where, **own} if own else None)


def _link_selector(groups: Sequence[Group], attribute: str) -> str:
    given = [str(element.get(attribute)) for group in groups for element in group.links]
    tag = next(element.tag for group in groups for element in group.links)
    part = _literal(given)
    if not part:
        return f"{tag}[{attribute}]"
    whole = all(value.startswith(part) for value in given)
    return f'{tag}[{attribute}{"^" if whole else "*"}="{part}"]'


def _literal(given: Sequence[str]) -> str:
    """Return the words that every such link holds and few others: "/annonce/", "vis.asp?id="."""
    # Without the host: a definition must still read when the site moves to another port or name.
    common = shared_start([re.sub(r"^https?://[^/]+", "", value) for value in given])
    common = re.sub(r"\d+$", "", common)
    # Cut back to a border, so that "/annonce/s" (all begin with s) does not become a rule.
    hit = re.match(r"^(.*[/=?&_-])", common)
    prefix = hit[1] if hit else ""
    if len(prefix) > 1 and prefix not in ("http://", "https://") and not prefix.endswith("://") and '"' not in prefix:
        return prefix
    paths = [urlsplit(value).path for value in given]
    steps = [set(path.strip("/").split("/")[:-1]) for path in paths]
    shared = set.intersection(*steps) if steps else set()
    named = [step for step in shared if step and not is_made_up(step) and '"' not in step]
    return f"/{max(named, key=len)}/" if named else ""


def _item_selector(pages: Sequence[Sample], groups: Sequence[Group], link: str) -> tuple[str, bool]:
    """Return the selector of the ads' blocks, and whether the link is inside them (else they are the links)."""
    wanted = [set(containers(group)) for group in groups]
    targets = [set(group.targets) for group in groups]
    for offset in range(3):
        level = [_climbed(items, -offset, groups[number]) for number, items in enumerate(wanted)]
        options: dict[str, int] = {}
        for items in level:
            for item in list(items)[:3]:
                for name, rank in own_names(item):
                    options[name] = rank
                parent = item.getparent()
                if parent is not None:
                    for name, rank in own_names(parent):
                        options.setdefault(f"{name} > {item.tag}", rank + 2)
        for option in sorted(options, key=lambda name: (options[name], len(name))):
            if all(_covers(page, option, link, urls) for page, urls in zip(pages, targets, strict=True)):
                return option, not _is_link(pages[0], option, link)
    block = next(iter(next(items for items in wanted if items))).tag
    path = _as_xpath(link)
    if block not in ("a", "body"):
        option = f"//{block}[.//{path}][not(.//{block}[.//{path}])]"
        if all(_covers(page, option, link, urls) for page, urls in zip(pages, targets, strict=True)):
            return option, True
    return link, False


def _climbed(items: set[html.HtmlElement], offset: int, group: Group) -> set[html.HtmlElement]:
    """Return the blocks, or with a negative offset the elements so many levels further in, towards the link."""
    if not offset:
        return items
    found = set()
    for item in items:
        inner = item
        for _ in range(-offset):
            children = [
                child
                for child in inner
                if isinstance(child.tag, str)
                and (child in group.links or any(link in group.links for link in child.iter("a")))
            ]
            inner = children[0] if children else inner
        found.add(inner)
    return found


def _is_link(page: Sample, option: str, link: str) -> bool:
    found = find_elements(option, page.node)
    return (bool(found) and found[0].root.tag == "a") or found[0].root in {
        each.root for each in find_elements(link, page.node)
    }


def _covers(page: Sample, option: str, link: str, urls: set[str]) -> bool:
    """Say whether a selector gives exactly the ads: each found element leads to one, and none is missed."""
    if not urls:
        return True
    elements = find_elements(option, page.node)
    if not elements or len(elements) > 1.5 * len(urls) + 2:
        return False
    found: set[str] = set()
    for element in elements:
        inside = {
            url
            for node in (
                [element] if element.root.tag == "a" and _matches(element, link) else find_elements(link, element)
            )
            if (url := _target(node.root, page.url))
        }
        inside &= urls
        if len(inside) > 1:
            return False
        found |= inside
    # A head row without a link may come along; what is listed twice counts once.
    return (
        found == urls
        and sum(1 for element in elements if not find_elements("a", element) and element.root.tag != "a") <= 2
    )


def _matches(element: object, link: str) -> bool:
    return any(node.root is element.root for node in element.xpath("..").css(link)) if element.xpath("..") else True  # type: ignore[attr-defined]


def _target(element: html.HtmlElement, base: str) -> str | None:
    return next((url for attribute in LINK_ATTRIBUTES if (url := address_in(element, attribute, base))), None)


def _as_xpath(link: str) -> str:
    hit = re.fullmatch(r'(\w+)\[([\w-]+)([\^*]?)=?"?([^"]*)"?\]', link)
    if not hit:
        return "a[@href]"
    tag, attribute, how, value = hit.groups()
    if not value:
        return f"{tag}[@{attribute}]"
    test = f"starts-with(@{attribute}, '{value}')" if how == "^" else f"contains(@{attribute}, '{value}')"
    return f"{tag}[{test}]"


def id_rule(urls: Sequence[str]) -> Rule | None:
    """Return the rule for the site's own number in an address, or None when the whole address must serve."""
    identities = [as_identity(url) for url in urls]
    names = [name for name, _ in parse_qsl(urlsplit(clean(urls[0])).query)]
    for name in names:
        values = [dict(parse_qsl(urlsplit(clean(url)).query)).get(name) for url in urls]
        if all(values) and len(set(values)) == len(urls):
            return {"re": rf"[?&]{re.escape(name)}=([^&#]+)"}
    for pattern in (
        r"/(\d+)/?(?:[;?#].*)?$",
        r"/(\d+)[-_/][^/]*/?(?:[;?#].*)?$",
        r"[-_](\d+)(?:\.\w+)?/?(?:[;?#].*)?$",
        r"(\d+)(?:\.\w+)?/?(?:[;?#].*)?$",
        r"/(\d+)(?=/)",
        r"([0-9a-f]{8}-[0-9a-f-]{27})",
        r"(?:^|[/-])([0-9a-f]{8,32})(?:\.\w+)?/?(?:[;?#].*)?$",
    ):
        hits = [re.search(pattern, url) for url in urls]
        if all(hits) and len({hit[1] for hit in hits if hit}) == len(set(identities)):
            return {"re": pattern}
    return None
