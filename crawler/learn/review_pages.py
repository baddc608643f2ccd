"""Further pages of one ad's reviews: a long thread's "next", kept only when it leads to more reviews of the same ad."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from crawler.definition import read_definition
from crawler.extract import extract_ad, extract_reviews
from crawler.learn.paging import next_rules
from crawler.learn.samples import Sample
from crawler.page import Page

MOST_SAMPLES = 3
MOST_TRIES = 4


def find_review_pages(
    definition: dict[str, Any], samples: Sequence[Sample], get: Callable[[str], Sample | None], now: datetime
) -> str | None:
    """Return the selector of the link to the next page of reviews, or None. Looks at the ads with most reviews."""
    checked = read_definition(definition, "learning")
    read = [(extract_ad(Page(sample.url, sample.text), checked, now=now), sample) for sample in samples]
    fullest = sorted(read, key=lambda each: -len(each[0].reviews))[:MOST_SAMPLES]
    for item, sample in fullest:
        tried = 0
        for rule, url in next_rules(sample):
            selector = str(rule.get("link") or rule.get("links") or "")
            if not selector or tried >= MOST_TRIES:
                continue
            tried += 1
            page = get(url)
            if page is None:
                continue
            reviews, _ = extract_reviews(Page(page.url, page.text), checked, now=now)
            other = extract_ad(Page(page.url, page.text), checked, now=now)
            known = {review.external_id for review in item.reviews}
            same_ad = other.title == item.title or not other.title
            if same_ad and any(review.external_id not in known for review in reviews):
                return selector
    return None
