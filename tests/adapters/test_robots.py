"""Rules of robots.txt, by the examples and the letter of RFC 9309."""

from __future__ import annotations

import time

import pytest

from rag.adapters.robots import Robots


@pytest.mark.parametrize(
    ("rules", "target", "allowed"),
    [
        ("", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/a", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /a", "/ab", False),
        ("Disallow: /a/", "/a", True),
        ("Disallow: /a\nAllow: /a/open", "/a/open/1", True),
        ("Allow: /a/open\nDisallow: /a", "/a/closed", False),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Disallow: /*.gif$", "/x/y.gif", False),
        ("Disallow: /*.gif$", "/x/y.gif?z", True),
        ("Disallow: /*?print=", "/story?a=b&print=1", True),
        ("Disallow: /*?print=", "/story?print=1", False),
        ("Disallow: /a*b*c", "/a-b-c-d", False),
        ("Disallow: /a*b*c", "/a-c-b", True),
        ("Disallow: /exact$", "/exact", False),
        ("Disallow: /exact$", "/exactly", True),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /ü", "/%C3%BC", False),
        ("disallow : /a # why not", "/a", False),
    ],
)
def test_the_longest_rule_decides(rules: str, target: str, allowed: bool) -> None:
    assert Robots(f"User-Agent: *\n{rules}\n".encode(), "Newsdesk").allows(target) is allowed


def test_rules_for_our_name_win_over_those_for_all() -> None:
    for_all = b"User-agent: *\nDisallow: /\n\n"
    body = for_all + b"User-agent: other\nUser-agent: NEWSDESK/2\nDisallow: /x\nCrawl-delay: 2.5"
    robots = Robots(body, "Newsdesk")
    assert robots.allows("/a")
    assert not robots.allows("/x")
    assert robots.delay == 2.5
    assert not Robots(body, "Someone").allows("/a")


def test_groups_of_one_name_are_one_group() -> None:
    robots = Robots(b"User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "Newsdesk")
    assert not robots.allows("/a")
    assert not robots.allows("/b")


@pytest.mark.parametrize(
    "body", [b"<html>not found</html>", b"\xff\xfe\0", b"Disallow: /", b"Crawl-delay: soon"]
)
def test_what_is_no_robots_txt_forbids_nothing(body: bytes) -> None:
    assert Robots(body, "Newsdesk").allows("/a")


def test_a_rule_of_stars_costs_little() -> None:
    robots = Robots(b"User-agent: *\nDisallow: /" + b"*a" * 500 + b"b", "Newsdesk")
    started = time.perf_counter()
    assert robots.allows("/" + "a" * 4000)
    assert time.perf_counter() - started < 0.5
