"""What can go wrong while collecting; names state the action.

LygteError (models)
├── DefinitionWrong   a site.yml says something that cannot be followed: lists every problem
├── SiteRefused       the gate or the site's own rules forbid collecting: nothing was fetched
└── PageUnreadable    the process that parses failed, died, took too long or answered nonsense
"""

from models.errors import BadInput, LygteError


class DefinitionWrong(BadInput):
    """A site definition with problems; the sentence lists them all."""

    def __init__(self, source: str, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(f"{source}: " + "; ".join(problems) + ".")


class SiteRefused(LygteError):
    """Collecting this site is not allowed now; says which rule or field, before any contact."""

    exit_code = 1


class PageUnreadable(LygteError):
    """A page was not read; ``where`` names the place in our code, never anything the page says."""

    def __init__(self, where: str = "") -> None:
        self.where = where
        super().__init__("A page could not be read by the process that parses pages.")
