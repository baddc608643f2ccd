"""One small change of one file."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change. ``lines`` (first, last; from 1) is the statement it stands in, ``function`` its qualified name.

    ``function`` is empty outside functions: then the file must be loaded anew to try it.
    """

    path: str
    function: str
    lines: tuple[int, int]
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        """Return what stays the same as long as the place and the change do."""
        said = "\0".join((self.path, self.function, self.before, self.after))
        return hashlib.sha256(said.encode()).hexdigest()[:16]
