"""The value one rule gives for a field, read the same way while learning and while collecting."""

from crawler.fields import Context, parse_field
from crawler.rules import Rule
from crawler.selecting import Source, find


def read_value(name: str, rule: Rule, source: Source, context: Context) -> object:
    """Return the parsed value, None when the rule finds nothing that means something for this field.

    A label may stand on a page more than once ("Kontakt" in the menu): the first value that can be parsed counts.
    """
    words = find([rule], source)
    tries = [[word] for word in words] if rule.source == "label" and not rule.all else [words] if words else []
    for each in tries:
        value = parse_field(name, rule.parse, each, context)
        if value not in (None, [], ""):
            return value
    return None
