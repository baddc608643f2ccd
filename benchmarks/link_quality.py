"""How well a grouping fits a planted truth: pairwise and B-cubed figures, networks found whole, mixtures, largest group."""

from collections import Counter
from collections.abc import Hashable, Mapping

WHOLE = 0.8


def quality(said: Mapping[str, Hashable], world: "object") -> dict[str, object]:
    """Return all figures; shares are 0-1."""
    actor, kind, evidence = world.actor, world.kind, world.evidence  # type: ignore[attr-defined]
    both = Counter((said[ad], actor[ad]) for ad in actor)
    groups, actors = Counter(said[ad] for ad in actor), Counter(actor.values())
    count = len(actor)
    precision = sum(n * n / groups[group] for (group, _), n in both.items()) / count
    recall = sum(n * n / actors[who] for (_, who), n in both.items()) / count
    hits, pairs_said, pairs_true = (_pairs(c.values()) for c in (both, groups, actors))
    right, known = hits / max(pairs_said, 1), hits / max(pairs_true, 1)
    result: dict[str, object] = {
        "bcubed": tuple(round(x, 4) for x in (precision, recall, _f1(precision, recall))),
        "pairwise": tuple(round(x, 4) for x in (right, known, _f1(right, known))),
        "largest": round(max(groups.values()) / count, 4),
    }
    nets = {actor[ad]: evidence[ad] for ad in actor if kind[ad] == "network"}
    best: dict[str, tuple[int, Hashable]] = {}
    for (group, who), n in both.items():
        if who in nets and n > best.get(who, (0, ""))[0]:
            best[who] = (n, group)
    whole = {who for who, (n, group) in best.items() if n >= WHOLE * actors[who] and n >= WHOLE * groups[group]}
    found, planted = Counter(nets[who] for who in whole), Counter(nets.values())
    inside: dict[Hashable, set[str]] = {}
    for (group, who), n in both.items():
        if who in nets and n >= 2:
            inside.setdefault(group, set()).add(who)
    result["whole"] = f"{len(whole)}/{len(nets)}"
    result["whole_by"] = {name: f"{found[name]}/{planted[name]}" for name in sorted(planted)}
    result["mixed"] = sum(1 for members in inside.values() if len(members) > 1)
    spam_groups = {said[ad] for ad in actor if kind[ad] == "spam"}
    result["beside_spam"] = sum(1 for ad in actor if kind[ad] != "spam" and said[ad] in spam_groups)
    return result


def _pairs(sizes: object) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)  # type: ignore[attr-defined]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
