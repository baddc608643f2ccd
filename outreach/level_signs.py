"""Turn the findings of a contact point's ads and reviews into the signs that a level is proposed from: pure.

Ten ads with one text say one thing: signs are taken per distinct text, and of equal signs only the strongest stays.
Counter-evidence counts by the share of texts that carry it, so that one woman's own rules do not speak for a whole clinic.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from models.policy import Policy, Proposal, Sign, propose_level
from models.values import Direction, Level

# A stated age under 18 always counts, whoever says it: the flow for minors is not put off by doubt about a source.
NEVER_DOUBTED = frozenset({"youth.stated_under_18"})
# An ad whose own words weigh less (log odds) says nothing that gives concern: a claim to be genuine alone weighs 0.15.
QUIET_SCORE = 0.2
WORDS, NETWORK, OBSERVED_MOVEMENT = "text", "network", "observed_movement"

# Why a place is proposed yellow where all that was found would make it red.
LATER = "later"
CONTRADICTED = "contradicted"


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
    ad_id: int = 0
    # Where it comes from: the words of an ad or review (text), other ads (network), or changes over time (history).
    source: str = WORDS


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything found at one contact point. ``texts`` counts distinct ad texts looked at; ``heard`` are the ids of the live ads
    whose own text could be assessed."""

    findings: Sequence[GatheredFinding] = ()
    texts: int = 0
    heard: Set[int] = frozenset()
    # Whether any text, a review among them, could be assessed.
    assessable: bool = False


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


def gathered_level(place: Gathered, policy: Policy) -> tuple[Proposal, str]:
    """Propose the level of a contact point, and say why it is not red where all that was found would make it so.

    Anybody can post bad words under another's number or address (threat A2). It is yellow, and somebody is asked to look, when

    - all that makes it red came later than its first ads, on one site or in a flood (``LATER``); or
    - one of its ads says nothing that gives concern, and is not red by itself (``CONTRADICTED``), whoever was first.

    A stated age under 18 is never doubted.
    """
    proposal = _level(place.findings, place.texts, policy, assessable=place.assessable)
    if proposal.level != Level.RED:
        return proposal, ""
    for voice in sorted({finding.late_on for finding in place.findings} - {""}):
        others = [finding for finding in place.findings if finding.late_on != voice or finding.rule in NEVER_DOUBTED]
        if _level(others, place.texts, policy, assessable=place.assessable).level != Level.RED:
            return proposal._replace(level=Level.YELLOW), LATER
    if any(level != Level.RED for level in _levels_alone(place, policy)):
        return proposal._replace(level=Level.YELLOW), CONTRADICTED
    return proposal, ""


def _levels_alone(place: Gathered, policy: Policy) -> Iterator[Level]:
    """Yield for each quiet ad the level it has by itself.

    What other ads say does not count, nor what they can bring about on this one: how they hang together with it, and in which
    towns its number was seen. What customers write of quiet ads is taken at its word.
    """
    quiet = quiet_ads(place, policy)
    own, always = defaultdict[int, list[GatheredFinding]](list), list[GatheredFinding]()
    for finding in place.findings:
        if finding.rule in NEVER_DOUBTED or (finding.from_review and finding.ad_id in quiet):
            always.append(finding)
        elif finding.ad_id in quiet and finding.source != NETWORK and finding.indicator != OBSERVED_MOVEMENT:
            own[finding.ad_id].append(finding)
    for ad in quiet:
        yield _level([*own[ad], *always], 1, policy, assessable=True).level


def quiet_ads(place: Gathered, policy: Policy) -> set[int]:
    """Return the ads that could be assessed and whose own words give no concern."""
    weights: dict[int, dict[str, float]] = defaultdict(dict)
    for finding in place.findings:
        known = policy.indicators.get(finding.indicator)
        if finding.source == WORDS and not finding.from_review and known and known.direction == Direction.CONCERN:
            groups = weights[finding.ad_id]
            groups[known.group] = max(groups.get(known.group, 0.0), known.weight * finding.strength)
    return {ad for ad in place.heard if sum(weights[ad].values()) < QUIET_SCORE}


def _level(findings: Iterable[GatheredFinding], texts: int, policy: Policy, *, assessable: bool) -> Proposal:
    return propose_level(signs_of(findings, texts), policy, assessable=assessable)
