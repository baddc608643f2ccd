"""What one request has on its desk: the worker, the store, the clock, the language, the form."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData

from models.audit_chain import record
from models.gazetteer import regions as region_names
from models.people import Organisation, User, UserSession
from outreach.actor import Actor
from outreach.errors import NotYours
from outreach.watch.alerts import AT_ONCE, look_through
from review_ui import cookies
from review_ui.access import OPEN_WHILE_AWAITING, SENT_TO, Rule, may
from review_ui.errors import BadForm, FormStale, LogInNeeded, NotAllowed, StepNeeded
from review_ui.limits import Limited
from review_ui.office import Office
from review_ui.signing_in import TOUCH_EVERY, find_seat, form_token, is_fresh
from review_ui.wording import Words

_WHOLE = re.compile(r"-?[0-9]{1,30}")
# What the stores can hold: a larger number names nothing, and no driver would take it.
LARGEST_ID = 2**31 - 1


def whole_number(written: str) -> int:
    """Return a whole number a person or an address wrote; 0 where it is none or more than any row's number."""
    # Not str.isdigit: it takes "²", which int refuses; nor as long as one likes: int refuses thousands of digits.
    return int(written) if re.fullmatch(r"[0-9]{1,10}", written) and int(written) <= LARGEST_ID else 0


@dataclass
class Desk:
    """Everything a page function needs; made by :func:`open_desk`, closed (committed) when the page is done."""

    request: Request
    office: Office
    session: Session
    now: datetime
    form: FormData
    lang: str
    t: Words
    login: UserSession | None = None
    the_user: User | None = None
    the_organisation: Organisation | None = None
    new_seed: str | None = None
    # Written when the page is done: an entry takes the store's one write lock, and no page may hold it while it draws.
    trail: list[dict[str, Any]] = field(default_factory=list)

    @property
    def user(self) -> User:
        """The worker. Raises LogInNeeded when nobody is logged in."""
        if self.the_user is None:
            raise LogInNeeded("error.log_in")
        return self.the_user

    @property
    def organisation(self) -> Organisation:
        """The worker's organisation."""
        if self.the_organisation is None:
            raise LogInNeeded("error.log_in")
        return self.the_organisation

    @property
    def actor(self) -> Actor:
        """Who acts, in the words of ``outreach``."""
        return Actor(user_id=self.user.id or 0, organisation_id=self.user.organisation_id, role=self.user.role)

    @property
    def regions(self) -> list[str]:
        """Codes of the worker's own area: the user's, else the organisation's, else the whole country."""
        return self.user.regions or self.organisation.regions or list(region_names())

    @property
    def csrf(self) -> str:
        """The token every form carries; for an anonymous browser tied to its seed cookie (see the log-in page)."""
        if self.login is not None:
            return self.login.csrf_token
        known = cookies.seed(self.request) or self.new_seed
        if known is None:
            known = self.new_seed = cookies.new_seed()
        return form_token(self.office.keyring.session_key, known)

    def may(self, rule: str) -> bool:
        """Tell whether this worker passes a rule (for menus; the route itself checks too)."""
        owes = self.login is not None and self.login.awaits is not None
        return self.the_user is not None and not owes and may(self.the_user.role, Rule(rule))

    def demand_fresh_proof(self, back: str) -> None:
        """Raise StepNeeded when the worker last proved who sits here more than 15 minutes ago; ``back`` is shown afterwards."""
        if self.login is None or not is_fresh(self.login, self.now):
            raise StepNeeded("/prove", back)

    def preference(self, name: str, default: str = "") -> str:
        """Return what the worker chose for the screens."""
        return str(self.the_user.preferences.get(name, default)) if self.the_user else default

    def query(self, name: str, default: str = "") -> str:
        """Return one value of the address's query."""
        return self.request.query_params.get(name, default)

    def query_number(self, name: str) -> int:
        """Return one whole number of the address's query, 0 where it says none: people edit addresses, and links grow old."""
        return whole_number(self.query(name))

    def field(self, name: str, default: str = "") -> str:
        """Return one field of the form as trimmed text."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else default

    def number_field(self, name: str, lowest: int, highest: int, default: int | None = None, *, said: str = "") -> int:
        """Return one field as a whole number; ``said`` is what the form calls a field that people write in.

        Raises BadForm when it is none or out of range.
        """
        written = self.field(name)
        if not written and default is not None:
            return default
        # Not str.isdigit: it takes "²" and, minus signs taken off, "--1", which are no numbers.
        if not _WHOLE.fullmatch(written) or not lowest <= int(written) <= highest:
            raise BadForm("error.number", field=said or name, lowest=lowest, highest=highest)
        return int(written)

    def audit(self, act: str, subject: str | None = None, purpose: str | None = None, **details: object) -> None:
        """Note one entry for the audit trail; it is written in this transaction, last of all."""
        self.trail.append({"act": act, "subject": subject, "purpose": purpose, "details": details})

    def close(self) -> None:
        """Write what the request leaves behind: when the log-in was last used, and the trail."""
        if self.login is not None and self.login.ended_at is None and self.now - self.login.last_used_at > TOUCH_EVERY:
            self.login.last_used_at = self.now
            self.session.add(self.login)
        for entry in self.trail:
            record(
                self.session,
                at=self.now,
                user_id=self.user.id,
                organisation_id=self.user.organisation_id,
                **entry,
            )

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Draw a page."""
        return HTMLResponse(self.office.draw(self, template, values), status_code=status)

    def go(self, path: str) -> RedirectResponse:
        """Send the browser to a page of ours after a form."""
        return RedirectResponse(own_path(path), status_code=303)


def own_path(path: str) -> str:
    """Return the path when it stays on this host, else the front page."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() else "/"


@contextmanager
def open_desk(
    request: Request, office: Office, form: FormData, rule: Rule, limited: Limited | None = None
) -> Iterator[Desk]:
    """Check log-in, form token, rule and limit, then lend the desk. Commits at the end, rolls back on any error."""
    now = office.now()
    with Session(office.engine, expire_on_commit=False) as session:
        words = Words(cookies.language(request))
        desk = Desk(request, office, session, now, form, words.lang, words)
        try:
            _seat(desk, rule)
            if limited is not None:
                office.turnstile.let_through(limited)
            yield desk
            desk.close()
            session.commit()
            if any(entry["act"] in AT_ONCE for entry in desk.trail):
                # A second person should not wait for the night to hear of numbers opened in a row.
                look_through(session, now=now, user_id=desk.user.id)
                session.commit()
        except BaseException as problem:
            session.rollback()
            if isinstance(problem, NotAllowed | NotYours) and desk.the_user is not None:
                _note_refusal(desk)
            raise


def _note_refusal(desk: Desk) -> None:
    """Write that a worker asked for what the role or organisation does not cover (ASVS 16.3.2): the route, not the record."""
    record(
        desk.session,
        "refused",
        at=desk.now,
        user_id=desk.user.id,
        organisation_id=desk.user.organisation_id,
        subject=f"{desk.request.method} {desk.request.scope['route'].path}",
    )
    desk.session.commit()


def _seat(desk: Desk, rule: Rule) -> None:
    """Find the worker, settle the language, then refuse what must be refused."""
    token = cookies.session_token(desk.request)
    found = find_seat(desk.session, token, desk.now) if token else None
    if found:
        desk.login, desk.the_user, desk.the_organisation = found
        desk.t = Words(desk.the_user.language)
        desk.lang = desk.t.lang
    if rule is not Rule.OPEN and desk.the_user is None:
        raise LogInNeeded("error.log_in")
    owed = desk.login.awaits if desk.login is not None else None
    if owed is not None and rule not in OPEN_WHILE_AWAITING[owed]:
        raise StepNeeded(SENT_TO[owed], str(desk.request.url.path) if desk.request.method == "GET" else None)
    if desk.request.method == "POST" and not cookies.form_token_fits(desk.request, desk.form, desk.login, desk.office):
        raise FormStale("error.form_stale")
    if desk.the_user is not None and not may(desk.the_user.role, rule):
        raise NotAllowed("error.role")
