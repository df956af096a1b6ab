"""The two doors: no URL and no DNS answer leads a crawl off gov.cn, or onto this machine."""

import ipaddress

import pytest
from scrapy.http import Request
from scrapy.robotstxt import ProtegoRobotParser

from crawler.addresses import is_public, judge, refused_address, shard_of
from crawler.middlewares import NotFetched, PublicResolver, RobotsMiddleware, refusals
from crawler.portals import portal_from_url

CITY = "https://www.zibo.gov.cn/"
LOCAL = "http://127.0.0.2:8001/"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.zibo.gov.cn/x",
        "http://spj.zibo.gov.cn:8080/gongkai/",
        "https://ZIBO.gov.cn/",
        "http://a_b.zibo.gov.cn/1?file=http://evil.com/",
    ],
)
def test_addresses_of_the_own_city_are_fetched(url):
    assert judge(url, CITY).action == "fetch"


def test_another_city_is_handed_over():
    assert judge("http://www.weifang.gov.cn/a", CITY).action == "hand_over"
    assert judge("http://www.gov.cn/", CITY).action == "hand_over"
    assert judge("http://127.0.0.3:8001/", LOCAL).action == "hand_over"


@pytest.mark.parametrize(
    "url",
    [
        "http://qyxgov.cn/",
        "http://www.zibo.gov.cn.evil.com/",
        "http://evil.com/www.zibo.gov.cn",
        "http://evil.com#.zibo.gov.cn",
        "http://evil.com?.zibo.gov.cn",
        "http://evil.com\\.zibo.gov.cn/",
        "http://www.zibo.gov.cn@evil.com/",
        "http://user:pass@www.zibo.gov.cn/",
        "http://@www.zibo.gov.cn/",
        "http://www.zibo.gov.cn:22/",
        "http://www.zibo.gov.cn:6379/",
        "http://www.zibo.gov.cn:99999/",
        "http://www.zibo.gov.cn./",
        "http://www.zibo。gov。cn/",
        "http://www%2ezibo.gov.cn/",
        "http://.gov.cn/",
        "http://-x.gov.cn/",
        "http:///zibo.gov.cn",
        "//www.zibo.gov.cn/",
        "ftp://www.zibo.gov.cn/",
        "file:///etc/passwd",
        "data:text/html,x",
        "javascript:alert(1)",
        "gopher://www.zibo.gov.cn/",
        "http://www.zibo.gov.cn/a b",
        "http://www.zibo.gov.cn/a\nHost: x",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://127.1/",
        "http://0/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://8.8.8.8/",
        "http://[fe80::1%25eth0]/",
        "http://[malformed/",
        "",
    ],
)
def test_everything_else_is_refused_with_a_sentence(url):
    verdict = judge(url, CITY)
    assert verdict.action == "refuse"
    assert len(verdict.reason) > 5


@pytest.mark.parametrize(
    "url", ["http://127.0.0.2:8001/a", "http://127.0.0.2:1/", "https://127.0.0.2/"]
)
def test_a_loopback_portal_fetches_its_own_host_on_any_port(url):
    assert judge(url, LOCAL).action == "fetch"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.zibo.gov.cn/",
        "http://10.0.0.1/",
        "http://127.0.0.2.nip.io/",
        "http://0.0.0.0/",
        "http://169.254.169.254/",
        "http://127.0.0.2@evil.com/",
        "http://evil.com/",
    ],
)
def test_a_loopback_portal_fetches_nothing_but_loopback(url):
    assert judge(url, LOCAL).action == "refuse"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_a_name_that_answers_a_private_address_is_refused(address):
    assert not is_public(ipaddress.ip_address(address))
    assert refused_address("www.zibo.gov.cn", address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_a_public_address_passes(address):
    assert refused_address("www.zibo.gov.cn", address) is None


def test_localhost_must_not_answer_elsewhere():
    assert refused_address("localhost", "127.0.0.1") is None
    assert refused_address("localhost", "8.8.8.8")


def test_the_resolver_drops_private_answers():
    """The receiver sees public addresses only; the reason for the others is kept."""
    from twisted.internet.address import IPv4Address

    class Resolver:
        def resolveHostName(self, receiver, name, port=0, *_):
            receiver.resolutionBegan(None)
            for host in ("127.0.0.1", "8.8.8.8", "10.0.0.1"):
                receiver.addressResolved(IPv4Address("TCP", host, port))
            receiver.resolutionComplete()

    class Reactor:
        nameResolver = Resolver()

    class Receiver:
        seen: list[str]

        def __init__(self):
            self.seen = []

        def resolutionBegan(self, resolution):
            self.seen = []

        def addressResolved(self, address):
            self.seen.append(address.host)

        def resolutionComplete(self):
            self.seen.append("complete")

    resolver = PublicResolver(Reactor(), 10)
    name = "rebinding.test-one.gov.cn"
    for _ in range(2):  # the second answer comes from the cache
        receiver = Receiver()
        resolver.resolveHostName(receiver, name, 80)
        assert receiver.seen == ["8.8.8.8", "complete"]
    assert "10.0.0.1" in refusals.pop(name)


@pytest.mark.parametrize(
    ("host", "shard"),
    [
        ("spj.zibo.gov.cn", "zibo.gov.cn"),
        ("zibo.gov.cn", "zibo.gov.cn"),
        ("www.mee.gov.cn", "mee.gov.cn"),
        ("a.b.anqiu.gov.cn", "anqiu.gov.cn"),
        ("gov.cn", "gov.cn"),
        ("127.0.0.2", "127.0.0.2"),
        ("localhost", "localhost"),
    ],
)
def test_shards(host, shard):
    assert shard_of(host) == shard


class _Crawler:
    """As much of a Scrapy crawler as RobotsMiddleware asks for."""

    def __init__(self, home):
        from types import SimpleNamespace

        from scrapy.settings import Settings
        from scrapy.signalmanager import SignalManager

        self.settings = Settings()
        self.settings.setmodule("crawler.settings")
        self.signals = SignalManager()
        self.stats = SimpleNamespace(inc_value=lambda *a: None)
        self.spider = SimpleNamespace(portal=portal_from_url(home))
        self.slot = SimpleNamespace(delay=2.5)
        slots = {self.spider.portal.host: self.slot}
        self.engine = SimpleNamespace(downloader=SimpleNamespace(slots=slots))


@pytest.mark.parametrize(
    ("home", "robots", "delay"),
    [
        (CITY, "User-agent: *\nDisallow: /module/\nCrawl-delay: 10\n", 10),
        (CITY, "User-agent: *\nCrawl-delay: 1\n", 2.5),
        (CITY, "User-agent: *\nCrawl-delay: 86400\n", 60),
        (CITY, "User-agent: other\nCrawl-delay: 10\n", 2.5),
        (LOCAL, "User-agent: *\nCrawl-delay: 10\n", 2.5),
    ],
)
def test_crawl_delay_only_ever_slows_down(home, robots, delay):
    crawler = _Crawler(home)
    middleware = RobotsMiddleware(crawler)
    rules = ProtegoRobotParser(robots.encode(), None)
    request = Request(home)
    middleware._parsed(rules, request)
    middleware.process_request_2(rules, request)
    assert crawler.slot.delay == delay
    if "/module/" in robots:
        with pytest.raises(NotFetched) as refused:
            middleware.process_request_2(rules, Request(home + "module/web/jpage/dataproxy.jsp"))
        assert refused.value.outcome == "robots"
