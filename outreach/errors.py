"""What outreach refuses, each with one plain sentence.

LygteError
├── NotFound     the route, stop or visit is not there (any more)
├── NotYours     it belongs to another organisation
└── NotAllowed   a rule forbids it: do-not-visit, a colleague's claim, a cap, a missing approval
"""

from models.errors import LygteError


class NotFound(LygteError):
    """The thing named is not there, or no longer."""


class NotYours(LygteError):
    """The thing named belongs to another organisation."""


class NotAllowed(LygteError):
    """A rule forbids what was asked; the sentence says which."""
