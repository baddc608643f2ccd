"""What all requests share: settings, store, keys, clock, templates, and the callables of rooms the screens may not import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from sqlalchemy import Engine

from models.keys import KeyRing
from models.settings import Settings
from models.values import Reading
from outreach.travel import Roads
from review_ui.limits import Turnstile

if TYPE_CHECKING:
    from review_ui.desk import Desk


@dataclass
class Office:
    """One running web application."""

    settings: Settings
    engine: Engine
    keyring: KeyRing
    now: Callable[[], datetime]
    templates: Environment
    globals_for: Callable[["Desk"], Mapping[str, Any]]
    roads: Roads
    read_text: Callable[[str, str], Reading] | None = None
    # (log-in, password, role) of the demo, shown on its log-in page.
    demo_logins: list[tuple[str, str, str]] = field(default_factory=list)
    # Whether the queue opens only after the yearly course (R-AI-4).
    course_required: bool = False
    # Roles that may open nothing before they have set up a second factor.
    second_factor_roles: frozenset[str] = frozenset()
    turnstile: Turnstile = field(default_factory=Turnstile)
    extra: dict[str, Any] = field(default_factory=dict)

    def draw(self, desk: "Desk", template: str, values: Mapping[str, object]) -> str:
        """Fill a template for one worker."""
        return self.templates.get_template(template).render({**self.globals_for(desk), **values})
