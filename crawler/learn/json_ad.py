"""Learn how an ad is read from a JSON document of the site's own API: keys name fields, values confirm them."""

import re
from collections.abc import Callable, Iterator, Sequence

from crawler.fields import Context
from crawler.json_paths import as_text, json_values, paths
from crawler.learn.ad_page import ORDER, AdRules
from crawler.learn.candidates import DATA, MACHINE, PATTERN, SCALARS, Candidate, fields_of, fill_values, judge
from crawler.learn.choose import as_rules, choose
from crawler.learn.samples import Rule, Sample, value_of
from crawler.parse import (
    field_of_label,
    find_city,
    find_plain_phones,
    parse_date,
    parse_kind,
    parse_place,
    parse_price_list,
    parse_rating,
)

_MACHINE_KEYS = {
    "price": "prices", "rates": "prices", "phone": "phones", "images": "image_count", "photos": "image_count", "pictures": "image_count", "gallery": "image_count",
    "media": "image_count", "id": None, "slug": None, "url": None, "href": None, "lat": None, "lng": None, "lon": None, "street": "address",
}  # fmt: skip
_REVIEW_PARENTS = re.compile(
    r"review|anmeld|comment|bewert|omd|repl|feedback|vurder|similar|related|lignende|others|next|prev", re.IGNORECASE
)


_SHAPES: dict[str, Callable[[str], bool]] = {
    "prices": lambda text: any(price["minutes"] for price in parse_price_list(text)),
    "phones": lambda text: len(text) <= 30 and "+" + re.sub(r"\D", "", text) != "+" and bool(find_plain_phones(text)),
    "address": lambda text: len(text) <= 80 and parse_place(text).address is not None,
    "postcode": lambda text: bool(re.fullmatch(r"\d{4}", text)) and parse_place(text).postcode == text,
    "city": lambda text: len(text) <= 30 and (find_city(text) or "").casefold() == text.casefold(),
    "posted_at": lambda text: bool(re.match(r"20\d\d-\d\d-\d\d", text)),
    "kind": lambda text: len(text) <= 30 and parse_kind(text) is not None,
}


def learn_json_ad(samples: Sequence[Sample], context: Context) -> AdRules:
    """Return the rules of the fields and reviews for these documents."""
    candidates: list[Candidate] = []
    for candidate in _proposed(samples):
        if not candidate.values:
            fill_values(candidate, samples, context)
        judge(candidate)
        if candidate.fill:
            candidates.append(candidate)
    rules = AdRules()
    for name, rule in (("title", _title(samples)), ("text", _text(samples))):
        if rule:
            rules.fields[name] = rule
    title = rules.fields.get("title")
    titles = (
        [value_of("title", title, sample.source(), context) for sample in samples] if isinstance(title, dict) else []
    )
    for name in ORDER:
        chosen = choose(
            name, [each for each in candidates if not (name == "alias" and titles and each.values == titles)]
        )
        if name == "place" and chosen and any(each in rules.fields for each in ("city", "postcode")):
            continue
        if chosen:
            rules.fields[name] = as_rules(chosen)
    if "place" in rules.fields and "city" in rules.fields and "postcode" in rules.fields:
        del rules.fields["place"]
    rules.fill = {name: _fill(name, rule, samples, context) for name, rule in rules.fields.items()}
    rules.reviews = _reviews(samples, context)
    return rules


def _fill(name: str, given: Rule | list[Rule], samples: Sequence[Sample], context: Context) -> float:
    rules = given if isinstance(given, list) else [given]
    return round(
        sum(any(value_of(name, rule, sample.source(), context) is not None for rule in rules) for sample in samples)
        / len(samples),
        2,
    )


def _all_paths(samples: Sequence[Sample]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for sample in samples:
        for path, value in paths(sample.json):
            found.setdefault(path, []).append(value)
    return found


def _proposed(samples: Sequence[Sample]) -> Iterator[Candidate]:
    for path, values in _all_paths(samples).items():
        keys = [key for key in path.split(".") if key != "*"]
        if any(_REVIEW_PARENTS.search(key) for key in keys[:-1]) or _REVIEW_PARENTS.fullmatch(keys[-1] + "s"):
            continue
        name = _field(keys)
        if name == "image_count":
            if any(isinstance(value, list) for value in values):
                yield Candidate("image_count", {"count": path}, MACHINE, rank=len(keys))
            elif all(isinstance(value, int) for value in values):
                yield Candidate("image_count", {"json": path}, MACHINE, rank=len(keys))
            continue
        if name == "phones" or name in ("services", "languages"):
            for decode in (None, "base64", "reverse"):
                yield Candidate(name, {"json": path, **({"decode": decode} if decode else {})}, MACHINE, rank=len(keys))
            continue
        for wanted in fields_of(name or ""):
            if wanted in SCALARS and not (
                wanted in ("age", "alias", "address", "kind")
                and any(isinstance(value, dict | list) for value in values)
            ):
                yield Candidate(wanted, {"json": path}, MACHINE if len(keys[-1]) > 1 else PATTERN, rank=len(keys))
        if name == "place" and all(isinstance(value, str) and len(value) <= 30 for value in values):
            yield Candidate("kind", {"json": path}, DATA, rank=len(keys))
        if name is None:
            yield from _by_values(path, values, len(keys))


def _by_values(path: str, values: list[object], rank: int) -> Iterator[Candidate]:
    """Propose what the values of a key of unknown meaning read as."""
    texts = [as_text(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    if len(texts) < max(2, 0.6 * len(values)) or max(map(len, texts), default=0) > 400 or not any(texts):
        return
    filled = [text for text in texts if text]
    for name, reads in _SHAPES.items():
        purity = sum(reads(text) for text in filled) / len(filled)
        if purity >= 0.8 and (name != "kind" or len(set(filled)) <= 6):
            yield Candidate(name, {"json": path}, PATTERN, purity=purity, rank=rank + 2)


def _field(keys: list[str]) -> str | None:
    last = keys[-1].lower()
    if last in _MACHINE_KEYS:
        return _MACHINE_KEYS[last]
    if len(keys) > 1 and field_of_label(keys[-2]) == "prices":
        return None
    name = field_of_label(keys[-1])
    if last in ("name", "label", "value", "code", "number", "region") and len(keys) > 1 and name != "ignore":
        return field_of_label(keys[-2]) or name
    return name


def _strings(samples: Sequence[Sample]) -> dict[str, list[str]]:
    return {
        path: [str(value) for value in values]
        for path, values in _all_paths(samples).items()
        if all(isinstance(value, str) for value in values)
        and not any(_REVIEW_PARENTS.search(key) for key in path.split("."))
    }


def _title(samples: Sequence[Sample]) -> Rule | None:
    strings = _strings(samples)
    named = [path for path in strings if field_of_label(path.rsplit(".", maxsplit=1)[-1]) == "title"]
    if named:
        return {"json": min(named, key=lambda path: (-len(strings[path]), path.count("."), len(path)))}
    names = [path for path in strings if path.rsplit(".", maxsplit=1)[-1].lower() in ("name", "navn", "headline")]
    return {"json": min(names, key=len)} if names else None


def _text(samples: Sequence[Sample]) -> Rule | None:
    strings = {path: values for path, values in _strings(samples).items() if len(values) >= 0.5 * len(samples)}
    best: tuple[float, str] | None = None
    for path, values in strings.items():
        length = sum(min(len(value), 1500) for value in values) / len(samples)
        named = field_of_label(path.rsplit(".", maxsplit=1)[-1]) == "text"
        score = length * (2.0 if named else 1.0) * (0.05 if re.match(r"^(?:https?:)?/", values[0]) else 1.0)
        if sum(value.count(" ") for value in values) >= 2 * len(values) and (best is None or score > best[0]):
            best = (score, path)
    if best:
        return {"json": best[1]}
    lists = [
        path
        for path, values in _all_paths(samples).items()
        if field_of_label(path.rsplit(".", maxsplit=1)[-1]) == "text" and isinstance(values[0], list)
    ]
    return {"json": lists[0]} if lists else None


def _reviews(samples: Sequence[Sample], context: Context) -> dict[str, object] | None:
    for path, values in _all_paths(samples).items():
        items = [item for value in values if isinstance(value, list) for item in value if isinstance(item, dict)]
        last = path.rsplit(".", maxsplit=1)[-1]
        if (
            not items
            or not (_REVIEW_PARENTS.search(last) or field_of_label(last) == "reviews")
            or re.search(r"similar|related|lignende|other", last)
        ):
            continue
        keys = list(dict.fromkeys(inner for item in items for inner, _ in paths(item)))
        got = {key: [as_text(value) for item in items for value in json_values(item, key)] for key in keys}
        text = max(
            (
                key
                for key in keys
                if field_of_label(key.rsplit(".", maxsplit=1)[-1]) in ("text", "reviews", None) and got[key]
            ),
            key=lambda key: sum(map(len, got[key])) * (1.5 if field_of_label(key) == "text" else 1),
            default=None,
        )
        if text is None:
            continue
        fields: dict[str, Rule] = {"text": {"json": text}}
        dates = [
            key
            for key in keys
            if key != text
            and got[key]
            and all(parse_date(value, now=context.now, languages=context.languages) for value in got[key])
            and not all(value.isdigit() and len(value) < 9 for value in got[key])
        ]
        if dates:
            fields["posted_at"] = {"json": dates[0]}
        ratings = [
            key
            for key in keys
            if re.search(r"rating|score|stars|stjerner|bewertung|betyg|karakter|points?$|vurdering", key, re.IGNORECASE)
            and got[key]
            and all(parse_rating(value) is not None for value in got[key])
        ]
        if ratings:
            fields["rating"] = {"json": ratings[0]}
        return {"each": path, "fields": fields}
    return None
