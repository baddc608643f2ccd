"""Turn the findings of a contact point's ads and reviews into the signs that a level is proposed from: pure.

Ten ads with one text say one thing: signs are taken per distinct text, and of equal signs only the strongest stays.
Counter-evidence counts by the share of texts that carry it, so that one woman's own rules do not speak for a whole clinic.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.policy import Policy, Proposal, Sign, propose_level
from models.values import Direction, Level

# A stated age under 18 always counts, whoever says it: the flow for minors is not put off by doubt about a source.
NEVER_DOUBTED = frozenset({"youth.stated_under_18"})


@dataclass(frozen=True, slots=True)
class GatheredFinding:
    """One finding with the text it stands in: ``text_key`` is equal for ads whose words are the same."""

    indicator: str
    direction: str
    strength: float
    rule: str
    text_key: str
    from_review: bool = False
    # Who says so, where that ad came after the contact point's first ones: its site, or a flood on any sites; else empty.
    late_on: str = ""


def signs_of(findings: Iterable[GatheredFinding], texts: int) -> list[Sign]:
    """Return one sign per indicator and rule; ``texts`` is the number of distinct ad texts looked at."""
    concern: dict[tuple[str, str], float] = {}
    counter: dict[str, dict[str, float]] = defaultdict(dict)
    for finding in findings:
        if finding.direction == Direction.COUNTER:
            by_text = counter[finding.indicator]
            by_text[finding.text_key] = max(by_text.get(finding.text_key, 0.0), finding.strength)
        else:
            place = (finding.indicator, finding.rule)
            concern[place] = max(concern.get(place, 0.0), finding.strength)
    signs = [Sign(indicator, strength, rule) for (indicator, rule), strength in concern.items()]
    signs += [
        Sign(indicator, min(sum(by_text.values()) / max(texts, 1), max(by_text.values())))
        for indicator, by_text in counter.items()
    ]
    # The policy takes the first counter-sign of a group: the strongest must come first, whatever the order in the store.
    return sorted(signs, key=lambda sign: (-sign.strength, sign.indicator, sign.rule))


def gathered_level(findings: Iterable[GatheredFinding], policy: Policy, *, texts: int, assessable: bool) -> Proposal:
    """Propose the level of a contact point from everything found in its live ads and their reviews.

    Ads that came later, all on one site, raise it to yellow at most: anybody can post bad words under another's number or
    address (threat A2), and a flood under one number does so on every site. When a second site says so too, or the earlier ads do, or a person judges, it is red.
    """
    found = list(findings)
    proposal = propose_level(signs_of(found, texts), policy, assessable=assessable)
    if proposal.level != Level.RED:
        return proposal
    for site in sorted({finding.late_on for finding in found} - {""}):
        others = [finding for finding in found if finding.late_on != site or finding.rule in NEVER_DOUBTED]
        if propose_level(signs_of(others, texts), policy, assessable=assessable).level != Level.RED:
            return replace(proposal, level=Level.YELLOW)
    return proposal
