"""Pages looked at while learning, and what a proposed rule would read on them.

Rules are tried with the very functions that a crawl uses (``crawler.selecting``, ``crawler.fields``), so what the
preview shows is what a crawl will store.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from lxml import html
from parsel import Selector

from crawler.facts import Facts, read_facts
from crawler.field_values import read_value
from crawler.fields import Context
from crawler.hidden_text import mark_hidden
from crawler.rules import read_rules
from crawler.selecting import Source, find
from crawler.trimming import trim

Rule = dict[str, object]


@dataclass
class Sample:
    """One fetched page. ``fetched`` holds bodies of further addresses (a number behind a button) by address."""

    url: str
    text: str
    fetched: dict[str, str] = field(default_factory=dict)
    # The words of the link that led here, from the list page.
    link_text: str = ""
    # The HTTP header Link, which may name the page in other languages.
    links: str = ""
    # Parts of the page that are not the ad: reviews, other ads.
    ignored: set[html.HtmlElement] = field(default_factory=set)

    @cached_property
    def node(self) -> Selector:
        node = Selector(text=trim(self.text) or "<html></html>", type="html", huge_tree=False)
        mark_hidden(node.root)
        return node

    @cached_property
    def tree(self) -> html.HtmlElement:
        return self.node.root

    @cached_property
    def json(self) -> object:
        """The page as JSON, None when it is none."""
        try:
            return json.loads(self.text) if self.text.lstrip()[:1] in ("{", "[") else None
        except ValueError:
            return None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def source(self) -> Source:
        if self.json is not None:
            return Source(node=None, json=self.json, url=self.url, fetched=self.fetched)
        return Source(
            node=self.node,
            json=None,
            url=self.url,
            fetched=self.fetched,
            page=self.node,
            facts=self.facts,
            ignored=self.ignored,
        )

    def ignore(self, elements: set[html.HtmlElement]) -> None:
        """Leave out parts of the page that are not the ad when rules are tried."""
        self.ignored = elements
        self.__dict__.pop("facts", None)

    @cached_property
    def facts(self) -> Facts:
        """What the page states as label and value."""
        return read_facts(self.tree, without=self.ignored)


def words_of(rule: Rule | str, source: Source) -> list[str]:
    """Return the words one rule finds, or [] (also when the rule is wrong)."""
    problems: list[str] = []
    rules = read_rules(rule, "rule", problems, json_page=source.node is None)
    return [] if problems else find(rules, source)


def value_of(name: str, rule: Rule, source: Source, context: Context) -> object:
    """Return the parsed value one rule gives for a field, None when nothing (also when the rule is wrong)."""
    problems: list[str] = []
    rules = read_rules(rule, "rule", problems, json_page=source.node is None)
    return read_value(name, rules[0], source, context) if rules and not problems else None
