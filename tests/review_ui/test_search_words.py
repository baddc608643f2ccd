"""A search finds words in the middle of words, the same on both engines, in what is live; the server's index adds nothing to that."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlmodel import Session, col, delete, select

from models.ad import Ad, Review
from models.contact_point import ContactPoint
from models.db import make_engine
from models.decision import Mark
from models.gazetteer import regions
from models.people import Organisation, User
from models.site import Site
from review_ui.gather.search import BEST, MOST, asked, matching, statement
from tests.conftest import NOW, fresh_server_store

TEXTS = (
    "Massageklinik ved ÅEN, æbler og ØL",
    "Zażółć GĘŚLĄ jaźń",
    "Велика КЛІНІКА, дівчата",
    "Ring • • •• så er vi her f.eks. 100% sikkert i Vejle_by",
    "",
)


def place(session: Session, number: int, said: str, *, reviews: tuple[str, ...] = (), gone: bool = False) -> Ad:
    """Store a place with one ad."""
    if session.get(Site, "s") is None:
        session.add(Site(name="s", title="", start_url="http://127.0.0.1:1/"))
        session.flush()
    point = ContactPoint(
        token=f"p{number}", basis="place", basis_key=str(number), place_type="clinic", label="Sted", precision="none",
        first_seen=NOW, last_seen=NOW, proposed_level="green", rank_score=float(number),
    )  # fmt: skip
    session.add(point)
    session.flush()
    ad = Ad(
        site="s", external_id=str(number), url="", first_seen=NOW, last_seen=NOW, gone_at=NOW if gone else None,
        content_hash="h", content_sealed=b"", title_masked="Titel", text_masked=said, contact_point_id=point.id,
    )  # fmt: skip
    session.add(ad)
    session.flush()
    session.add_all(
        Review(ad_id=ad.id or 0, external_id=str(at), text_sealed=b"", text_masked=one, first_seen=NOW)
        for at, one in enumerate(reviews)
    )
    session.flush()
    return ad


def found(session: Session, words: str) -> list[str]:
    """Return the tokens of the places found, best first."""
    ids = matching(session, list(regions()), words.split())
    return [session.get_one(ContactPoint, number).token for number in ids]


def test_parts_of_words_are_found_alike_on_each_engine(session: Session) -> None:
    for number, said in enumerate(TEXTS):
        place(session, number, said)
    place(session, 5, "intet", reviews=("Dejlig MASSAGE, søde piger", "Ærlig"))
    place(session, 6, "Massageklinik", gone=True, reviews=("massage",))
    note = place(session, 7, "intet").contact_point_id or 0
    session.add(Organisation(id=1, name="O", regions=[]))
    session.flush()
    session.add(User(id=1, login="u", password_hash="", organisation_id=1, role="outreach", regions=[]))
    session.flush()
    session.add(
        Mark(contact_point_id=note, user_id=1, organisation_id=1, kind="note", value="bedt om æsker", made_at=NOW)
    )
    session.flush()
    expected = {
        "klinik": ["p0"], "ageklin": ["p0"], "MASSAGE": ["p5", "p0"], "massage æbler": ["p0"], "ø": ["p5", "p0"],
        "ÆSKER": ["p7"], "gęślą": [], "GĘŚLĄ": ["p1"], "жін": [], "дівчат": ["p2"], "Велика": ["p2"], "f.eks": ["p3"],
        "ærlig": ["p5"], "titel dejlig": ["p5"], "•••": [], "100 vejleby": [],
    }  # fmt: skip
    # SQLite folds the capitals of a to z, and a word's first; PostgreSQL every letter: what is written in capitals only.
    if session.get_bind().dialect.name == "postgresql":
        expected |= {"gęślą": ["p1"], "КЛІНІК": ["p2"], "клінік": ["p2"]}
    assert {words: found(session, words) for words in expected} == expected


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on a fresh PostgreSQL store."""
    with fresh_server_store(request) as url:
        engine = make_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()


def held(session: Session) -> tuple[int, int]:
    """Return of how many ads and reviews the server keeps pieces."""
    session.flush()
    asks = (f"SELECT count(*) FROM {name}" for name in ("ad_pieces", "review_pieces"))  # noqa: S608  (our own names)
    counts = [session.execute(text(one)).scalar_one() for one in asks]
    return counts[0], counts[1]


def test_pieces_are_of_what_is_live_and_read_and_go_with_it(server: Session) -> None:
    ad = place(server, 1, "Klinik", reviews=("god", "bedre"))
    assert held(server) == (1, 2)
    ad.gone_at = NOW
    assert held(server) == (0, 0)
    review = server.exec(select(Review).where(Review.external_id == "1")).one()
    review.text_masked = "bedst"
    assert held(server) == (0, 0)
    ad.gone_at = None
    assert held(server) == (1, 2)
    assert found(server, "bedst") == ["p1"]
    # Another text has come: nothing of the old one is found, and nothing at all before it has been read.
    ad.text_masked = ad.title_masked = None
    assert held(server) == (0, 2)
    ad.text_masked = "Værelse"
    review.text_masked = None
    assert held(server) == (1, 1)
    assert (found(server, "klinik"), found(server, "bedst"), found(server, "værelse")) == ([], [], ["p1"])
    server.exec(delete(Review))
    assert held(server) == (1, 0)
    server.exec(delete(Ad).where(col(Ad.id) == ad.id))
    assert held(server) == (0, 0)


def test_the_index_leaves_nothing_out_that_reading_finds(server: Session) -> None:
    letters = st.text("aAbBæÆøØåÅżŻжЖіІßſKİıςΣ• .-1\n", max_size=12)

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(texts=st.lists(letters, min_size=1, max_size=4), word=letters, cut=st.integers(0, 8))
    def each(texts: list[str], word: str, cut: int) -> None:
        for number, said in enumerate(texts):
            place(server, number, said, reviews=(said[::-1],))
        words = [*texts[0][cut:].split(), *word.split()][:3]
        here = list(regions())
        for some in ([one] for one in words):
            ways = [
                server.execute(statement((way,)), asked(here, some)).scalars().all()
                for way in ("pieces" if len(some[0]) > 2 else "letters", "letters")
            ]
            assert ways[0] == ways[1], (texts, some)
        server.rollback()

    each()


def test_words_that_stand_nearly_everywhere_are_found_among_the_best_places_and_rarer_ones_among_all(
    server: Session,
) -> None:
    """Whether the best places hold enough or all must be looked through: the answer is that of reading everything."""
    for number in range(2 * BEST):
        rarely = "sjælden" if number % 7 == 0 else ""
        once = "engang" if number == 3 else ""
        place(server, number, f"klinikken åben {rarely}", reviews=(f"dagen {once}",), gone=number % 5 == 0)
    here = list(regions())
    for words in (["klinik"], ["klinik", "dagen"], ["sjælden"], ["sjælden", "dagen"], ["engang"], ["ingen"]):
        plainly = server.execute(statement(("letters",) * len(words)), asked(here, words)).scalars().all()
        assert matching(server, here, words) == plainly, words
    assert len(found(server, "klinik dagen")) == MOST + 1
    assert found(server, "engang") == ["p3"]


def test_the_server_asks_both_indexes_among_thousands(server: Session) -> None:
    place(server, 1, "Klinik")
    for one in (
        "INSERT INTO ad (site, external_id, url, first_seen, last_seen, content_hash, content_sealed, text_masked, prices, "
        "services, languages, contact_point_id) SELECT 's', 'x' || n, '', now(), now(), '', '', md5('a' || n) || ' ' || "
        "md5('b' || n), '[]', '[]', '[]', 1 FROM generate_series(1, 2000) AS n",
        "INSERT INTO review (ad_id, external_id, text_sealed, text_masked, first_seen) SELECT id, 'x', '', md5('c' || id), "
        "now() FROM ad",
        "ANALYZE ad, review, ad_pieces, review_pieces",
    ):
        server.execute(text(one))

    def explained(_connection: Any, _cursor: Any, question: str, given: Any, *_more: Any) -> tuple[str, Any]:
        return f"EXPLAIN {question}", given

    event.listen(server.connection(), "before_cursor_execute", explained, retval=True)
    plan = "\n".join(map(str, server.execute(statement(("pieces",)), asked(list(regions()), ["klinik"])).scalars()))
    event.remove(server.connection(), "before_cursor_execute", explained)
    assert "ix_ad_pieces" in plan, plan
    assert "ix_review_pieces" in plan, plan
