"""Learn a new site: look at it, propose a definition, show what a crawl would read. Writes only when told to."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine

from crawler.definition import NAME, all_sites, load_definition
from crawler.errors import DefinitionWrong, SiteRefused
from crawler.learn.apart import learn_apart
from crawler.learn.difference import changed_parts, difference
from crawler.learn.fetching import NearLooking
from crawler.learn.looks import Heard
from crawler.learn.proposal import LearnResult
from crawler.learn.task import Task
from crawler.sentences import say
from crawler.store.known import load_lifted
from models import audit_chain
from models.db import session_scope
from models.errors import BadInput
from models.progress import Progress, silent
from models.said import as_stored, sentence_of
from models.settings import Settings


def learn_site(
    url: str,
    name: str,
    settings: Settings,
    *,
    engine: Engine | None = None,
    now: datetime,
    progress: Progress = silent,
) -> LearnResult:
    """Look at a site and propose its definition; ``write`` of what is returned takes it into use.

    Raises BadInput for a name or address that cannot be one, SiteRefused when gate, robots.txt or a reservation
    forbids looking (written to the audit trail where there is a store) or when no list of ads can be found,
    PageUnreadable when the process that learns died or hung.
    """
    if not NAME.fullmatch(name):
        raise BadInput("The name of a site has small letters, digits and dashes, and begins with a letter.")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise BadInput("The address of a site begins with http:// or https://.")
    lifted = load_lifted(engine, name, now) if engine is not None else {}
    heard = Heard(lifted)
    looks = lambda browser: NearLooking(name, url, settings, now=now, browser=browser, heard=heard)  # noqa: E731
    task = Task(url, name, now, progress, looks)
    task.lists(0, 1)
    try:
        result = learn_apart(task)
    except SiteRefused as problem:
        # Of a site that does not answer collecting says that the next pass tries again; learning has no next pass.
        no_answer = (as_stored(sentence_of(problem)) or {}).get("code") == "silent"
        refused = SiteRefused(say("learn_silent", site=name)) if no_answer else problem
        if engine is not None:
            with session_scope(engine) as session:
                audit_chain.record(session, "learn_refused", at=now, subject=name, details={"reason": str(refused)})
        raise refused from None
    if result is None:
        elsewhere = heard.led_to
        raise SiteRefused(
            say("leads_elsewhere", site=name, host=elsewhere) if elsewhere else say("not_learned", site=name)
        )
    present = _present(name, settings)
    if present is not None:
        result.difference = difference(present, result.definition)
        result.changed = changed_parts(present, result.definition)
    return result


def _present(name: str, settings: Settings) -> str | None:
    """Return the definition in use as it is written, None for a new site."""
    folder = settings.learned_sites_dir / name
    try:
        known = all_sites(settings).get(name)
    except DefinitionWrong:
        known = load_definition(folder) if (folder / "site.yml").exists() else None
    if known is None or known.folder is None:
        return None
    return (known.folder / "site.yml").read_text(encoding="utf-8")
