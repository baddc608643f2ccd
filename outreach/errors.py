"""What outreach refuses. Each refusal has a code and one plain sentence in both languages.

LygteError
└── Refused        a rule or fact forbids it; ``code`` names which, ``sentence("da")`` words it
    ├── NotFound   the thing named is not there, or no longer
    ├── NotYours   it belongs to another organisation
    ├── NotAllowed a rule forbids it: do-not-visit, a colleague's claim, a cap, a missing approval
    └── WrongField a field that cannot be right (also a BadInput)
"""

from models.errors import BadInput, LygteError
from outreach.refusals import SENTENCES


class Refused(LygteError):
    """Something that is not done, with the reason. Raises KeyError at once for a code without sentences."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """Return the reason in Danish ("da") or English ("en")."""
        return SENTENCES[self.code][lang].format(**self.values)


class NotFound(Refused):
    """The thing named is not there, or no longer."""


class NotYours(Refused):
    """The thing named belongs to another organisation."""


class NotAllowed(Refused):
    """A rule forbids what was asked."""


class WrongField(Refused, BadInput):
    """A field that cannot be right; the sentence names it."""
