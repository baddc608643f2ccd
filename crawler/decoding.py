"""Bytes to text for sites that lie about their encoding: what the bytes say beats what the header says."""

import codecs
import re
from contextlib import suppress

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Browsers read both names as windows-1252 (WHATWG Encoding Standard §4.2); the rest cannot hold a page with markup.
_SAME_AS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_REFUSED = ("utf-7", "utf7", "utf-16", "utf-32", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "rot", "base64", "hex", "zlib", "bz2", "uu", "quopri", "undefined", "mbcs", "oem")  # fmt: skip
_FALLBACK = "cp1252"
# What UTF-8 looks like when somebody has read it as windows-1252 and written it out again ("Ã¦" for "æ").
_TWICE = re.compile(r"[ÂÃâ][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


def decode(body: bytes, content_type: str = "", forced: str | None = None) -> str:
    """Return the text of a page. Never raises: a byte that fits no encoding becomes U+FFFD.

    Order: a forced encoding, a byte-order mark, UTF-8 when the bytes are valid UTF-8 (other encodings hardly ever
    are by chance), the header's, the page's own meta, windows-1252. A page that mixes UTF-8 and windows-1252 lines
    is read line by line.
    """
    if forced:
        return body.decode(_codec(forced) or _FALLBACK, "replace")
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return _unpeel(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    header, meta = _HEADER.search(content_type), _META.search(body[:4096])
    for named in (header and header[1], meta and meta[1].decode()):
        codec = _codec(named) if named else None
        if codec and codec != "utf-8":
            try:
                return _by_line(body, codec) if codec == _FALLBACK else body.decode(codec)
            except UnicodeDecodeError:
                continue
    return _by_line(body, _FALLBACK)


def _codec(name: str) -> str | None:
    lowered = name.lower().strip()
    if lowered.startswith(_REFUSED):
        return None
    try:
        return _SAME_AS.get(lowered) or codecs.lookup(lowered).name
    except (LookupError, ValueError):
        return None


def _by_line(body: bytes, codec: str) -> str:
    lines = []
    for line in body.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode(codec, "replace"))
    return "\n".join(lines)


def _unpeel(text: str) -> str:
    """Undo one round of UTF-8 read as windows-1252, where it is plainly that and nothing else is lost."""
    hits = len(_TWICE.findall(text))
    if hits < 3:
        return text
    lines = []
    for line in text.split("\n"):
        if _TWICE.search(line):
            with suppress(UnicodeEncodeError, UnicodeDecodeError):
                line = line.encode("cp1252").decode("utf-8")  # noqa: PLW2901  (the line is what we build)
        lines.append(line)
    return "\n".join(lines)
