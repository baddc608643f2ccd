"""How fetching fails, in words the crawl's manners understand."""


class NotFetched(Exception):
    """Nothing came; it may come another time."""


class FetcherLost(NotFetched):
    """The fetcher died over this request and others: which of them it was is found out one by one."""
