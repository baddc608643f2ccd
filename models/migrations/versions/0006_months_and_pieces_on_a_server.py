"""On PostgreSQL: tables in months, and the pieces of words that a search asks for (decision 35); on SQLite nothing"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Name, key, the time a row's month is known by, and the indexes beside the key.
PARTED = (
    (
        "audit_entry",
        "number",
        "at",
        {
            "ix_audit_entry_own_acts": "user_id, act, at",
            "ix_audit_entry_record": "subject, user_id, act, at",
        },
        "",
    ),
    (
        "ad_version",
        "id",
        "seen_from",
        {"ix_ad_version_ad_id": "ad_id"},
        "ALTER TABLE ad_version ADD CONSTRAINT ad_version_ad_id_fkey FOREIGN KEY (ad_id) REFERENCES ad (id)",
    ),
)

# Every three letters that stand together in a text, small, each three once, as one number: ten bits a letter. Two threes may
# share a number: a search reads what it finds here once more. Spaces, lines and what else is below them belong to no three.
PIECES = """
CREATE FUNCTION text_pieces(said text) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    letter text;
    first integer := -1;
    second integer := -1;
    third integer;
    found integer[] := '{}';
BEGIN
    FOREACH letter IN ARRAY string_to_array(lower(said), NULL) LOOP
        third := ascii(letter);
        IF third <= 32 THEN
            second := -1;
            third := -1;
        ELSE
            third := third & 1023;
            IF first >= 0 AND second >= 0 THEN
                found := found || ((first << 20) | (second << 10) | third);
            END IF;
        END IF;
        first := second;
        second := third;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT unnest(found));
END
$$"""

# Only what is live and read has pieces. They go with their row, whatever deletes it; what waits in no list is gone from the
# index with the next vacuum (fastupdate off).
TABLES = (
    """CREATE TABLE ad_pieces (
        ad_id integer PRIMARY KEY REFERENCES ad (id) ON DELETE CASCADE,
        pieces integer[] NOT NULL
    )""",
    """CREATE TABLE review_pieces (
        review_id integer PRIMARY KEY REFERENCES review (id) ON DELETE CASCADE,
        ad_id integer NOT NULL REFERENCES ad (id) ON DELETE CASCADE,
        pieces integer[] NOT NULL
    )""",
)
INDEXES = (
    "CREATE INDEX ix_ad_pieces ON ad_pieces USING gin (pieces) WITH (fastupdate = off)",
    "CREATE INDEX ix_review_pieces ON review_pieces USING gin (pieces) WITH (fastupdate = off)",
    "CREATE INDEX ix_review_pieces_ad_id ON review_pieces (ad_id)",
)
KEEPERS = (
    """CREATE FUNCTION keep_ad_pieces() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.gone_at IS NOT NULL OR (NEW.text_masked IS NULL AND NEW.title_masked IS NULL) THEN
            DELETE FROM ad_pieces WHERE ad_id = NEW.id;
        ELSE
            INSERT INTO ad_pieces (ad_id, pieces)
            VALUES (NEW.id, text_pieces(concat_ws(E'\\n', NEW.title_masked, NEW.text_masked)))
            ON CONFLICT (ad_id) DO UPDATE SET pieces = EXCLUDED.pieces;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.gone_at IS NULL AND NEW.gone_at IS NOT NULL THEN
            DELETE FROM review_pieces WHERE ad_id = NEW.id;
        ELSIF TG_OP = 'UPDATE' AND OLD.gone_at IS NOT NULL AND NEW.gone_at IS NULL THEN
            INSERT INTO review_pieces (review_id, ad_id, pieces)
            SELECT id, ad_id, text_pieces(text_masked) FROM review WHERE ad_id = NEW.id AND text_masked IS NOT NULL
            ON CONFLICT (review_id) DO UPDATE SET pieces = EXCLUDED.pieces;
        END IF;
        RETURN NULL;
    END
    $$""",
    """CREATE FUNCTION keep_review_pieces() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.text_masked IS NULL THEN
            DELETE FROM review_pieces WHERE review_id = NEW.id;
        ELSE
            INSERT INTO review_pieces (review_id, ad_id, pieces)
            SELECT NEW.id, id, text_pieces(NEW.text_masked) FROM ad WHERE id = NEW.ad_id AND gone_at IS NULL FOR SHARE
            ON CONFLICT (review_id) DO UPDATE SET pieces = EXCLUDED.pieces;
        END IF;
        RETURN NULL;
    END
    $$""",
)
# An ad that was seen again unchanged asks none of them: most of what a crawl writes.
TRIGGERS = (
    """CREATE TRIGGER new_ad_pieces AFTER INSERT ON ad FOR EACH ROW
    WHEN (NEW.gone_at IS NULL AND (NEW.text_masked IS NOT NULL OR NEW.title_masked IS NOT NULL))
    EXECUTE FUNCTION keep_ad_pieces()""",
    """CREATE TRIGGER ad_pieces AFTER UPDATE ON ad FOR EACH ROW
    WHEN ((OLD.gone_at IS NULL) <> (NEW.gone_at IS NULL) OR (NEW.gone_at IS NULL AND
        (OLD.text_masked, OLD.title_masked) IS DISTINCT FROM (NEW.text_masked, NEW.title_masked)))
    EXECUTE FUNCTION keep_ad_pieces()""",
    """CREATE TRIGGER new_review_pieces AFTER INSERT ON review FOR EACH ROW WHEN (NEW.text_masked IS NOT NULL)
    EXECUTE FUNCTION keep_review_pieces()""",
    """CREATE TRIGGER review_pieces AFTER UPDATE ON review FOR EACH ROW
    WHEN (OLD.text_masked IS DISTINCT FROM NEW.text_masked) EXECUTE FUNCTION keep_review_pieces()""",
)
FILL = (
    """INSERT INTO ad_pieces SELECT id, text_pieces(concat_ws(E'\\n', title_masked, text_masked)) FROM ad
    WHERE gone_at IS NULL AND (text_masked IS NOT NULL OR title_masked IS NOT NULL)""",
    """INSERT INTO review_pieces SELECT review.id, ad_id, text_pieces(review.text_masked)
    FROM review JOIN ad ON ad.id = ad_id WHERE gone_at IS NULL AND review.text_masked IS NOT NULL""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    # However large the store: it is stopped, and a migration is whole or not at all.
    op.execute("SET LOCAL statement_timeout = 0")
    for name, key, at, indexes, reference in PARTED:
        _part(name, key, at, indexes, reference)
    for statement in (PIECES, *TABLES, *FILL, *INDEXES, *KEEPERS, *TRIGGERS):
        op.execute(statement)
    _carry_rights("ad", "ad_pieces")
    _carry_rights("review", "review_pieces")


def _part(name: str, key: str, at: str, indexes: dict[str, str], reference: str) -> None:
    """Make the table the one open month of a new table of its name; not a row is copied."""
    newest = f"to_char(coalesce(max({at}) FILTER (WHERE {at} <= now()), now()) AT TIME ZONE 'UTC', 'YYYY_MM')"
    month = op.get_bind().exec_driver_sql(f"SELECT {newest} FROM {name}").scalar_one()  # noqa: S608  (our own names)
    open_month = f"{name}_{month}"
    op.execute(f"ALTER TABLE {name} RENAME TO {open_month}")
    for index in (f"{name}_pkey", *indexes):
        op.execute(f"ALTER INDEX {index} RENAME TO {index}_{month}")
    op.execute(f"CREATE TABLE {name} (LIKE {open_month} INCLUDING DEFAULTS) PARTITION BY RANGE ({key})")
    _dress(name, key, indexes, reference)
    op.execute(f"ALTER SEQUENCE {name}_{key}_seq OWNED BY {name}.{key}")
    _carry_rights(open_month, name)
    op.execute(f"ALTER TABLE {name} ATTACH PARTITION {open_month} FOR VALUES FROM (MINVALUE) TO (MAXVALUE)")


def _dress(name: str, key: str, indexes: dict[str, str], reference: str) -> None:
    """Give the table its key, its indexes and its reference."""
    op.execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_pkey PRIMARY KEY ({key})")
    for index, columns in indexes.items():
        op.execute(f"CREATE INDEX {index} ON {name} ({columns})")
    if reference:
        op.execute(reference)


def _carry_rights(old: str, new: str) -> None:
    """Give whoever may read or write the old table the same on the new one."""
    op.execute(f"""DO $$
    DECLARE given record;
    BEGIN
        FOR given IN
            SELECT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END AS who,
                acl.privilege_type AS what, CASE WHEN acl.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS more
            FROM pg_class, aclexplode(relacl) AS acl
            WHERE pg_class.oid = '{old}'::regclass AND acl.grantee <> relowner
        LOOP
            EXECUTE format('GRANT %s ON {new} TO %s%s', given.what, given.who, given.more);
        END LOOP;
    END
    $$""")  # noqa: S608  (our own names)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("SET LOCAL statement_timeout = 0")
    for table, trigger in (
        ("ad", "new_ad_pieces"), ("ad", "ad_pieces"), ("review", "new_review_pieces"), ("review", "review_pieces"),
    ):  # fmt: skip
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for statement in ("DROP TABLE review_pieces", "DROP TABLE ad_pieces", "DROP FUNCTION keep_review_pieces()",
                      "DROP FUNCTION keep_ad_pieces()", "DROP FUNCTION text_pieces(text)"):  # fmt: skip
        op.execute(statement)
    for name, key, _, indexes, reference in reversed(PARTED):
        _join(name, key, indexes, reference)


def _join(name: str, key: str, indexes: dict[str, str], reference: str) -> None:
    """Make one table of all months."""
    months = f"{name}_in_months"
    op.execute(f"ALTER TABLE {name} RENAME TO {months}")
    for index in (f"{name}_pkey", *indexes):
        op.execute(f"ALTER INDEX {index} RENAME TO {index}_in_months")
    op.execute(f"CREATE TABLE {name} (LIKE {months} INCLUDING DEFAULTS)")
    op.execute(f"INSERT INTO {name} SELECT * FROM {months}")  # noqa: S608  (our own names)
    op.execute(f"ALTER SEQUENCE {name}_{key}_seq OWNED BY {name}.{key}")
    _carry_rights(months, name)
    op.execute(f"DROP TABLE {months}")
    _dress(name, key, indexes, reference)
