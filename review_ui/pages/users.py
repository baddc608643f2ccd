"""Users of the own organisation: make, close, end log-ins, set a new pass phrase. For administrators; no ad content."""

from datetime import date

from fastapi import Response

from models.gazetteer import regions
from models.people import ROLES, User
from review_ui.access import Rule
from review_ui.accounts import AccountRefused, create_user, disable_user, end_sessions, list_users, set_password
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.page import Pages
from review_ui.second_factor import take_off

pages = Pages()


@pages.get("/users", Rule.ADMIN)
def show(desk: Desk) -> Response:
    """Show the list and the form for a new user."""
    return _page(desk)


def _page(desk: Desk, wrong: str = "") -> Response:
    return desk.page(
        "users.html",
        status=400 if wrong else 200,
        wrong=wrong,
        users=list_users(desk.session, desk.user.organisation_id),
        roles=ROLES,
        region_names={code: name.removeprefix("Region ") for code, name in regions().items()},
        ticked=desk.form.getlist("regions"),
        typed={name: desk.field(name) for name in ("login", "role", "ends_on")},
    )


@pages.post("/users", Rule.ADMIN)
def make(desk: Desk) -> Response:
    """Make a user in the own organisation."""
    try:
        ends_on = date.fromisoformat(desk.field("ends_on")) if desk.field("ends_on") else None
    except ValueError:
        raise BadForm("error.date", field=desk.t("users.until")) from None
    try:
        user = create_user(
            desk.session,
            login=desk.field("login"),
            password=str(desk.form.get("password", "")),
            role=desk.field("role"),
            organisation=desk.organisation.name,
            regions=[str(code) for code in desk.form.getlist("regions")],
            ends_on=ends_on,
            now=desk.now,
        )
    except AccountRefused as problem:
        return _page(desk, wrong=problem.sentence(desk.lang))
    desk.audit("user made", f"user:{user.id}", role=user.role)
    return desk.go("/users?done=user_made")


@pages.post("/users/{user_id:int}", Rule.ADMIN)
def change(desk: Desk, user_id: int) -> Response:
    """Close an account, end its log-ins, set a new pass phrase (the second factor stays), or take the second factor off."""
    user = desk.session.get(User, user_id)
    if user is None or user.organisation_id != desk.user.organisation_id:
        raise NotThere("error.no_page")
    deed = desk.field("act")
    desk.demand_fresh_proof("/users")
    if deed == "close":
        disable_user(desk.session, user.login, desk.now)
        done = "user_closed"
    elif deed == "end_sessions":
        end_sessions(desk.session, user, desk.now)
        done = "sessions_ended"
    elif deed == "password":
        try:
            set_password(desk.session, user.login, str(desk.form.get("password", "")), desk.now)
        except AccountRefused as problem:
            return _page(desk, wrong=problem.sentence(desk.lang))
        done = "password_set"
    elif deed == "reset_second_factor":
        take_off(desk.session, user)
        end_sessions(desk.session, user, desk.now)
        done = "second_factor_reset"
    else:
        raise BadForm("error.act")
    desk.audit(f"user {deed}", f"user:{user.id}")
    return desk.go(f"/users?done={done}")
