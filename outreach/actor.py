"""Who acts: every change in this room is made by somebody of some organisation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A worker as the rules of this room see one."""

    user_id: int
    organisation_id: int
    role: str = ""
