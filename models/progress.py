"""How long work says how far it is, without knowing who shows it."""

from collections.abc import Callable

# (what is being done, how many done, how many in all)
Progress = Callable[[str, int, int], None]


def silent(_label: str, _done: int, _total: int) -> None:
    """Show nothing: the default."""
