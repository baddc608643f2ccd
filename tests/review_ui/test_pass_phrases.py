"""How pass phrases are kept (ASVS 11.4.2): Argon2id, salted, at a cost that makes guessing dear. At the cost in use."""

import re

from review_ui.accounts import hash_password, verify_password

AS_SLOW_AS_IN_USE = True
PHRASE = "en lang opdigtet sætning"
# OWASP's least for Argon2id: 19 MiB in two rounds.
LEAST_KIB, LEAST_ROUNDS = 19 * 1024, 2


def test_a_pass_phrase_is_kept_as_argon2id_at_no_less_than_the_recommended_cost() -> None:
    kept = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", hash_password(PHRASE))
    assert kept is not None
    assert int(kept[1]) >= LEAST_KIB and int(kept[2]) >= LEAST_ROUNDS


def test_the_same_pass_phrase_is_never_kept_the_same_way_twice_and_both_open() -> None:
    first, second = hash_password(PHRASE), hash_password(PHRASE)
    assert first != second
    assert verify_password(PHRASE, first) and verify_password(PHRASE, second)
    assert not verify_password(PHRASE + ".", first)
