"""A reservation stops a site until the controller's recorded decision lifts just that sign, for a time, audited."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.db import session_scope
from models.errors import BadInput
from models.reservations import in_force, record_decision, signs_met, withdraw_decisions

WHO, WHY = "K. Dataansvarlig, leder", "Kun til opsøgende sundhedsarbejde, aftalt med siden."


def _text(body: str) -> Any:
    return SimpleNamespace(status=200, body=body.encode(), headers={"Content-Type": "text/plain"})


@pytest.fixture
def reserved(collected: Any, site: Any) -> Any:
    """A site that reserves itself in ai.txt and has been met once."""
    site.fill(4)
    site.special["/ai.txt"] = _text("User-Agent: *\nDisallow: /\n")
    assert collected.crawl().status == "refused"
    assert collected.ads() == {}
    return collected


def _lift(made: Any, **changes: Any) -> int:
    given = {"decided_by": WHO, "why": WHY, "until": made.now + timedelta(days=30), "now": made.now, **changes}
    with session_scope(made.engine) as session:
        return record_decision(session, "lille", **given).id or 0


def test_a_lifted_site_is_collected_and_the_pass_names_the_decision(reserved: Any) -> None:
    number = _lift(reserved)
    assert reserved.crawl().status == "complete"
    assert len(reserved.ads()) == 4
    assert reserved.passes()[-1].permissions["tdm"] == "ai.txt"
    assert reserved.passes()[-1].permissions["tdm_decision"] == number
    assert reserved.alarms() == set()
    with Session(reserved.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "lift reservation")).one()
        assert (entry.details["by"], entry.details["why"]) == (WHO, WHY)


def test_a_sign_of_another_kind_stops_the_site_again(reserved: Any, site: Any) -> None:
    _lift(reserved)
    site.change_page = lambda page: page.replace("<title>", '<meta name="tdm-reservation" content="1"><title>')
    result = reserved.crawl()
    assert (result.status, reserved.ads()) == ("refused", {})
    assert result.message == "Lille reserves its pages (meta); the controller must decide first."


def test_a_decision_ends_by_itself_and_can_be_withdrawn(reserved: Any) -> None:
    _lift(reserved, until=reserved.now + timedelta(days=1))
    assert reserved.crawl().status == "complete"
    reserved.day += 2
    assert reserved.crawl().status == "refused"
    _lift(reserved)
    with session_scope(reserved.engine) as session:
        assert withdraw_decisions(session, "lille", reserved.now) == 1
        assert in_force(session, "lille", reserved.now) == []
    assert reserved.crawl().status == "refused"


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_by": ""},
        {"why": "fordi"},
        {"until_days": 0},
        {"until_days": 400},
        {"covers": ["robots.txt"]},
    ],
)
def test_a_decision_without_who_why_or_a_near_end_is_not_recorded(reserved: Any, wrong: dict[str, Any]) -> None:
    days = wrong.pop("until_days", None)
    if days is not None:
        wrong["until"] = reserved.now + timedelta(days=days)
    with pytest.raises(BadInput):
        _lift(reserved, **wrong)
    assert reserved.crawl().status == "refused"


def test_robots_that_ask_to_keep_out_are_lifted_by_nobody(reserved: Any, site: Any) -> None:
    _lift(reserved, covers=["ai.txt", "tdmrep.json", "header", "meta"])
    site.special["/robots.txt"] = _text("User-agent: *\nDisallow: /\n")
    assert reserved.crawl().status == "refused"
    assert reserved.ads() == {}


def test_there_is_nothing_to_lift_where_nothing_was_met(collected: Any, site: Any) -> None:
    site.fill(3)
    collected.crawl()
    with session_scope(collected.engine) as session:
        assert signs_met(session, "lille") == []
    with pytest.raises(BadInput, match="No reservation has been met at lille"):
        _lift(collected)


def test_robots_of_every_host_of_a_site_are_read_and_kept(collected: Any, site: Any) -> None:
    # The same server under a second name: its rules hold for addresses there.
    collected.define(hosts=["127.0.0.1", "localhost"])
    site.fill(3)
    site.change_list = lambda page: page.replace('href="/ad/101"', f'href="http://localhost:{site.port}/ad/101"')
    site.special["/robots.txt"] = lambda headers: _text(
        "User-agent: *\nDisallow: /ad/\n" if headers["host"].startswith("localhost") else ""
    )
    collected.crawl()
    assert set(collected.ads()) == {"100", "102"}
    assert "/ad/101" not in site.asked


def test_robots_that_lie_on_a_host_we_may_not_ask_mean_keep_out(collected: Any, site: Any) -> None:
    site.fill(3)
    site.special["/robots.txt"] = SimpleNamespace(
        status=302, body=b"", headers={"Location": "http://elsewhere.example/robots.txt"}
    )
    assert collected.crawl().status == "refused"
    assert collected.ads() == {}
