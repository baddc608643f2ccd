"""My settings: keys on, off or remapped; auto-advance; light or dark; pass phrase; where I am logged in."""

import json

from fastapi import Response

from review_ui.access import Rule
from review_ui.accounts import set_password
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.limits import Limited
from review_ui.own_log_ins import end_others, open_log_ins
from review_ui.page import Pages
from review_ui.pages.help import KEYS
from review_ui.signing_in import password_fits

pages = Pages()
CHOICES = {"keys": ("yes", "no"), "advance": ("yes", "no"), "theme": ("auto", "light", "dark")}
# Letters no screen reader command needs: R and I are kept free (R-UX-2).
REMAPPABLE = tuple(key for key in KEYS if key != "?")
FORBIDDEN_KEYS = frozenset("ri")


@pages.get("/settings", Rule.SIGNED_IN)
def show(desk: Desk) -> Response:
    """Show the form."""
    keymap = json.loads(desk.preference("keymap", "{}"))
    return desk.page(
        "settings.html",
        choices=CHOICES,
        keymap=keymap,
        remappable=REMAPPABLE,
        log_ins=open_log_ins(desk.session, desk.user, desk.now),
    )


@pages.post("/settings/log-ins", Rule.SIGNED_IN)
def end_other_log_ins(desk: Desk) -> Response:
    """End all own log-ins but this one: the phone that was left somewhere."""
    assert desk.login is not None  # noqa: S101 - the rule saw to it
    ended = end_others(desk.session, desk.user, desk.login, desk.now)
    desk.audit("own log-ins ended", count=ended)
    return desk.go("/settings?done=others_ended")


@pages.post("/settings", Rule.SIGNED_IN)
def save(desk: Desk) -> Response:
    """Keep what was chosen."""
    kept: dict[str, object] = dict(desk.user.preferences)
    for name, allowed in CHOICES.items():
        if desk.field(name) in allowed:
            kept[name] = desk.field(name)
    kept["keymap"] = json.dumps(_keymap(desk))
    desk.user.preferences = kept
    desk.session.add(desk.user)
    return desk.go("/settings?done=saved")


def _keymap(desk: Desk) -> dict[str, str]:
    """Read the changed keys. Raises BadForm when two acts would share one key."""
    chosen = {key: desk.field(f"key-{key}").lower() for key in REMAPPABLE}
    changed = {key: own for key, own in chosen.items() if own and own != key}
    taken = [changed.get(key, key) for key in REMAPPABLE]
    if any(len(own) != 1 or own in FORBIDDEN_KEYS for own in changed.values()) or len(set(taken)) != len(taken):
        raise BadForm("error.keys")
    return changed


@pages.post("/settings/password", Rule.SIGNED_IN, limited=Limited.LOG_IN)
def change_password(desk: Desk) -> Response:
    """Set a new pass phrase; every log-in ends, this one too."""
    if not password_fits(desk.session, desk.user, str(desk.form.get("old", "")), desk.now):
        # Kept, not rolled back: wrong tries count here as at the log-in.
        desk.session.commit()
        raise BadForm("error.old_password")
    set_password(desk.session, desk.user.login, str(desk.form.get("new", "")), desk.now)
    desk.audit("password changed")
    return desk.go("/login")
