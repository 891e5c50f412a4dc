"""Which web addresses may be fetched, decided from their text and from the IP addresses behind their names.

Nothing here resolves or connects. An address is taken apart once, and what was checked is what is used.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from rag.errors import FetchRefused

IPAddress = IPv4Address | IPv6Address

_DEFAULT_PORTS = {"http": 80, "https": 443}
_OPEN_PORTS = (80, 443, 8080, 8443)
"""Where public websites listen; elsewhere other protocols may take a request for something else."""
_MAX_URL = 4_000
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_TARGET_SAFE = "/:@!$&'()*+,;=-._~%[]|?"
_TRACKING = re.compile(r"(?:utm_[^=]*|fbclid|gclid|mc_cid|mc_eid)(?:=|$)")

_NOT_PUBLIC_4 = (
    ("0.0.0.0/8", "an address of this machine"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "an address inside a provider's network"),
    ("127.0.0.0/8", "an address of this machine"),
    ("168.63.129.16/32", "a metadata service"),
    ("169.254.0.0/16", "a link-local address, as metadata services have"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "an address for documentation"),
    ("192.88.99.0/24", "a relay for IPv6"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "an address for measurements"),
    ("198.51.100.0/24", "an address for documentation"),
    ("203.0.113.0/24", "an address for documentation"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
)
_NOT_PUBLIC_6 = (
    ("::/128", "an address of this machine"),
    ("::1/128", "an address of this machine"),
    ("::/96", "an IPv4 address in IPv6 form"),
    ("::ffff:0:0/96", "an IPv4 address in IPv6 form"),
    ("64:ff9b::/96", "an IPv4 address in IPv6 form"),
    ("64:ff9b:1::/48", "an IPv4 address in IPv6 form"),
    ("2001::/23", "a reserved or tunnelled address"),
    ("2001:db8::/32", "an address for documentation"),
    ("2002::/16", "an IPv4 address in IPv6 form"),
    ("3fff::/20", "an address for documentation"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"),
    ("ff00::/8", "a multicast address"),
)
_RANGES_4 = [(IPv4Network(text), reason) for text, reason in _NOT_PUBLIC_4]
_RANGES_6 = [(IPv6Network(text), reason) for text, reason in _NOT_PUBLIC_6]
_UNICAST_6 = IPv6Network("2000::/3")
_ISATAP = 0x5EFE


@dataclass(frozen=True)
class WebAddress:
    """An http or https address in parts. ``host`` is lower-case ASCII, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as a request names them."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: who answers."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.target}"


def parse_address(url: str, *, allow_hosts: Collection[str] = ()) -> WebAddress:
    """The parts of an address that may be asked for, fragment dropped.

    Hosts in ``allow_hosts`` may use any port. Raises `FetchRefused` with the reason.
    """
    if len(url) > _MAX_URL:
        raise FetchRefused(f"{url[:80]}… is longer than {_MAX_URL:,} characters; it is not fetched.")
    if _NOT_IN_AN_ADDRESS.search(url):
        raise _refused(url, "it holds white space, control characters or backslashes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused(url, str(error)) from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise _refused(url, "only http and https are fetched")
    if "@" in parts.netloc:
        raise _refused("the address", "it holds a user name or password")
    if parts.netloc.endswith(":") or port == 0:
        raise _refused(url, "its port is empty or 0")
    host = _host(parts.hostname or "", url)
    port = port or _DEFAULT_PORTS[parts.scheme]
    if port not in _OPEN_PORTS and host not in allow_hosts:
        raise _refused(url, f"port {port} is none that public websites use")
    target = as_target(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    return WebAddress(parts.scheme, host, port, target)


def as_target(text: str) -> str:
    """A path with its query as it stands in a request: ASCII, what is escaped already left alone."""
    return quote(text, safe=_TARGET_SAFE)


def follow(address: WebAddress, location: str, *, allow_hosts: Collection[str] = ()) -> WebAddress:
    """Where a redirect leads. Raises `FetchRefused` as `parse_address` does, and for a step down to http."""
    try:
        target = urljoin(address.url, location.strip())
    except ValueError as error:
        raise _refused(location, str(error)) from None
    onward = parse_address(target, allow_hosts=allow_hosts)
    if (address.scheme, onward.scheme) == ("https", "http") and onward.host not in allow_hosts:
        raise _refused(onward.url, f"{address.url} redirects to it from https to http")
    return onward


def why_not_public(ip: IPAddress) -> str | None:
    """Why an IP address is not one of the public internet; None if it is."""
    if isinstance(ip, IPv4Address):
        return next((reason for network, reason in _RANGES_4 if ip in network), None)
    reason = next((reason for network, reason in _RANGES_6 if ip in network), None)
    if reason is None and ip not in _UNICAST_6:
        return "a reserved address"
    if reason is None and (int(ip) >> 32) & 0xFCFFFFFF == _ISATAP:
        return "an IPv4 address in IPv6 form"
    return reason


def literal_ip(host: str) -> IPAddress | None:
    """The IP address that a checked host is written as; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def tidy_url(url: str) -> str:
    """An address without fragment and without the parameters that only tell where a reader came from."""
    bare, _, query = url.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    return f"{bare}?{'&'.join(kept)}" if kept else bare


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have one host, apart from a leading ``www.``, ``m.`` or ``amp.``."""
    hosts = [re.sub(r"^(?:www|m|amp)\.", "", urlsplit(url).hostname or "") for url in (one, other)]
    return hosts[0] == hosts[1] != ""


def _host(host: str, url: str) -> str:
    """The host in ASCII: an IP address in its one usual form, or a name that cannot be taken for one."""
    if not host:
        raise _refused(url, "it names no host")
    if ":" in host:
        return _ipv6(host, url)
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _refused(url, f"{host!r} is no host name") from None
    name = name.lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise _refused(url, f"{host!r} is an IP address in an unusual form") from None
    if not _NAME.fullmatch(name):
        raise _refused(url, f"{host!r} is no host name")
    return name


def _ipv6(host: str, url: str) -> str:
    try:
        address = IPv6Address(host)
    except ValueError:
        raise _refused(url, f"{host!r} is no IPv6 address") from None
    if address.scope_id is not None:
        raise _refused(url, "its address names a network interface")
    return str(address)


def _refused(url: str, why: str) -> FetchRefused:
    return FetchRefused(f"{url} is not fetched: {why}.")
