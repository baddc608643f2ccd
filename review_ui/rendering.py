"""The template environment: everything escaped, unknown names raise, words and dates at hand."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.gazetteer import postcodes, regions
from models.phone import MASK
from models.policy import load_policy
from outreach.contact_points import label_for
from review_ui import dates
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.menu import menu_for
from review_ui.purposes import purpose_code

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@cache
def static_url(name: str) -> str:
    """Return the address of a static file with its content hash, so that it may be cached for good."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


def region_name(code: str | None) -> str:
    """Return a region's name without the word Region, or an empty string."""
    return regions().get(code or "", "").removeprefix("Region ")


def place_name(postcode: str | None, city: str | None = None) -> str:
    """Return "7100 Vejle", or what is known of it."""
    known = postcodes().get(postcode or "")
    return f"{known.postcode} {known.name}" if known else (city or "")


def masked_phone(tail: str) -> str:
    """Return the masked form from the two digits the screens may know."""
    return f"{MASK * 2} {MASK * 2} {MASK * 2} {tail}"


def make_templates() -> Environment:
    """Build the environment once per application."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        static_url=static_url,
        clock=dates.clock,
        region_name=region_name,
        place_name=place_name,
        masked_phone=masked_phone,
        purpose_code=purpose_code,
        policy=load_policy(),
        Rule=Rule,
    )
    return environment


def globals_for(desk: Desk) -> Mapping[str, Any]:
    """Return what every page of this worker may use."""
    lang = desk.lang
    return {
        "desk": desk,
        "t": desk.t,
        "lang": lang,
        "menu": menu_for(desk),
        "ago": lambda value: dates.ago(value, desk.now, lang),
        "day": lambda value, style="medium": dates.day(value, lang, style),
        "moment": lambda value: dates.moment(value, lang),
        "stamp": lambda value: dates.stamp(value, lang),
        "language_name": lambda code: dates.language_name(code, lang),
        "number": lambda value: dates.number(value, lang),
        "label_of": lambda point: label_for(point.place_type, point.city, lang),
        "percent": lambda value: dates.percent(value, lang),
    }
