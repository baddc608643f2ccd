"""Scrapy's settings: each safety setting with the reason it has. `definition` and `run` add what differs per site."""

from typing import Any

BOT_NAME = "lygte"
# Who we are and where to complain: no disguise (R-CRAWL-2).
USER_AGENT = "Lygte/0.1 (health outreach; +https://lygte.example/about; contact: data@lygte.example)"
# Our own manners step reads robots.txt: unlike Scrapy's it treats server errors as "keep out" (RFC 9309 §2.3.1.4).
ROBOTSTXT_OBEY = False
# R-CRAWL-2: one request in five seconds and site; `run` lowers it for loopback only.
DOWNLOAD_DELAY = 5.0
DOWNLOAD_DELAY_JITTER = 0  # half a delay would break the promise
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # Scrapy starts as many tasks for every page, and the steps do not wait for anything
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# T-02: a page larger than 5 MB, slower than 20 s or 50 times larger unpacked than packed is not an ad page.
DOWNLOAD_MAXSIZE = 5 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 20
DOWNLOAD_FAIL_ON_DATALOSS = True
LYGTE_MAX_RATIO = 50
# T-03: few redirects, each checked by the guard; no <meta refresh>.
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
REFERER_ENABLED = False  # the next page need not know where we came from
# Cookies would make sessions of visits, and Scrapy's cookie code fetches a public-suffix list from the internet.
COOKIES_ENABLED = False
# No console, no remote control, no feeds, no cache on disk: raw pages are never written (R-RET).
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False
HTTPPROXY_ENABLED = False
TWISTED_DNS_RESOLVER = "crawler.reach.GuardedResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_ENABLED = False  # `manners` retries: it also obeys Retry-After
MEMUSAGE_ENABLED = False  # needs a warning mail; the limits above bound memory
# One line a pass, no page or ad content (R-PH-5): Scrapy's own lines quote items and addresses.
LOG_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses our source code again and again; the linter watches for this
LOG_LEVEL = "WARNING"
STATS_DUMP = False
# The pass keeps its own book; Scrapy's counters and request fingerprints were a tenth of a pass (measured).
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DUPEFILTER_CLASS = "crawler.once.Once"
LOGSTATS_INTERVAL = 0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9",
    "Accept-Language": "da,en;q=0.8",
}
# Only what is named here runs: Scrapy's own lists would load much that is never used (log-ins, proxies, cookies,
# remote control; a second of work at the start of every process), and Scrapy may add to them.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawler.middlewares.guard.Guard": 10,  # stricter than Scrapy's off-site step: host and port
    "crawler.middlewares.manners.Manners": 20,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
}
# The spider reads every status, bounds lists itself and sends no referrer; the guard bounds addresses.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES: dict[str, int | None] = {}
ITEM_PIPELINES = {
    "crawler.pipelines.check.Check": 100,
    "crawler.pipelines.deduplicate.Deduplicate": 200,
    "crawler.pipelines.store.Store": 300,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS: dict[str, int | None] = {}
# Pages come over HTTP alone: no files, FTP, cloud stores or data addresses. What speaks with the server, and unpacks what
# it says, is a process of its own (`crawler.fetcher`).
DOWNLOAD_HANDLERS_BASE = dict.fromkeys(("http", "https"), "crawler.fetcher.handler.ApartFetching")
SPIDER_MODULES: list[str] = []


def all_settings() -> dict[str, Any]:
    """Return the settings of this file as Scrapy takes them."""
    return {name: value for name, value in globals().items() if name.isupper()}
