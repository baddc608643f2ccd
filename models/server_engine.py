"""The engine of a store on a PostgreSQL server: few connections a process, nothing that waits for ever.

The address of the database may say ``?connections=N`` (most connections of this process, 10 unless said) and
``&statement_s=N`` (the longest a single question may take, 600 s unless said; linkage of a million ads has long ones).
"""

from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url

from models.errors import BadInput

CONNECTIONS, FEWEST_CONNECTIONS, MOST_CONNECTIONS = 10, 2, 200
STATEMENT_S, LONGEST_STATEMENT_S = 600, 86_400
# A free connection of this process is waited for this long, a row that another has locked as long as on SQLite (seconds).
CONNECTION_WAIT_S = 10
LOCK_WAIT_S = 30
# A process that died or hangs in the middle of a transaction must not keep its locks (seconds).
IDLE_IN_TRANSACTION_S = 900
CONNECT_WAIT_S = 10
# A laptop or a proxy that silently dropped a connection is noticed within a minute.
KEEP_ALIVE = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
# So is a question that nobody confirms to have heard: without this the system tries for a quarter of an hour (ms).
LONGEST_UNHEARD_MS = 50_000
# The server looks the same way for clients that are gone: their locks must not outlive them.
SERVER_KEEP_ALIVE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
# What a row costs that is found by an index, in pages read in order: disks have no arms any more, and what screens ask
# for is in memory. With the server's usual 4 it reads a whole table of decisions for two hundred of them (17 ms, not 1).
PAGE_COST = 1.1


def make_server_engine(address: str) -> Engine:
    """Return the engine. Raises BadInput for numbers out of range or when the driver is not installed."""
    url = make_url(address)
    connections = _number(url, "connections", CONNECTIONS, FEWEST_CONNECTIONS, MOST_CONNECTIONS)
    statement_s = _number(url, "statement_s", STATEMENT_S, 1, LONGEST_STATEMENT_S)
    limits = {
        "statement_timeout": statement_s * 1000,
        "lock_timeout": LOCK_WAIT_S * 1000,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_S * 1000,
        "random_page_cost": PAGE_COST,
        **SERVER_KEEP_ALIVE,
    }
    given: dict[str, Any] = {
        "connect_timeout": CONNECT_WAIT_S,
        "application_name": "lygte",
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        **KEEP_ALIVE,
        "tcp_user_timeout": LONGEST_UNHEARD_MS,
    }
    try:
        return create_engine(
            url.difference_update_query(("connections", "statement_s")),
            pool_pre_ping=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=CONNECTION_WAIT_S,
            # The last one used is used again: connections that a busy hour opened can be closed by the server.
            pool_use_lifo=True,
            connect_args=given,
        )
    except ModuleNotFoundError:
        raise BadInput("PostgreSQL needs its driver; install it with: pip install 'lygte[postgres]'.") from None


def _number(url: URL, name: str, usual: int, least: int, most: int) -> int:
    written = url.query.get(name, str(usual))
    if not isinstance(written, str) or not written.isdigit() or not least <= int(written) <= most:
        raise BadInput(f"The address of the database: {name} must be a whole number from {least} to {most}.")
    return int(written)
