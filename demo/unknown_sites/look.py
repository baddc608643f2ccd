"""How one unknown site looks: the choices of its seed, and how dates, prices, ages and numbers are written in that look."""

import random
import string
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32

from demo.ad import Price
from demo.unknown_sites.words import AGO, DURATIONS, KINDS, LABELS, MINUTES, MONTHS, YEARS


@dataclass(frozen=True, slots=True)
class Look:
    """The seeded choices of one site. ``variant`` (0-2) picks the technique's variant, ``lang`` the label language."""

    seed: int
    kind: str
    lang: str
    variant: int

    def rng(self, salt: str) -> random.Random:
        """A random source that gives the same for the same salt."""
        return random.Random(f"{self.kind}-{self.seed}-{salt}")

    def label(self, field: str) -> str:
        """The word this site uses for a field."""
        return self.rng(field).choice(LABELS[self.lang][field])

    def css(self, role: str) -> str:
        """A class name without meaning, the same for the same role (as build tools make them)."""
        rng = self.rng(f"css-{role}")
        return rng.choice(["css-", "sc-", "_", "x"]) + "".join(rng.choices(string.ascii_lowercase + string.digits, k=7))

    def order(self, fields: list[str]) -> list[str]:
        """The fields in the order this site shows them."""
        shuffled = list(fields)
        self.rng("order").shuffle(shuffled)
        return shuffled

    def choose(self, salt: str, count: int) -> int:
        """One of ``count`` further choices."""
        return self.rng(salt).randrange(count)

    def age(self, years: int) -> str:
        """The age as this site writes it."""
        return f"{years} {YEARS[self.lang]}" if self.choose("age", 2) else str(years)

    def place_kind(self, kind: str | None) -> str | None:
        """The kind of place in the words of this site."""
        return KINDS[self.lang].get(kind) if kind else None

    def duration(self, minutes: int) -> str:
        """A duration in words or minutes."""
        if self.choose("duration", 2):
            return DURATIONS[self.lang].get(minutes, f"{minutes} {MINUTES[self.lang]}")
        return f"{minutes} {MINUTES[self.lang]}"

    def amount(self, price: Price) -> str:
        """An amount of kroner."""
        value = price.amount
        grouped = f"{value // 1000}.{value % 1000:03d}" if value >= 1000 else str(value)
        plain = str(value)
        forms = {
            "da": (f"{grouped} kr.", f"{plain},-", f"{plain} kr"),
            "sv": (f"{plain} DKK", f"{plain} kr", f"{plain} kr"),
        }
        return forms.get(self.lang, (f"{plain} DKK", f"DKK {plain}", f"{plain} kr"))[self.choose("amount", 3)]

    def absolute(self, day: date) -> str:
        """A date as this site writes it; never in an order that could be read two ways."""
        month = MONTHS[self.lang].split()[day.month - 1]
        dot = "." if self.lang in ("da", "de") else ""
        forms: tuple[str, ...] = (
            f"{day.day}{dot} {month} {day.year}",
            f"{day.day}{dot} {month[:3]} {day.year}",
            day.isoformat(),
        )
        if self.lang in ("da", "de"):
            forms = (*forms, f"{day:%d.%m.%Y}" if self.lang == "de" else f"{day:%d-%m-%Y}")
        return forms[self.choose("date", len(forms))]

    def posted(self, moment: datetime, now: datetime) -> str:
        """When an ad was put up: relative on some sites, a date on others."""
        days = (now.date() - moment.date()).days
        if not self.relative or days > 6:
            return self.absolute(moment.date())
        minutes = int((now - moment).total_seconds() // 60)
        ago_minutes, ago_hours, yesterday, ago_days = AGO[self.lang]
        if days == 0:
            return ago_minutes.format(n=max(2, minutes)) if minutes < 120 else ago_hours.format(n=minutes // 60)
        return yesterday.format(t=f"{moment:%H:%M}") if days == 1 else ago_days.format(n=days)

    @property
    def relative(self) -> bool:
        """Does this site say "3 hours ago"?"""
        return self.choose("relative", 3) == 0

    def phone(self, e164: str) -> str:
        """A Danish or foreign number as this site writes it."""
        if not e164.startswith("+45"):
            return e164
        d = e164[3:]
        pairs = " ".join(d[i : i + 2] for i in range(0, 8, 2))
        return (pairs, f"+45 {pairs}", f"{d[:4]} {d[4:]}", d)[self.choose("phone-form", 4)]


def make_look(kind: str, seed: int) -> Look:
    """The look of a kind of site for a seed: neighbouring seeds differ in language and variant."""
    langs = tuple(LABELS)
    offset = crc32(kind.encode())
    return Look(seed, kind, langs[(seed + offset) % len(langs)], (seed + offset // 7) % 3)
