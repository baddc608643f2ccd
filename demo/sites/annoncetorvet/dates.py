"""Dates the way people say them: "for 3 timer siden", "i går kl. 14:30", "12. okt. 2026"."""

from datetime import datetime

_SHORT = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


def spoken(moment: datetime, now: datetime) -> str:
    """How long ago ``moment`` was, seen from ``now``; both aware and in the same zone."""
    minutes = int((now - moment).total_seconds() // 60)
    days = (now.date() - moment.date()).days
    if minutes < 60:
        return "for 1 minut siden" if minutes == 1 else f"for {max(minutes, 0)} minutter siden"
    if days == 0:
        return "for 1 time siden" if minutes < 120 else f"for {minutes // 60} timer siden"
    if days == 1:
        return f"i går kl. {moment:%H:%M}"
    if days < 7:
        return f"for {days} dage siden"
    return f"{moment.day}. {_SHORT[moment.month - 1]}. {moment.year}"
