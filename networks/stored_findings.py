"""Write network findings: one row an ad and indicator, in counts only."""

import json
from datetime import datetime

from sqlmodel import Session, select

from models.finding import Finding
from models.values import Direction
from networks.network_findings import NetworkFinding

SOURCE = "network"


def write_findings(session: Session, found: list[NetworkFinding], ids: list[str], now: datetime) -> int:
    """Make the table hold exactly these network findings; rows that say the same stay as they are."""
    wanted = {
        (int(ids[finding.row]), finding.indicator): (finding.strength, json.dumps(finding.facts, sort_keys=True))
        for finding in found
    }
    have: set[tuple[int, str]] = set()
    for row in session.exec(select(Finding).where(Finding.source == SOURCE)).all():
        key = (row.ad_id, row.indicator)
        if key in have or wanted.get(key) != (row.strength, row.facts):
            session.delete(row)
        else:
            have.add(key)
    session.flush()
    for ad_id, indicator in sorted(wanted.keys() - have):
        strength, facts = wanted[ad_id, indicator]
        session.add(
            Finding(
                ad_id=ad_id,
                indicator=indicator,
                direction=Direction.CONCERN,
                strength=strength,
                source=SOURCE,
                rule=f"{SOURCE}:{indicator}",
                facts=facts,
                found_at=now,
            )
        )
    session.flush()
    return len(wanted)
