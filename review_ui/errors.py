"""Errors of the screens; each becomes one page in plain words.

LygteError
└── ScreenError        has an HTTP status
    ├── LogInNeeded    nobody is logged in, or the log-in ran out (303 to the log-in page)
    ├── StepNeeded     the log-in owes a code, or the proof is too old: to the page that asks for it (303)
    ├── TooMany        everybody together did this too often within a minute (429)
    ├── NotAllowed     the role or area does not cover this (403)
    ├── NotThere       no such place, route or page (404)
    ├── KeyAway        the organisation's own key is not here, or opens nothing here (409)
    ├── FormStale      the form's token does not fit: log-in renewed or form forged (403)
    └── BadForm        a field is missing or cannot be read; the sentence says which (400)
"""

from models.errors import LygteError


class ScreenError(LygteError):
    """An error a screen shows; ``key`` names its sentence in the wording files."""

    status = 400

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class LogInNeeded(ScreenError):
    """Nobody is logged in here."""

    status = 303


class StepNeeded(ScreenError):
    """The worker must first do something else at ``path``, then come back to ``back``."""

    status = 303

    def __init__(self, path: str, back: str | None = None) -> None:
        super().__init__("error.log_in")
        self.path, self.back = path, back


class TooMany(ScreenError):
    """The minute is full."""

    status = 429


class NotAllowed(ScreenError):
    """The role or the area does not cover this."""

    status = 403


class NotThere(ScreenError):
    """There is nothing at this address (or nothing this worker may know of)."""

    status = 404


class KeyAway(ScreenError):
    """The key of the worker's organisation is not here: numbers and addresses stay closed, nothing is lost."""

    status = 409


class FormStale(ScreenError):
    """The form was not made by this log-in."""

    status = 403


class BadForm(ScreenError):
    """A field is missing or cannot be read."""
