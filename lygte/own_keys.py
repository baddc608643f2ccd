"""Keep what is sealed for the organisations up to date: after reading, each night, after a migration or a new organisation."""

from lygte.console import say_problem
from lygte.installation import Installation, utc_now
from models.errors import LygteError
from models.own_view import catch_up
from models.progress import Progress, silent


def seal_for_organisations(place: Installation, progress: Progress = silent) -> bool:
    """Make missing keys and seal what is missing. Trouble is said and False: it undoes nothing of what came before."""
    try:
        catch_up(place.engine, place.keyring, place.settings.own_key_dirs, now=utc_now(), progress=progress)
    except LygteError as problem:
        say_problem(str(problem))
        return False
    return True
