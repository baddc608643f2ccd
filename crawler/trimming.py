"""Cut what would keep the HTML parser busy for minutes: endless tags, endless nesting, endless pages (T-02). Pure.

libxml2 compares every attribute of a tag with all before it: 400,000 of them on one element take minutes.
"""

import re

LONGEST_PAGE = 3_000_000  # characters
LONGEST_TAG = 50_000  # characters between < and >; data in attributes is long, but not that long
MOST_ATTRIBUTES = 400
# Tags of a list (5,000 ads of 30), and of one ad's page: reading an ad looks at neighbours, so size weighs more there.
MOST_TAGS = 150_000
MOST_TAGS_OF_AN_AD = 20_000
_LONG_TAG = re.compile(r"<([A-Za-z][\w:-]{0,40})[^<>]{2000,}(>?)")
_ATTRIBUTE = re.compile(r"[\s\"'/]([^\s\"'<>/=]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")


def trim(text: str, most_tags: int = MOST_TAGS) -> str:
    """Return the page without what no honest page has. An ordinary page comes back as it is."""
    # Half a surrogate pair is no character and no parser takes it.
    text = text[:LONGEST_PAGE].replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    text = _LONG_TAG.sub(_shorter, text)
    if text.count("<") > most_tags:
        place = -1
        for _ in range(most_tags):
            place = text.find("<", place + 1)
        text = text[:place]
    return text


def _shorter(tag: re.Match[str]) -> str:
    whole = tag[0]
    if len(whole) <= LONGEST_TAG:
        attributes = sum(1 for _ in zip(_ATTRIBUTE.finditer(whole), range(MOST_ATTRIBUTES + 1), strict=False))
        if attributes <= MOST_ATTRIBUTES:
            return whole
    return f"<{tag[1]}{tag[2]}"
