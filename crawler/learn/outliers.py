"""Listed pages that are no ads (a forum's rules, a notice): told by the facts they lack, left out by how they are listed."""

from collections.abc import Mapping, Sequence
from typing import Any

from crawler.fields import Context
from crawler.learn.found import Found
from crawler.learn.links import containers
from crawler.learn.lists import ListForm, ads_on
from crawler.learn.naming import stable_classes
from crawler.learn.samples import Sample, value_of
from crawler.selecting import find_elements

FACTS = ("phones", "age", "place", "city", "postcode", "kind", "prices", "alias", "address")
MOST_SHARE = 0.25


def find_outliers(samples: Sequence[Sample], fields: Mapping[str, Any], context: Context) -> list[Sample]:
    """Return the samples that give hardly any fact where nearly all others give several."""
    counts = [_facts(sample, fields, context) for sample in samples]
    usual = sorted(counts)[len(counts) // 2]
    if usual < 3:
        return []
    found = [sample for sample, count in zip(samples, counts, strict=True) if count <= 1]
    return found if len(found) <= max(1, MOST_SHARE * len(samples)) else []


def _facts(sample: Sample, fields: Mapping[str, Any], context: Context) -> int:
    source = sample.source()
    count = 0
    for name in FACTS:
        rules = fields.get(name)
        if rules:
            alternatives = rules if isinstance(rules, list) else [rules]
            count += any(value_of(name, rule, source, context) is not None for rule in alternatives)
    return count


def without_outliers(listed: ListForm, found: Found, outliers: Sequence[Sample]) -> ListForm:
    """Return the list rules with the outliers' own class of row left out, where they have one."""
    urls = {sample.url for sample in outliers}
    for page in found.pages:
        group = ads_on(page, found.form)
        blocks = dict(zip(group.targets, containers(group), strict=True))
        others = {name for url, block in blocks.items() if url not in urls for name in stable_classes(block)}
        for url, block in blocks.items():
            own = [name for name in stable_classes(block) if name not in others]
            if url in urls and own and not listed.ad.startswith(("/", "(")):
                selector = f"{listed.ad}:not(.{own[0]})"
                if find_elements(selector, page.node):
                    return ListForm(listed.form, selector, listed.link, listed.id)
    return listed


def require_a_fact(definition: dict[str, Any], samples: Sequence[Sample], context: Context) -> None:
    """Mark one fact that every ad gives as required, so that a page without it is not stored as an ad."""
    fields = definition["ad"]["fields"]
    for name in FACTS:
        rules = fields.get(name)
        if not rules:
            continue
        alternatives = rules if isinstance(rules, list) else [rules]
        if all(
            any(value_of(name, rule, sample.source(), context) is not None for rule in alternatives)
            for sample in samples
        ):
            alternatives[0]["required"] = True
            return
