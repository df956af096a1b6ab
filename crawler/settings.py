"""How politely does Scrapy behave here? Every value that differs from Scrapy's default, and why.

Spiders must not lower the delay, raise the concurrency or switch robots.txt off; a policy test
walks them all.
"""

import os
from importlib.metadata import PackageNotFoundError, version

BOT_NAME = "nianbao"
SPIDER_MODULES = ["spiders"]

try:
    VERSION = version("nianbao")
except PackageNotFoundError:  # run from a checkout that is not installed
    VERSION = "0"


def user_agent(contact: str | None) -> str:
    """`nianbao/<version> (+contact)`: who asks, and where complaints go."""
    return f"nianbao/{VERSION} (+{contact})" if contact else f"nianbao/{VERSION}"


NIANBAO_CONTACT = os.environ.get("NIANBAO_CONTACT") or None
NIANBAO_DATA = os.environ.get("NIANBAO_DATA") or "data"
USER_AGENT = user_agent(NIANBAO_CONTACT)
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "nianbao"

# One request at a time per host. The wait is 2 s × U(1, 1.5) = 2.5 s ± 20 %: Scrapy's jitter goes
# both ways, and its default (± 50 %) would break the 2 s promised.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 4
DOWNLOAD_DELAY = 2.5
DOWNLOAD_DELAY_JITTER = 0.2
# A server that answers slowly is asked more slowly; never faster than DOWNLOAD_DELAY.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# The replica on this machine is nobody's server; used for portals whose home is loopback only.
LOOPBACK_DOWNLOAD_DELAY = 0.02
MAX_CRAWL_DELAY = 60.0  # of robots.txt: a week for one portal helps nobody

DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
# Scrapy's list without 429: a server that says "too many" is not asked again. Challenges (403, 412,
# 521 …) are not in it and must stay out, repeating them is noise.
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the outcome stands in fetches.jsonl
REDIRECT_MAX_TIMES = 5
# Spiders follow shells themselves, with a limit on hops; Scrapy would follow the "back to the home
# page in 5 seconds" of an error page.
METAREFRESH_ENABLED = False
COOKIES_ENABLED = True
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}

# CaptureMiddleware keeps the body as it came and decodes it with the function that reads it back.
COMPRESSION_ENABLED = False
# A proxy would resolve names itself, out of sight of PublicResolver.
HTTPPROXY_ENABLED = False
TWISTED_DNS_RESOLVER = "crawler.middlewares.PublicResolver"
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.AddressGuardMiddleware": 10,  # before anything is asked, robots included
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.CaptureMiddleware": 950,  # next to the network
}

REACTOR_THREADPOOL_MAXSIZE = 20  # look-ups of dead domains each hold a thread
CONCURRENT_ITEMS = 1  # the default makes 100 tasks a response
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
STATS_DUMP = False
