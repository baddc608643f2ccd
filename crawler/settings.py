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
CONCURRENT_ITEMS = 2  # Scrapy starts as many tasks for every page, and the steps do not wait for anything
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
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard is stricter: host and port
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no log-ins
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "crawler.middlewares.guard.Guard": 10,
    "crawler.middlewares.manners.Manners": 20,
    "crawler.middlewares.size_limits.SizeLimits": 595,
}
# The spider reads every status, bounds lists itself and sends no referrer; the guard bounds addresses.
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.pipelines.check.Check": 100,
    "crawler.pipelines.deduplicate.Deduplicate": 200,
    "crawler.pipelines.store.Store": 300,
}
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
SPIDER_MODULES: list[str] = []


def all_settings() -> dict[str, Any]:
    """Return the settings of this file as Scrapy takes them."""
    return {name: value for name, value in globals().items() if name.isupper()}
