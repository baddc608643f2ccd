"""Who works with the tool: organisations, their users and log-in sessions."""

from datetime import date, datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.roles import ROLES as ROLES  # noqa: PLC0414 - named here too: whoever reads accounts reads roles


class Organisation(SQLModel, table=True):
    """One organisation in the installation; regions (codes) are the areas its people work in."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class User(SQLModel, table=True):
    """A worker. ``role`` is one of ROLES; nobody is a super-user."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    password_hash: str
    organisation_id: int = Field(foreign_key="organisation.id")
    role: str
    language: str = "da"
    # Region codes of the own area; empty means the organisation's.
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ends_on: date | None = None
    disabled_at: datetime | None = None
    failed_logins: int = 0
    locked_until: datetime | None = None
    # The second factor: the sealed secret of the worker's code app, since when it counts (None: not yet confirmed), the
    # 30-second step of the last code used (each once), and the hashes of the unused recovery codes, space between.
    totp_sealed: bytes | None = None
    totp_since: datetime | None = None
    totp_step: int | None = None
    recovery_hashes: str | None = None
    # What the worker chose for the screens: keys on or off and remapped, theme, quiz passed on (ISO date) ...
    preferences: dict[str, object] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class UserSession(SQLModel, table=True):
    """A log-in: only the hash of the cookie's token is kept."""

    __tablename__ = "user_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    csrf_token: str
    created_at: datetime
    last_used_at: datetime
    ended_at: datetime | None = None
    # What this log-in still owes before any page opens: "code", "enrol", or nothing.
    awaits: str | None = None
    # When the worker last proved who sits here; None: at the log-in itself.
    proven_at: datetime | None = None


class Passkey(SQLModel, table=True):
    """A passkey of a worker: the public half of a key that never leaves the worker's device.

    ``rp_id`` is the host name it was made for; a browser offers it nowhere else. ``sign_count`` is the device's own counter.
    """

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str
    # base64url of the id the device chose.
    credential_id: str = Field(unique=True)
    # What the device calls the account: random, says nothing about the worker.
    user_handle: bytes
    public_key: bytes
    sign_count: int = 0
    rp_id: str
    transports: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    made_at: datetime
    last_used_at: datetime | None = None


class PasskeyChallenge(SQLModel, table=True):
    """What a device is asked to sign, once: taken out when it is answered, good for five minutes.

    Only hashes are kept. ``bound_to`` is the log-in or, before it, the browser that asked.
    """

    __tablename__ = "passkey_challenge"

    id: int | None = Field(default=None, primary_key=True)
    challenge_hash: str = Field(unique=True)
    bound_to: str
    # sign_in, prove or add
    act: str
    made_at: datetime = Field(index=True)
