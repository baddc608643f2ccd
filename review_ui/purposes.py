"""The purposes of a look-up as codes in forms, and how ``outreach`` writes them into the trail (R-AUD-3)."""

from outreach.exports.guarded import PURPOSES as WRITTEN

PURPOSES = ("ruteplan", "sms", "besog", "kvalitet", "indsigt", "fejl")
_OUTREACH = dict(zip(PURPOSES, WRITTEN, strict=True))


def outreach_purpose(code: str) -> str | None:
    """Return the purpose as ``outreach`` knows it, or None for a code that is none."""
    return _OUTREACH.get(code)


def purpose_code(written: str) -> str:
    """Return the code of a purpose as ``outreach`` wrote it."""
    return next((code for code, words in _OUTREACH.items() if words == written), written)
