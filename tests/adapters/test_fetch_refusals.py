"""What the one door to the web does not open for. A server on loopback counts who gets through: nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, strategies
from web_site import WebSite, redirect

from rag.adapters import web_addresses
from rag.adapters.web import WebFetcher
from rag.adapters.web_addresses import parse_address, why_not_public
from rag.adapters.web_connection import PinnedConnections
from rag.errors import FetchRefused

NAMES = {
    "loopback.test": ["127.0.0.1"],
    "loopback6.test": ["::1"],
    "private.test": ["10.1.2.3"],
    "mixed.test": ["93.184.216.34", "127.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nat64.test": ["64:ff9b::7f00:1"],
    "front.test": ["127.0.0.1"],
    "localhost": ["127.0.0.1", "::1"],
    "localtest.localhost": ["127.0.0.1"],
    "scoped.test": ["fe80::1%eth0"],
}

HOSTILE = [
    # other schemes
    ("file:///etc/passwd", "only http and https"),
    ("ftp://127.0.0.1:{port}/", "only http and https"),
    ("gopher://127.0.0.1:{port}/_GET", "only http and https"),
    ("data:text/html,hello", "only http and https"),
    ("javascript:alert(1)", "only http and https"),
    ("//127.0.0.1:{port}/", "only http and https"),
    ("127.0.0.1:{port}/", "only http and https"),
    # addresses of this machine, in every spelling
    ("http://127.0.0.1/", "of this machine"),
    ("http://127.8.9.10/", "of this machine"),
    ("http://0.0.0.0/", "of this machine"),
    ("http://2130706433/", "unusual form"),
    ("http://0x7f000001/", "unusual form"),
    ("http://0x7f.1/", "unusual form"),
    ("http://017700000001/", "unusual form"),
    ("http://0177.0.0.1/", "unusual form"),
    ("http://127.1/", "unusual form"),
    ("http://127.0.0.1./", "of this machine"),
    ("http://127.000.000.001/", "unusual form"),
    ("http://１２７.0.0.1/", "of this machine"),
    ("http://127。0。0。1/", "of this machine"),
    ("http://%31%32%37.0.0.1/", "unusual form"),
    ("http://[::1]/", "of this machine"),
    ("http://[::]/", "of this machine"),
    ("http://[0:0:0:0:0:0:0:1]/", "of this machine"),
    ("http://[::ffff:127.0.0.1]/", "IPv4 address in IPv6 form"),
    ("http://[::ffff:7f00:1]/", "IPv4 address in IPv6 form"),
    ("http://[::127.0.0.1]/", "IPv4 address in IPv6 form"),
    ("http://[64:ff9b::127.0.0.1]/", "IPv4 address in IPv6 form"),
    ("http://[64:ff9b:1::7f00:1]/", "IPv4 address in IPv6 form"),
    ("http://[2002:7f00:1::]/", "IPv4 address in IPv6 form"),
    ("http://[2001:0:7f00:1::]/", "reserved or tunnelled"),
    ("http://[2606:4700::5efe:7f00:1]/", "IPv4 address in IPv6 form"),
    ("http://[fe80::1%25eth0]/", "network interface"),
    ("http://localhost/", "of this machine"),
    ("http://LOCALHOST./", "of this machine"),
    ("http://localtest.localhost/", "of this machine"),
    # other networks that are not public
    ("http://10.0.0.1/", "private"),
    ("http://172.16.0.1/", "private"),
    ("http://172.31.255.255/", "private"),
    ("http://192.168.1.1/", "private"),
    ("http://100.64.0.1/", "provider's network"),
    ("http://100.100.100.200/", "provider's network"),
    ("http://169.254.169.254/latest/meta-data/", "metadata"),
    ("http://168.63.129.16/", "metadata"),
    ("http://192.0.0.192/", "reserved"),
    ("http://192.0.2.1/", "documentation"),
    ("http://198.18.0.1/", "measurements"),
    ("http://224.0.0.1/", "multicast"),
    ("http://255.255.255.255/", "reserved"),
    ("http://[fd00:ec2::254]/", "private"),
    ("http://[fe80::1]/", "link-local"),
    ("http://[ff02::1]/", "multicast"),
    ("http://[2001:db8::1]/", "documentation"),
    ("http://[100::1]/", "reserved"),
    # names that lead there
    ("http://loopback.test/", "of this machine"),
    ("http://loopback6.test/", "of this machine"),
    ("http://private.test/", "private"),
    ("http://metadata.test/", "metadata"),
    ("http://mapped.test/", "IPv4 address in IPv6 form"),
    ("http://nat64.test/", "IPv4 address in IPv6 form"),
    ("http://mixed.test/", "of this machine"),
    ("http://scoped.test/", "link-local"),
    # what is no address, or hides one
    ("http:///path", "names no host"),
    ("http://", "names no host"),
    ("http://./", "no host name"),
    ("http://user:secret@loopback.test/", "user name or password"),
    ("http://93.184.216.34@127.0.0.1/", "user name or password"),
    ("http://@127.0.0.1/", "user name or password"),
    ("http://loopback.test\\@example.org/", "backslashes"),
    ("http://loopback.test/\r\nHost: x", "control characters"),
    ("http://loop back.test/", "white space"),
    ("http://[::1/", "not fetched"),
    ("http://a..test/", "no host name"),
    ("http://exa_mple!.test/", "no host name"),
    # ports
    ("http://loopback.test:22/", "port 22"),
    ("http://loopback.test:6379/", "port 6379"),
    ("http://loopback.test:0/", "port"),
    ("http://loopback.test:/", "port"),
    ("http://loopback.test:99999/", "not fetched"),
    ("http://loopback.test/" + "a" * 5000, "longer than"),
]


@pytest.fixture
def prey(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSite]:
    """What an attacker would like to reach; its port counts as one that websites use."""
    with WebSite() as site:
        monkeypatch.setattr(web_addresses, "_OPEN_PORTS", (80, 443, site.port))
        yield site


def _aimed(url: str, port: int) -> str:
    """The address with the prey's port, where it has a host and no port of its own."""
    return re.sub(r"^(http://(?:\[[^]]*\]|[^/:\[\]@\\ ]+))/", rf"\1:{port}/", url).format(port=port)


def _resolve(host: str) -> list[str]:
    if host not in NAMES:
        raise OSError("no such name in this test")
    return NAMES[host]


def _fetcher(*allow_hosts: str) -> WebFetcher:
    connections = PinnedConnections(allow_hosts=allow_hosts, resolve=_resolve)
    return WebFetcher(connections, version="1", allow_hosts=allow_hosts, interval=0, max_seconds=5)


def test_the_table_is_long_enough() -> None:
    assert len({url for url, _ in HOSTILE}) == len(HOSTILE) >= 40


@pytest.mark.parametrize(("url", "reason"), HOSTILE, ids=[url[:50] for url, _ in HOSTILE])
def test_a_hostile_address_is_refused_with_the_reason(prey: WebSite, url: str, reason: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        _fetcher().fetch(_aimed(url, prey.port))
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)
    assert prey.visits == []


REDIRECTED = [
    (url, reason)
    for url, reason in HOSTILE
    if url.startswith(("http://", "file:", "ftp:")) and reason not in ("names no host", "control characters")
]


def test_no_redirect_leads_there(prey: WebSite) -> None:
    """Each of the addresses once more, as the target of a redirect from a host that may be fetched."""
    with WebSite() as front:
        for number, (url, reason) in enumerate(REDIRECTED):
            target = _aimed(url, prey.port).encode("utf-8").decode("latin-1")
            front.routes[f"/{number}"] = redirect(target, 301 + number % 2)
            with pytest.raises(FetchRefused) as refused:
                _fetcher("front.test").fetch(f"http://front.test:{front.port}/{number}")
            assert reason in str(refused.value), url
        assert len(front.pages) == len(REDIRECTED)
    assert prey.visits == []


def test_a_redirect_of_robots_txt_leads_nowhere_either(prey: WebSite) -> None:
    with WebSite({"/robots.txt": redirect(f"http://127.0.0.1:{prey.port}/robots.txt")}) as front:
        with pytest.raises(FetchRefused, match="of this machine"):
            _fetcher("front.test").fetch(f"http://front.test:{front.port}/")
        assert front.pages == []
    assert prey.visits == []


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(prey: WebSite) -> None:
    """The second look-up would lead to this machine. The test's own network guard sees the first address."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    connections = PinnedConnections(resolve=lambda host: next(answers))
    fetcher = WebFetcher(connections, version="1", interval=0)
    with pytest.raises(AssertionError, match=r"not '93\.184\.216\.34'"):
        fetcher.fetch(f"http://rebinding.test:{prey.port}/")
    with pytest.raises(FetchRefused, match="of this machine"):
        fetcher.fetch(f"http://rebinding.test:{prey.port}/")
    assert prey.visits == []


def test_a_host_allowed_by_name_is_fetched_and_its_neighbours_are_not(prey: WebSite) -> None:
    prey.routes["/"] = redirect("/page")
    prey.routes["/page"] = redirect(f"http://loopback.test:{prey.port}/elsewhere")
    with pytest.raises(FetchRefused, match="of this machine"):
        _fetcher("front.test").fetch(f"http://front.test:{prey.port}/")
    assert prey.pages == ["/", "/page"]


def test_only_the_ports_of_websites_are_asked() -> None:
    with WebSite() as site:
        with pytest.raises(FetchRefused, match=f"port {site.port} is none"):
            _fetcher().fetch(f"http://loopback.test:{site.port}/")
        assert site.visits == []


def test_https_does_not_step_down_to_http() -> None:
    from rag.adapters.web_addresses import follow

    with pytest.raises(FetchRefused, match="from https to http"):
        follow(parse_address("https://example.org/a"), "http://example.org/a")


@pytest.mark.parametrize(
    ("url", "as_asked"),
    [
        ("http://example.org", "http://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://EXAMPLE.org:80/ä b".replace(" ", "%20"), "http://example.org/%C3%A4%20b"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
        ("http://93.184.216.34:8080/", "http://93.184.216.34:8080/"),
    ],
)
def test_public_addresses_are_taken_apart_and_put_together(url: str, as_asked: str) -> None:
    assert parse_address(url).url == as_asked


@given(strategies.ip_addresses(v=4))
def test_whatever_the_registries_call_not_global_is_refused(ip: IPv4Address) -> None:
    assert ip.is_global or why_not_public(ip)


@given(strategies.ip_addresses(v=6))
def test_whatever_the_registries_call_not_global_is_refused_in_ipv6(ip: IPv6Address) -> None:
    assert ip.is_global or why_not_public(ip)


@given(strategies.ip_addresses(v=4), strategies.sampled_from(["::ffff:{}", "::{}", "64:ff9b::{}"]))
def test_no_ipv4_address_passes_in_ipv6_form(ip: IPv4Address, form: str) -> None:
    assert why_not_public(IPv6Address(form.format(ip)))


@given(strategies.ip_addresses(v=4), strategies.sampled_from(["{:d}", "{:#x}", "0{:o}"]))
def test_no_ipv4_address_passes_as_one_number(ip: IPv4Address, form: str) -> None:
    with pytest.raises(FetchRefused, match="unusual form"):
        parse_address(f"http://{form.format(int(ip))}/")


@given(strategies.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    """Whatever comes out can be read again, and is the same."""
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            address = parse_address(url)
        except FetchRefused:
            continue
        assert parse_address(address.url) == address
