"""What months of the trail and pieces of words are worth on PostgreSQL, and what they cost (decision 35).

``python -m benchmarks.server_tables [words|months]``: a throw-away server, rows that the server itself writes, each question
asked both ways in turn on one connection, as often as makes it a prepared one. Machines are noisy: read the ratios.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from deploy.throw_away import Database
from lygte.installation import utc_now
from models.db import make_engine, upgrade
from models.gazetteer import regions
from models.months import months, tend
from review_ui.gather.search import asked, matching, statement

PLACES, LIVE, GONE, REVIEWS, LIVE_REVIEWS = 1_500, 10_000, 40_000, 200_000, 20_000
ENTRIES, VERSIONS, MONTHS = 200_000, 200_000, 24
TIMES = 25
# Words of two to four syllables; a few stand in every text, most in few.
WORDS = """CREATE TABLE bench_word AS SELECT n, string_agg(
    (ARRAY['ma','sa','ge','kli','nik','vel','kom','men','re','cep','ti','o','nen','gær','høj','gå','æb','le','stil','ren',
    'par','ke','ring','cen','tralt','by','en','dag','nat','tid','va','rm','blød','sød','ny','pi','ge','thai','po','lsk'])
    [1 + mod((hashint4(n * 7 + part) & 2147483647), 40)], '' ORDER BY part) AS said
    FROM generate_series(1, 4000) AS n, generate_series(1, 2 + mod(n, 3)) AS part GROUP BY n"""
SAY = """(SELECT string_agg(said, ' ') FROM (SELECT 1 + floor(power(random(), 3) * 3999)::int AS pick
    FROM generate_series(1, {words} + 0 * {row})) AS picked JOIN bench_word ON bench_word.n = pick)"""
PLACE = """INSERT INTO contact_point (id, token, basis, basis_key, place_type, label, precision, first_seen, last_seen, live_ads,
    proposed_level, proposed_groups, proposed_score, rank_score, rank_reasons, do_not_visit)
    SELECT n, 'p' || n, 'place', n, 'clinic', 'Klinik', 'postcode', now(), now(), 7, 'green', '[]', 1, random(), '[]', false
    FROM generate_series(1, {places}) AS n"""
ADS = """INSERT INTO ad (id, site, external_id, url, first_seen, last_seen, gone_at, content_hash, content_sealed, title_masked,
    text_masked, prices, services, languages, contact_point_id)
    SELECT n, 's', n, '', now(), now(), CASE WHEN n > {live} THEN now() END, '', '', 'Klinik', {said}, '[]', '[]', '[]',
    1 + mod(n, {places}) FROM generate_series(1, {all}) AS n"""
SAID = """INSERT INTO review (ad_id, external_id, text_sealed, text_masked, first_seen)
    SELECT {first} + mod(n, {ads}), '{first}' || n, '', {said}, now() FROM generate_series(1, {many}) AS n"""
SITE = "INSERT INTO site (name, title, start_url, is_loopback, paused) VALUES ('s', '', '', true, false)"
# What is asked for, by how many texts hold it; measured, not believed.
SEARCHED = (
    ["zebrafink"],
    ["polskvarm"],
    ["thaima"],
    ["par"],
    ["ring", "men"],
    ["ring", "men", "thaima"],
    ["nen", "ke"],
)


def fill(engine: Engine) -> None:
    """Write places, ads and reviews."""
    ads = {"live": LIVE, "all": LIVE + GONE, "places": PLACES, "said": SAY.format(words=120, row="n")}
    said = SAY.format(words=30, row="n")
    with engine.begin() as connection:
        for one in (
            WORDS,
            "CREATE UNIQUE INDEX ON bench_word (n)",
            "ANALYZE bench_word",
            SITE,
            PLACE.format(places=PLACES),
            ADS.format(**ads),
            SAID.format(first=1, ads=LIVE, many=LIVE_REVIEWS, said=said),
            SAID.format(first=LIVE + 1, ads=GONE, many=REVIEWS, said=said),
        ):
            connection.exec_driver_sql(one)
    _analyse(engine)


def _analyse(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def took(act: Callable[[], object], times: int = TIMES) -> list[float]:
    """Return how long it takes, in milliseconds, each time."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - begun))
    return found


def _said(times: Sequence[float]) -> str:
    return f"{min(times):.2f} ms (median {statistics.median(times):.2f})"


def words(engine: Engine) -> Iterator[dict[str, object]]:
    """Search as it is done and as it was; then what a crawl pays for it."""
    fill(engine)
    here = list(regions())
    with Session(engine) as session:
        connection = session.connection()
        for one in SEARCHED:
            query, values = statement(("letters",) * len(one)), asked(here, one)
            as_is = took(lambda one=one: matching(session, here, one))  # type: ignore[misc]
            as_was = took(lambda query=query, values=values: session.execute(query, values).all())  # type: ignore[misc]
            places = matching(session, here, one)
            if places != session.execute(query, values).scalars().all():
                raise SystemExit(f"The two ways differ for {one}.")
            name = f"search {' '.join(one)}: {len(places)} places"
            yield _row(name, _said(as_is), min(as_is) / min(as_was), _said(as_was))
        plan = _plan(connection, asked(here, ["thaima"]))
        yield _row("the plan asks both indexes", str("ix_ad_pieces" in plan and "ix_review_pieces" in plan), "", "")
        sizes = ("ad_pieces", "ix_ad_pieces", "review_pieces", "ix_review_pieces", "ad", "review")
        for name in sizes:
            size = connection.exec_driver_sql(f"SELECT pg_size_pretty(pg_table_size('{name}'))").scalar_one()
            yield _row(f"size of {name}", size, "", "")
    yield from _writes(engine)


def _plan(connection: Connection, values: dict[str, Any]) -> str:
    """Return how the server goes about it."""

    def explained(_connection: Any, _cursor: Any, asks: str, given: Any, *_more: Any) -> tuple[str, Any]:
        return f"EXPLAIN {asks}", given

    event.listen(connection, "before_cursor_execute", explained, retval=True)
    plan = connection.execute(statement(("pieces",)), values).scalars().all()
    event.remove(connection, "before_cursor_execute", explained)
    return "\n".join(map(str, plan))


def _writes(engine: Engine) -> Iterator[dict[str, object]]:
    acts = {
        "a thousand ads seen again": "UPDATE ad SET last_seen = now() WHERE id BETWEEN 1 AND 1000",
        "a hundred texts read": "UPDATE ad SET text_masked = text_masked || '!' WHERE id BETWEEN 1 AND 100",
        "a hundred reviews read": "UPDATE review SET text_masked = text_masked || '!' WHERE id BETWEEN 1 AND 100",
        "a thousand ads gone": "UPDATE ad SET gone_at = now() WHERE id BETWEEN 2001 AND 3000",
    }
    for name, act in acts.items():
        found = {}
        for ways in ("ENABLE", "DISABLE"):
            with engine.connect() as connection:
                for table in ("ad", "review"):
                    connection.exec_driver_sql(f"ALTER TABLE {table} {ways} TRIGGER USER")
                found[ways] = took(lambda connection=connection, act=act: connection.exec_driver_sql(act), 5)  # type: ignore[misc]
                connection.rollback()
        # Once: the same again would find it done.
        first = {ways: times[:1] if "gone" in name else times for ways, times in found.items()}
        yield _row(name, _said(first["ENABLE"]), min(first["ENABLE"]) / min(first["DISABLE"]), _said(first["DISABLE"]))


TRAIL = """INSERT INTO {table} (number, at, user_id, organisation_id, act, subject, details, previous_hash, hash)
    SELECT n, now() - make_interval(days => {days} - ({days}::bigint * n / {many})::int), 1 + mod(n, 40), 1,
    'record view', 'place:' || mod(n, 1500), '{{}}', md5(n::text), md5(n::text) FROM generate_series(1, {many}) AS n"""
VERSION = """INSERT INTO {table} (id, ad_id, seen_from, content_hash, content_sealed, prices, services, changed)
    SELECT n, 1 + mod(n, 1000), now() - make_interval(days => {days} - ({days}::bigint * n / {many})::int), '', repeat('x', 400)::bytea,
    '[]', '[]', '[]' FROM generate_series(1, {many}) AS n"""
QUESTIONS = {
    "the newest entry": "SELECT number, hash FROM {trail} ORDER BY number DESC LIMIT 1",
    "own acts of today": "SELECT count(*) FROM {trail} WHERE user_id = 7 AND act = 'reveal' AND at > now() - interval '1 day'",
    "did this worker just look here": "SELECT max(at) FROM {trail} WHERE subject = 'place:7' AND user_id = 7 AND act = 'record view'",
    "who looked at a place": "SELECT count(*) FROM {trail} WHERE subject = 'place:7'",
    "a thousand on from a number": "SELECT * FROM {trail} WHERE number > 120000 ORDER BY number LIMIT 1000",
    "the versions of one ad": "SELECT * FROM {version} WHERE ad_id = 77 ORDER BY seen_from",
}


def in_months(engine: Engine) -> Iterator[dict[str, object]]:
    """The trail and the versions of two years in 24 months, and beside them as one table each."""
    with engine.begin() as connection:
        for one in (SITE, "INSERT INTO ad (id, site, external_id, url, first_seen, last_seen, content_hash, content_sealed, prices, services, languages) SELECT n, 's', n, '', now(), now(), '', '', '[]', '[]', '[]' FROM generate_series(1, 1000) AS n"):  # fmt: skip
            connection.exec_driver_sql(one)
        for table, rows, many in (("audit_entry", TRAIL, ENTRIES), ("ad_version", VERSION, VERSIONS)):
            connection.exec_driver_sql(f"CREATE TABLE whole_{table} (LIKE {table} INCLUDING ALL)")
            for name in (table, f"whole_{table}"):
                connection.exec_driver_sql(rows.format(table=name, many=many, days=730))
    begun = time.perf_counter()
    upgrade(engine.url.render_as_string(hide_password=False))
    yield _row(f"{ENTRIES + VERSIONS} rows into months", f"{time.perf_counter() - begun:.1f} s", "", "")
    _analyse(engine)
    with engine.connect() as connection:
        parts = months(connection, "audit_entry")
        for name, question in QUESTIONS.items():
            found = {}
            for way, names in _NAMES.items():
                asks = question.format(**names)
                found[way] = took(lambda asks=asks: connection.exec_driver_sql(asks).all(), 4 * TIMES)  # type: ignore[misc]
            yield _row(
                f"{name}, {len(parts)} months",
                _said(found["parted"]),
                min(found["parted"]) / min(found["whole"]),
                _said(found["whole"]),
            )
        connection.rollback()
        gone = took(lambda: connection.exec_driver_sql(f"DROP TABLE {parts[2].name}"), 1)
        due = f"DELETE FROM whole_audit_entry WHERE number BETWEEN {parts[2].first} AND {parts[3].first}"  # noqa: S608  (numbers)
        kept = took(lambda: connection.exec_driver_sql(due), 1)
        connection.rollback()
        yield _row(
            f"drop a month of {(parts[2].end or 0) - (parts[2].first or 0)} entries",
            _said(gone),
            gone[0] / kept[0],
            _said(kept),
        )
    later = utc_now().replace(year=utc_now().year + 1)
    yield _row("begin a month in both tables", _said(took(lambda: tend(engine, later), 1)), "", "")


_NAMES = {
    "parted": {"trail": "audit_entry", "version": "ad_version"},
    "whole": {"trail": "whole_audit_entry", "version": "whole_ad_version"},
}


def _row(goal: str, measured: str, ratio: float | str, rival: str) -> dict[str, object]:
    return {
        "goal": goal,
        "measured": measured,
        "ratio": round(ratio, 2) if isinstance(ratio, float) else ratio,
        "rival": rival,
    }


def run(which: Sequence[str] = ("words", "months")) -> Iterator[dict[str, object]]:
    """Yield one row a question: as it is, and the other way."""
    for name in which:
        with tempfile.TemporaryDirectory(prefix="lygte-bench-", ignore_cleanup_errors=True) as folder:
            database = Database(Path(folder))
            upgrade(database.url)
            engine = make_engine(database.url)
            try:
                yield from {"words": words, "months": in_months}[name](engine)
            finally:
                engine.dispose()
                database.remove()


if __name__ == "__main__":
    for line in run(sys.argv[1:] or ("words", "months")):
        print(line, flush=True)
