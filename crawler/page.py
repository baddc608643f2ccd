"""A fetched page, opened for rules: parsed at most once, cut to a size that is read in time. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from crawler.addresses import join
from crawler.hidden_text import mark_hidden
from crawler.islands import island_at
from crawler.json_paths import json_values
from crawler.selecting import Source, words_in
from crawler.tree import parse_html, select
from crawler.trimming import MOST_TAGS_OF_AN_AD, trim

MOST_LINKS = 500


@dataclass(frozen=True)
class Page:
    """A fetched page as text, parsed at most once. ``url`` is where it was found after redirects."""

    url: str
    text: str
    # The HTTP header Link, which may name the same page in other languages.
    links: str = ""
    most_tags: int = MOST_TAGS_OF_AN_AD

    @cached_property
    def tree(self) -> etree._Element:
        """The page's root, with what the page's own style hides marked."""
        root = parse_html(trim(self.text, self.most_tags))
        mark_hidden(root)
        return root

    def source(self, *, as_json: bool, data: str | None = None, fetched: Mapping[str, str] | None = None) -> Source:
        """Open the page for rules; with ``data`` the JSON that this selector finds inside the page."""
        if as_json:
            return Source(node=None, json=self._content(data), url=self.url, fetched=fetched or {})
        return Source(node=self.tree, json=None, url=self.url, fetched=fetched or {}, page=self.tree)

    def _content(self, data: str | None) -> object:
        if data and self.text.lstrip()[:1] not in ("{", "["):
            return island_at(data, self.tree)
        try:
            content: object = json.loads(self.text)
        except (ValueError, RecursionError):
            content = None
        return content


def elements_of(source: Source, path: str, as_json: bool) -> Iterator[Source]:
    """Yield what a selector or, in JSON, a path names, each as a place to look in."""
    if as_json:
        for value in json_values(source.json, path):
            for each in value if isinstance(value, list) else [value]:
                yield Source(node=None, json=each, url=source.url)
        return
    root = source.root
    if root is not None:
        for node in select(path, root):
            if not isinstance(node, str):
                yield Source(
                    node=node, json=None, url=source.url, fetched=source.fetched, needs=source.needs, page=source.node
                )


def links_of(source: Source, selector: str) -> list[str]:
    """Return the whole addresses that a selector names, each once."""
    root = source.root
    if root is None:
        return []
    found = (join(source.url, words_in(each)) for each in select(selector, root)[:MOST_LINKS])
    return list(dict.fromkeys(url for url in found if url))
