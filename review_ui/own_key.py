"""Whole numbers and addresses reach a screen only through the key of the worker's own organisation.

Its file is read at each use: where it is away, one sentence says so, and everything else goes on.
"""

from models.ad import Phone
from models.errors import NotSealedYet, OwnKeyMissing
from models.keys import SealBroken
from models.own_key import OwnKey
from models.own_key_file import load_own_key
from models.own_view import open_number
from outreach.day_sheet import DaySheet
from outreach.route_sheet import route_sheet
from review_ui.desk import Desk
from review_ui.errors import KeyAway


def own_key(desk: Desk) -> OwnKey:
    """Return the key of the worker's organisation. Raises KeyAway when its file is not here, damaged or another's."""
    try:
        return load_own_key(desk.office.settings.own_key_dirs, desk.user.organisation_id)
    except OwnKeyMissing:
        raise KeyAway("error.own_key") from None


def whole_number(desk: Desk, phone: Phone) -> str:
    """Return a number in full. Raises KeyAway when the organisation's key is away or does not open it."""
    try:
        return open_number(desk.session, own_key(desk), phone.id or 0)
    except NotSealedYet:
        raise KeyAway("error.not_sealed") from None
    except SealBroken:
        raise KeyAway("error.own_key") from None


def own_sheet(desk: Desk, route_id: int) -> DaySheet:
    """Return the sheet of an own route; its addresses are closed where the key is away: the day goes on without them."""
    try:
        return route_sheet(desk.session, own_key(desk), desk.actor, route_id)
    except (KeyAway, SealBroken):
        return route_sheet(desk.session, None, desk.actor, route_id)
