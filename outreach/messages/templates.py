"""Templates: written by one person, approved by another, never translated by a machine (R-SMS-7).

The drafts below are not approved: an organisation takes one over as its own wording and lets a second person approve it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from models.message import MessageTemplate
from models.people import Organisation
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotFound, NotYours, WrongField
from outreach.messages.lint import Problem, lint_first_text
from outreach.on_record import on_record

LANGUAGES = ("da", "en", "th", "ro", "es", "hu", "ru", "uk", "bg", "pt-BR", "zh", "ar", "fr")
# Where there is no template in her language: English and Danish.
FALLBACK = ("en", "da")
MOST_SIGNS = 500
DRAFTS = {
    "da": "Hej. Jeg er sygeplejerske hos AmiAmi. Vi giver gratis og anonym sundhedshjælp. Vi er ikke politi. Svar JA for mere. Svar NEJ, så skriver vi ikke igen.",
    "en": "Hi. I am a nurse with AmiAmi. We give free, anonymous health care. We are not police. Reply YES for more. Reply NO and we will not write again.",
    "ro": "Buna. Sunt asistenta medicala la AmiAmi. Ajutor medical gratuit si anonim. Nu suntem politia. Raspunde DA pentru detalii, NU si nu mai scriem.",
    "es": "Hola. Soy enfermera de AmiAmi. Ayuda de salud gratis y privada. No somos policia. Responde SI para saber mas, NO y no escribimos mas.",
}


def write_template(
    session: Session, actor: Actor, *, name: str, language: str, body: str, kind: str = "first", now: datetime
) -> MessageTemplate:
    """Store a wording as the next version of its name and language; it is offered once another person approves it.

    Raises WrongField naming what is wrong with a first text.
    """
    if language not in LANGUAGES:
        raise WrongField("language_unknown")
    if kind not in ("first", "reply") or not body.strip() or len(body) > MOST_SIGNS:
        raise WrongField("template_shape", most=MOST_SIGNS)
    if kind == "first":
        problems = check_body(session, actor, body, language)
        if problems:
            raise WrongField("first_text_lint", codes=", ".join(sorted({p.code for p in problems})))
    rows = select(MessageTemplate).where(
        MessageTemplate.organisation_id == actor.organisation_id,
        MessageTemplate.name == name,
        MessageTemplate.language == language,
    )
    older = list(session.exec(rows))
    template = MessageTemplate(
        organisation_id=actor.organisation_id,
        name=name[:60],
        language=language,
        kind=kind,
        body=body.strip(),
        version=1 + max((old.version for old in older), default=0),
        written_by=actor.user_id,
    )
    session.add(template)
    session.flush()
    on_record(
        session,
        actor,
        "template written",
        now=now,
        subject=f"template {template.id}",
    )
    return template


def check_body(session: Session, actor: Actor, body: str, language: str) -> list[Problem]:
    """Lint a first text with the organisation's own name allowed."""
    group = session.get(Organisation, actor.organisation_id)
    return lint_first_text(body, language, allowed_names=[group.name] if group else [])


def approve_template(session: Session, actor: Actor, template_id: int, *, now: datetime) -> MessageTemplate:
    """Approve a template; the version before it is retired. Raises NotAllowed for one's own wording."""
    template = session.get(MessageTemplate, template_id)
    if template is None or template.retired_at is not None:
        raise NotFound("template_gone")
    if template.organisation_id != actor.organisation_id:
        raise NotYours("template_of_others")
    if template.written_by == actor.user_id or actor.role not in ("", "coordinator"):
        raise NotAllowed("template_needs_second")
    older = select(MessageTemplate).where(
        MessageTemplate.organisation_id == template.organisation_id,
        MessageTemplate.name == template.name,
        MessageTemplate.language == template.language,
        MessageTemplate.version < template.version,
        col(MessageTemplate.retired_at).is_(None),
    )
    for old in session.exec(older):
        old.retired_at = now
        session.add(old)
    template.approved_by, template.approved_at = actor.user_id, now
    session.add(template)
    on_record(
        session,
        actor,
        "template approved",
        now=now,
        subject=f"template {template_id}",
    )
    return template


def offered(session: Session, actor: Actor, languages: Iterable[str], kind: str = "first") -> list[MessageTemplate]:
    """Return the approved templates in the ad's languages, else in English and Danish. Never a translation."""
    rows = session.exec(
        select(MessageTemplate)
        .where(
            MessageTemplate.organisation_id == actor.organisation_id,
            MessageTemplate.kind == kind,
            col(MessageTemplate.approved_at).is_not(None),
            col(MessageTemplate.retired_at).is_(None),
        )
        .order_by(col(MessageTemplate.language), col(MessageTemplate.id))
    )
    templates, wanted = list(rows), set(languages)
    hers = [template for template in templates if template.language in wanted]
    return hers or [template for language in FALLBACK for template in templates if template.language == language]
