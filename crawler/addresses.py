"""Page addresses as identities: joined, without session ids, tracking words and fragments."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

# Words of the query that name a visit, not a page.
_VISIT = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|msclkid|sid|phpsessid|jsessionid|aspsessionid\w*|sessionid|session|session_id|sess|ses|"
    r"cfid|cftoken|_ga|_|rnd|rand|cb|nocache|zenid|oscsid)$",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SESSION_FOLDER = re.compile(r"/\(S\([a-z0-9]{20,}\)\)(?=/)", re.IGNORECASE)


def join(base: str, link: str, *, keep_fragment: bool = False) -> str | None:
    """Return the absolute http(s) address of a link, cleaned, or None for anything else (mail, script, data)."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return None
    if keep_fragment and parts.fragment:
        return f"{clean(url)}#{parts.fragment}"
    return clean(url)


def clean(url: str) -> str:
    """Return the address without fragment, session id and tracking words; the same page gives the same address."""
    parts = urlsplit(url)
    path = _SESSION_FOLDER.sub("", _PATH_SESSION.sub("", parts.path)) or "/"
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _VISIT.match(name)]
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, urlencode(query), ""))


def as_identity(url: str) -> str:
    """Return the part of a cleaned address that names the ad within its site: path and query."""
    parts = urlsplit(clean(url))
    return parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
