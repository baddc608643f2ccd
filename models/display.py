"""What is sealed for one organisation alone: its key's public half, and the numbers and addresses its people may open.

The private half is a file of the organisation (``own_key_file.py``), never here: what stands in these tables cannot be
opened with them, nor with another organisation's file. A row goes with its number or place.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DisplayKey(SQLModel, table=True):
    """The public half of an organisation's key. ``proof`` is made with the processing key: who only writes the database cannot swap it."""

    __tablename__ = "display_key"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    # Names the pair: what is sealed says which one opens it.
    key_id: str
    public_key: bytes
    proof: str
    since: datetime
    # The organisation has left: nothing more is sealed for it.
    ended_at: datetime | None = None


class PhoneDisplay(SQLModel, table=True):
    """One number, sealed for one organisation whose area holds a place that shows it."""

    __tablename__ = "phone_display"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    phone_id: int = Field(foreign_key="phone.id", ondelete="CASCADE", primary_key=True, index=True)
    key_id: str
    sealed: bytes


class PlaceDisplay(SQLModel, table=True):
    """The address of one place, sealed for one organisation whose area holds it."""

    __tablename__ = "place_display"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    contact_point_id: int = Field(foreign_key="contact_point.id", ondelete="CASCADE", primary_key=True, index=True)
    key_id: str
    sealed: bytes
