"""Build the web application: no work at import, nothing open that is not listed.

``create_app`` takes what the screens may not import (reading a text, starting a collection) as callables.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from models.keys import KeyRing
from models.settings import Settings
from models.values import Reading
from outreach.road_engine import roads_of
from review_ui.headers import SafetyHeaders
from review_ui.limits import Turnstile
from review_ui.office import Office
from review_ui.page import error_page
from review_ui.pages import ALL_PAGES
from review_ui.rendering import globals_for, make_templates


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    engine: Engine,
    keyring: KeyRing,
    now: Callable[[], datetime] = utc_now,
    *,
    read_text: Callable[[str, str], Reading] | None = None,
    demo_logins: list[tuple[str, str, str]] | None = None,
    course_required: bool = False,
    processes: int = 1,
) -> FastAPI:
    """Return the application over one store.

    ``read_text(text, kind)`` (kind: ad or review) shows at once what a changed lexicon finds.
    ``demo_logins`` (log-in, password, role) are shown on the log-in page of the demo, and only there.
    ``course_required`` opens the queue only to workers who passed the yearly course on the onboarding page.
    ``processes``: how many such applications answer together; limits of the whole installation are shared out.
    Raises RuntimeError when a route has no access rule.
    """
    # The access log writes addresses; ours hold tokens only, but query strings are nobody's business (R-PH-5).
    logging.getLogger("uvicorn.access").disabled = True
    app = FastAPI(title="Lygte", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.office = Office(
        settings=settings,
        engine=engine,
        keyring=keyring,
        now=now,
        templates=make_templates(),
        globals_for=globals_for,
        roads=roads_of(settings),
        read_text=read_text,
        demo_logins=demo_logins or [],
        course_required=course_required,
        turnstile=Turnstile(processes=processes),
        # The demo's pass phrases stand on its log-in page: a second factor there would only be in the way.
        second_factor_roles=frozenset() if demo_logins else settings.second_factor_roles,
    )
    _demand_rules()
    for pages in ALL_PAGES:
        app.include_router(pages.router)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_middleware(SafetyHeaders)
    return app


def page_routes() -> list[APIRoute]:
    """Return every route of the application. There are no others: nothing is mounted, no schema is served."""
    return [route for pages in ALL_PAGES for route in pages.router.routes if isinstance(route, APIRoute)]


def _demand_rules() -> None:
    for route in page_routes():
        if not hasattr(route.endpoint, "access_rule"):
            raise RuntimeError(f"The route {route.path} has no access rule.")


async def _framework_error(request: Request, problem: Exception) -> Response:
    """Word what the framework refuses: no such page, no such method, a form too large."""
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    key = {404: "error.no_page", 405: "error.no_method"}.get(status, "error.ours")
    return error_page(request, request.app.state.office, status, key, {})
