"""The privacy core, part by part: the files that are changed and the quick tests that should notice.

Quick tests only, and in one process: a change is tried hundreds of times. Tests of whole screens in a browser are not among
them, so what only those would notice counts as missed here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part: ``files`` that are changed, and ``tests`` (files) that should notice, the quickest first.

    Where nothing in the files differs by engine, tests run on the embedded store only.
    """

    name: str
    what: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    both_engines: bool = False


PARTS = (
    Part(
        "numbers",
        "numbers: keyed, sealed, masked",
        ("models/keys.py", "models/phone.py"),
        ("tests/models/test_keys.py", "tests/models/test_key_values.py", "tests/models/test_phone.py"),
    ),
    Part("keys", "change and destruction of keys", ("models/key_change.py",), ("tests/models/test_key_change.py",)),
    Part(
        "own-keys",
        "an organisation's own key: sealed for it, opened by it alone",
        ("models/own_key.py", "models/own_key_file.py", "models/own_view.py", "models/own_keys_given.py"),
        ("tests/models/test_own_key.py", "tests/models/test_own_view.py"),
        both_engines=True,
    ),
    Part(
        "access",
        "who may open what",
        ("review_ui/access.py", "outreach/exports/guarded.py"),
        ("tests/review_ui/test_access.py", "tests/outreach/exports/test_second_person.py"),
    ),
    Part(
        "door",
        "the door of every page: log-in, area, forms, refusals",
        ("review_ui/desk.py", "review_ui/cookies.py"),
        ("tests/review_ui/test_cookies.py", "tests/review_ui/test_desk.py", "tests/review_ui/test_desk_words.py"),
    ),
    Part(
        "log-ins",
        "log-ins: how they open, end and wait",
        ("review_ui/signing_in.py",),
        ("tests/review_ui/test_log_ins.py",),
    ),
    Part(
        "second-factor",
        "code apps, recovery codes, challenges of passkeys, a worker's own open log-ins",
        ("review_ui/second_factor.py", "review_ui/challenges.py", "review_ui/own_log_ins.py"),
        ("tests/review_ui/test_second_factor_rules.py",),
    ),
    Part(
        "audit",
        "audit chain and signed heads",
        ("models/audit_chain.py", "models/audit_heads.py", "models/audit_witness.py"),
        (
            "tests/models/test_audit_chain.py",
            "tests/models/test_audit_edges.py",
            "tests/models/test_audit_heads.py",
            "tests/models/test_audit_values.py",
            "tests/models/test_audit_witness.py",
        ),
        both_engines=True,
    ),
    Part(
        "erasure",
        "erasure on request",
        ("models/erasure.py",),
        ("tests/models/test_requests.py", "tests/models/test_kept_erased.py", "tests/models/test_erasure.py"),
    ),
    Part(
        "retention",
        "how long each kind of row may live",
        ("models/retention.py",),
        ("tests/models/test_retention_values.py", "tests/models/test_retention.py"),
    ),
    Part(
        "expiry",
        "the night that carries retention out",
        ("models/expiry.py",),
        ("tests/models/test_expiry.py", "tests/models/test_expiry_of_ads.py", "tests/models/test_expiry_of_places.py"),
    ),
    Part(
        "contact",
        "do-not-contact and the caps of messages",
        ("outreach/messages/ledger.py",),
        ("tests/outreach/messages/test_ledger.py", "tests/outreach/messages/test_ledger_rules.py"),
    ),
    Part(
        "suppression",
        "small counts",
        ("outreach/figures/suppression.py",),
        ("tests/outreach/figures/test_suppression.py", "tests/outreach/figures/test_small_tables.py"),
    ),
)
NAMED = {part.name: part for part in PARTS}
