"""How to name an element so that the same name finds its like on other pages: ids, classes, attributes, positions.

Class names that a build tool made up (``css-1x7k2f``, ``Card_title__x7Gh2``) change with every release and are not used.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import html

_IDENTIFIER = re.compile(r"-?[A-Za-z_ÆØÅæøåÄÖÜäöüß][\w-]*\Z")
_TOOLS = re.compile(
    r"^(?:css|sc|jss|jsx|emotion|styled|svelte|tw|chakra|mui|makestyles)[-_]?[\w-]*\d[\w-]*$|^(?:css|sc|svelte|jsx)-\w+$",
    re.IGNORECASE,
)
_MODULE = re.compile(r"^([A-Za-z]+(?:[-_][A-Za-z]+)*?)__?_?-{0,2}([A-Za-z0-9+-]{5,8})$")
_VOWELS = set("aeiouyæøåäöüAEIOUYÆØÅÄÖÜ")
MARKS = (
    "data-testid",
    "data-test",
    "data-qa",
    "data-cy",
    "data-field",
    "data-role",
    "data-type",
    "data-name",
    "data-key",
    "data-part",
    "data-section",
    "role",
    "rel",
    "name",
)
_LOOKS = ("bgcolor", "color", "size", "face", "width", "align", "valign", "colspan", "cellpadding", "border", "height", "lang")  # fmt: skip


def is_made_up(name: str) -> bool:
    """Say whether a class or id looks made by a tool: digits amid letters, changing case, no vowels."""
    if _TOOLS.match(name):
        return True
    for part in re.split(r"[-_]+", name):
        letters = [sign for sign in part if sign.isalpha()]
        digits = sum(sign.isdigit() for sign in part)
        if digits and letters and len(part) >= 4 and not re.fullmatch(r"[a-zæøå]+\d{1,2}|h[1-6]|[a-z]{1,3}\d+", part):
            return True
        if len(letters) >= 5 and not digits and len(set(letters) & _VOWELS) == 0:
            return True
        if len(letters) >= 4 and re.search(
            r"[a-z][A-Z][A-Z]|[A-Z][a-z][A-Z][a-z][A-Z]|[a-z][A-Z][a-z][A-Z]|^[a-z][A-Z]{2}", part
        ):
            return True
        if (
            len(letters) >= 5
            and re.search(r"[bcdfghjklmnpqrstvwxz]{5,}", part.lower())
            and part.islower()
            and not re.search(r"tschr|ngstr|dtskr|ndskr|rbtsk", part)
        ):
            return True
    return bool(re.fullmatch(r"\d[\w-]*|[0-9a-f]{8,}|[\w-]*\d{4,}[\w-]*", name))


def stable_classes(element: html.HtmlElement) -> list[str]:
    """Return the class names worth using, in the order given."""
    return [name for name in (element.get("class") or "").split() if _IDENTIFIER.match(name) and not is_made_up(name)]


def module_prefixes(element: html.HtmlElement) -> list[str]:
    """Return the telling beginnings of CSS-module names: ``Card_title__`` of ``Card_title__x7Gh2``."""
    found = []
    for name in (element.get("class") or "").split():
        hit = _MODULE.match(name)
        if hit and "__" in name and is_made_up(name) and not is_made_up(hit[1]):
            found.append(name[: name.rindex(hit[2])])
    return found


def own_names(element: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """Yield selectors that name this element by itself, with a rank: the smaller, the likelier to last."""
    tag = element.tag
    for attribute in ("itemprop", *MARKS):
        value = element.get(attribute)
        if value and len(value) < 40 and not re.search(r'["\\\n]', value) and not is_made_up(value):
            yield f'{tag}[{attribute}="{value}"]', 1
    identifier = element.get("id")
    if (
        identifier
        and _IDENTIFIER.match(identifier)
        and not is_made_up(identifier)
        and not re.search(r"\d{2,}", identifier)
    ):
        yield f"#{identifier}", 1
    scheme = re.match(r"(?:tel|sms):", element.get("href") or "")
    if scheme:
        yield f'{tag}[href^="{scheme[0]}"]', 2
    yield from _by_class(element)
    for attribute in sorted(element.attrib):
        if attribute.startswith(("data-", "on")) and _IDENTIFIER.match(attribute):
            yield f"{tag}[{attribute}]", 2
    yield from _by_looks(element)
    if tag in ("h1", "main", "article", "time", "address", "blockquote", "pre", "dl", "figure"):
        yield tag, 3


def _by_class(element: html.HtmlElement) -> Iterator[tuple[str, int]]:
    classes = stable_classes(element)
    for name in classes:
        yield f"{element.tag}.{name}", 2
    if len(classes) > 1:
        yield element.tag + "".join(f".{name}" for name in classes), 2
    for prefix in module_prefixes(element):
        yield f'{element.tag}[class*="{prefix}"]', 2


def _by_looks(element: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """The colours and widths of old pages, which have no other names."""
    looks = [(name, value) for name in _LOOKS if (value := element.get(name)) and '"' not in value and len(value) < 20]
    for attribute, value in looks:
        yield f'{element.tag}[{attribute}="{value}"]', 4
    if len(looks) > 1:
        yield element.tag + "".join(f'[{name}="{value}"]' for name, value in looks), 4


def shared_start(texts: Sequence[str]) -> str:
    """Return the letters with which all texts begin."""
    if not texts:
        return ""
    first, last = min(texts), max(texts)
    size = next((place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[:size] if size is not None else first[: len(last)]


def position(element: html.HtmlElement) -> int:
    """Return which of its like-named siblings the element is, from 1."""
    return 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))


def names(element: html.HtmlElement) -> list[tuple[str, int]]:
    """Return every selector tried for an element, the best first: its own names, then by parents, then the whole path."""
    found = list(own_names(element))
    steps: list[str] = []
    current = element
    for level in range(5):
        parent = current.getparent()
        if parent is None or not isinstance(parent.tag, str):
            break
        steps.insert(0, f"{current.tag}:nth-of-type({position(current)})")
        for name, rank in own_names(parent):
            if level == 0 and parent.tag not in ("body", "html"):
                found.append((f"{name} > {element.tag}", rank + 2))
            found.append((f"{name} > {' > '.join(steps)}", rank + 3 + level))
        if level == 0 and parent.tag != "html":
            found.append((f"{absolute(parent)} > {element.tag}", 10))
        if (
            level == 1
            and steps
            and parent.tag not in ("body", "html")
            and current.tag in ("li", "tr", "div", "p", "dl")
        ):
            # All cells of all rows together: "<li><span>30 min</span><b>600 kr</b></li>" has no space between them.
            for name, rank in own_names(parent):
                found.append((f"{name} > {current.tag} > *", rank + 3))
            found.append((f"{absolute(parent)} > {current.tag} > *", 11))
        if level == 0:
            for name, rank in own_names(element):
                for parents_name, _ in own_names(parent):
                    found.append((f"{parents_name} > {name}", rank + 1))
        current = parent
    found.append((absolute(element), 9))
    return sorted(dict(reversed(found)).items(), key=lambda entry: (entry[1], len(entry[0])))


def absolute(element: html.HtmlElement) -> str:
    """Return the whole path by positions: the last resort, for pages without any names."""
    steps: list[str] = []
    current = element
    while current is not None and isinstance(current.tag, str) and current.tag != "html":
        steps.insert(0, current.tag if current.tag == "body" else f"{current.tag}:nth-of-type({position(current)})")
        current = current.getparent()
    return " > ".join(steps) or "html"
