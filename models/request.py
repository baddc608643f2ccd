"""Requests from the public: delete what you hold with this number and leave me alone. Kept until carried out."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DataRequest(SQLModel, table=True):
    """One objection. The sealed number is wiped when it is carried out; nothing says whether anything was held."""

    __tablename__ = "data_request"

    id: int | None = Field(default=None, primary_key=True)
    asked_at: datetime = Field(index=True)
    language: str
    # Sealed for column "data_request.number"; empty once carried out.
    number_sealed: bytes | None = None
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="user_account.id")
