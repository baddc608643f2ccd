"""Elements of an ad page that belong to other ads: links to them, and the cards or rows around these links."""

from collections.abc import Collection

from lxml import html

from crawler.addresses import as_identity, join
from crawler.learn.links import LINK_ATTRIBUTES, address_form, address_in
from crawler.learn.slots import Slots

MOST_UP = 4


def away_from(slots: Slots, ad_links: Collection[str]) -> set[html.HtmlElement]:
    """Return the elements inside links to other ads, and of repeated blocks that hold such a link.

    ``ad_links`` are addresses of ads that are known; any address of their form is an ad's as well.
    """
    forms = {address_form(url) for url in list(ad_links)[:50]}
    found: set[html.HtmlElement] = set()
    for sample, elements in zip(slots.samples, slots.visible, strict=True):
        here = as_identity(join(sample.url, "") or sample.url)
        targets = _targets(elements, sample.url, forms, here)
        for element in targets:
            found.update(element.iter())
            found.update(_item_around(element, targets))
    return found


def _targets(elements: list[html.HtmlElement], base: str, forms: set[str], here: str) -> dict[html.HtmlElement, str]:
    """Return each element that leads to another ad, with that ad's identity."""
    found = {}
    for element in elements:
        for attribute in LINK_ATTRIBUTES:
            url = address_in(element, attribute, base)
            if url and address_form(url) in forms and as_identity(url) != here:
                found[element] = as_identity(url)
    return found


def _item_around(link: html.HtmlElement, targets: dict[html.HtmlElement, str]) -> set[html.HtmlElement]:
    """Return the elements of the card or row around a link to another ad: one of several that each lead to one ad."""
    current = link
    for _ in range(MOST_UP):
        parent = current.getparent()
        if parent is None or parent.tag in ("body", "main", "html") or len(_ads_in(current, targets)) != 1:
            break
        others = [sibling for sibling in parent.iterchildren(current.tag) if sibling is not current]
        if any(len(_ads_in(sibling, targets)) == 1 for sibling in others):
            return set(current.iter())
        current = parent
    return set()


def _ads_in(element: html.HtmlElement, targets: dict[html.HtmlElement, str]) -> set[str]:
    return {targets[inner] for inner in element.iter() if inner in targets}
