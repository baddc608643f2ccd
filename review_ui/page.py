"""How a page becomes a route: a path, an access rule, and a plain function of the desk.

Page functions are synchronous and run in worker threads; every error becomes a page in plain words, never a traceback.
"""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect

from models.errors import LygteError
from models.store_words import may_pass, store_sentence
from outreach import errors as outreach_errors
from review_ui import cookies
from review_ui.access import Rule
from review_ui.accounts import AccountRefused
from review_ui.desk import LARGEST_ID, Desk, open_desk
from review_ui.errors import LogInNeeded, NotThere, ScreenError, StepNeeded, TooMany
from review_ui.limits import WINDOW_S, Limited
from review_ui.office import Office
from review_ui.signing_in import find_seat
from review_ui.wording import Words

logger = logging.getLogger("lygte.screens")
# Pages drawn at once. More threads than this only take turns on the interpreter, and every page then ends late.
AT_ONCE = 8
_limiter: RunVar[CapacityLimiter] = RunVar("lygte.screens.limiter")
PageFunction = Callable[..., Response]


class Pages:
    """The routes of one page file. Both methods demand a rule, so no route can be made without one."""

    def __init__(self) -> None:
        self.router = APIRouter(include_in_schema=False)

    def get(self, path: str, rule: Rule) -> Callable[[PageFunction], PageFunction]:
        """Register a page."""
        return self._route("GET", path, rule)

    def post(self, path: str, rule: Rule, limited: Limited | None = None) -> Callable[[PageFunction], PageFunction]:
        """Register what a form does; ``limited`` names what the whole installation may do so often a minute."""
        return self._route("POST", path, rule, limited)

    def _route(
        self, method: str, path: str, rule: Rule, limited: Limited | None = None
    ) -> Callable[[PageFunction], PageFunction]:
        def keep(function: PageFunction) -> PageFunction:
            async def endpoint(request: Request) -> Response:
                try:
                    form = await request.form(max_files=0, max_fields=500) if method == "POST" else FormData()
                except ClientDisconnect:
                    # The browser went away in the middle of its form: nobody is left to answer.
                    return Response(status_code=400)
                return await to_thread.run_sync(_answer, function, request, form, rule, limited, limiter=_turns())

            endpoint.access_rule = rule  # type: ignore[attr-defined]  # read by the contract test and by create_app
            endpoint.__name__ = f"{function.__module__.rsplit('.', 1)[-1]}_{function.__name__}"
            self.router.add_api_route(path, endpoint, methods=[method], response_model=None)
            return function

        return keep


def _turns() -> CapacityLimiter:
    """Return the running loop's limiter, made when the first page is asked for."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
        return limiter


def _answer(function: PageFunction, request: Request, form: FormData, rule: Rule, limited: Limited | None) -> Response:
    office: Office = request.app.state.office
    try:
        with open_desk(request, office, form, rule, limited) as desk:
            if any(isinstance(value, int) and value > LARGEST_ID for value in request.path_params.values()):
                raise NotThere("error.no_page")
            return function(desk, **request.path_params)
    except ScreenError as problem:
        return _refusal(request, office, problem)
    except LygteError as problem:
        return error_page(request, office, _status(problem), "error.sentence", {"sentence": problem})
    except SQLAlchemyError as problem:
        logger.error("%s %s: %s at %s", request.method, _path(request), store_sentence(problem), _where(problem))
        if office.extra.get("raise_errors"):
            raise
        return _store_away(request) if may_pass(problem) else error_page(request, office, 500, "error.ours", {})
    except Exception as problem:
        # No traceback: it would carry row values.
        logger.error("%s %s: %s at %s", request.method, _path(request), type(problem).__name__, _where(problem))
        if office.extra.get("raise_errors"):
            raise
        return error_page(request, office, 500, "error.ours", {})


def _refusal(request: Request, office: Office, problem: ScreenError) -> Response:
    """Send the browser where the worker must first go, else word the error."""
    if isinstance(problem, LogInNeeded):
        return _to_log_in(request)
    if isinstance(problem, StepNeeded):
        back = f"?next={quote(problem.back, safe='')}" if problem.back else ""
        return RedirectResponse(f"{problem.path}{back}", status_code=303)
    response = error_page(request, office, problem.status, problem.key, problem.values)
    if isinstance(problem, TooMany):
        response.headers["Retry-After"] = str(round(WINDOW_S))
    return response


def _store_away(request: Request) -> Response:
    """Say that the store does not answer: drawn without it, so without menu."""
    words = Words(cookies.language(request))
    page = (
        f'<!doctype html><html lang="{words.lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Lygte</title><main><h1>{words('error.heading_503')}</h1><p>{words('error.store_away')}</p></main></html>"
    )
    return Response(page, status_code=503, media_type="text/html", headers={"Retry-After": "5"})


def _status(problem: LygteError) -> int:
    if isinstance(problem, outreach_errors.NotFound):
        return 404
    if isinstance(problem, outreach_errors.NotYours | outreach_errors.NotAllowed):
        return 403
    return 400


def _path(request: Request) -> str:
    route = request.scope.get("route")
    return str(getattr(route, "path", "?"))


def _where(problem: Exception) -> str:
    """File and line only: messages of drivers quote the row."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _to_log_in(request: Request) -> Response:
    if request.method != "GET" or request.url.path == "/":
        return RedirectResponse("/login", status_code=303)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(back, safe='')}", status_code=303)


def error_page(request: Request, office: Office, status: int, key: str, values: dict[str, Any]) -> Response:
    """Draw an error in plain words, with the menu when somebody is logged in."""
    now = office.now()
    with Session(office.engine, expire_on_commit=False) as session:
        desk = Desk(request, office, session, now, FormData(), "da", Words("da"))
        token = cookies.session_token(request)
        found = find_seat(session, token, now) if token else None
        if found:
            desk.login, desk.the_user, desk.the_organisation = found
        desk.t = Words(desk.the_user.language if desk.the_user else cookies.language(request))
        desk.lang = desk.t.lang
        worded = {name: sentence_of(value, desk.lang) for name, value in values.items()}
        return desk.page(
            "error.html",
            status=status,
            heading=_heading(desk.t, status, key),
            sentence=desk.t(key, **worded),
            place=_place_of(request) if status != 404 else None,
        )


def _heading(t: Words, status: int, key: str) -> str:
    known = f"error.heading_{status}"
    # A rule that says no (not now, not twice) is no lack of rights.
    is_rule = status == 403 and key == "error.sentence"
    return t(known) if t.known(known) and not is_rule else t("error.title")


def _place_of(request: Request) -> str | None:
    """Return the place on whose page a form was sent: there the worker goes on."""
    of_place = request.method == "POST" and request.url.path.startswith("/places/")
    return request.path_params.get("token") if of_place else None


def sentence_of(value: object, lang: str) -> object:
    """Return an error of another room as its sentence, in the worker's language where it has one."""
    if isinstance(value, outreach_errors.Refused | AccountRefused):
        return value.sentence(lang)
    return str(value) if isinstance(value, LygteError) else value
