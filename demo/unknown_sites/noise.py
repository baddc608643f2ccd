"""What stands on real pages beside the ad: similar ads with their own facts, a customer service number, a promoted ad twice.

Odd seeds carry it, even seeds do not.
"""

from collections.abc import Callable, Sequence
from html import escape

from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample

SUPPORT_NUMBER = "94 10 90 01"
_SIMILAR = {"da": "Lignende annoncer", "en": "Similar ads", "de": "Ähnliche Anzeigen", "sv": "Liknande annonser"}
_SUPPORT = {"da": "Kundeservice, kun for annoncører", "en": "Customer service, advertisers only", "de": "Kundendienst, nur für Inserenten", "sv": "Kundtjänst, bara för annonsörer"}  # fmt: skip


def is_noisy(look: Look) -> bool:
    """Does this site carry noise?"""
    return look.seed % 2 == 1


def beside(look: Look, samples: Sequence[Sample], current: Sample, url: Callable[[Sample], str]) -> str:
    """The block of similar ads and the service number, or nothing."""
    if not is_noisy(look):
        return ""
    at = samples.index(current)
    others = [samples[(at + step) % len(samples)] for step in (3, 7, 11)]
    items = "".join(
        f'<div class="{look.css("sim")}"><a href="{escape(url(other))}">{escape(other.state.title)}</a><br>{escape(other.state.town.city)}, '
        f"{other.state.age} · {look.amount(other.state.prices[0])}</div>"
        for other in others
    )
    return f'<div class="{look.css("sims")}"><h4>{_SIMILAR[look.lang]}</h4>{items}</div><div class="{look.css("sup")}">{_SUPPORT[look.lang]}: {SUPPORT_NUMBER}</div>'


def promoted(look: Look, shown: list[Sample], samples: Sequence[Sample]) -> list[Sample]:
    """The ads of one list page, with a promoted ad on top of every page of a noisy site (so that it is seen many times)."""
    if not is_noisy(look) or not shown:
        return shown
    return [samples[len(samples) // 2], *shown]
