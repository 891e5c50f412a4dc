"""What a website's robots.txt allows, by RFC 9309: the longest rule that matches decides; a tie allows."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.adapters.web_addresses import as_target

_MAX_BYTES = 500_000
"""A crawler has to read this much of the file; what stands after it does not count."""


@dataclass
class _Group:
    """The rules for some agents, in the order of the file."""

    rules: list[tuple[bool, str]] = field(default_factory=list)
    """(is allowed, pattern)"""
    delay: float | None = None


class Robots:
    """The rules of one robots.txt for one agent."""

    def __init__(self, body: bytes, agent: str) -> None:
        """``agent`` is the product token, without its version."""
        groups = _groups(body[:_MAX_BYTES].decode("utf-8", "replace"))
        self._group = groups.get(agent.lower()) or groups.get("*") or _Group()

    @property
    def delay(self) -> float | None:
        """Seconds between two requests, if the site asks for that."""
        return self._group.delay

    def allows(self, target: str) -> bool:
        """Whether a path with its query may be fetched."""
        if target == "/robots.txt":
            return True
        found = [(len(rule), allowed) for allowed, rule in self._group.rules if _matches(rule, target)]
        return max(found)[1] if found else True


def _groups(text: str) -> dict[str, _Group]:
    """Rules by agent; groups of the same agent are one."""
    groups: dict[str, _Group] = {}
    named: list[_Group] = []
    was_agent = False
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            named = [*named, _group(groups, value)] if was_agent else [_group(groups, value)]
        else:
            for group in named:
                _add(group, key, value)
        was_agent = key == "user-agent"
    return groups


def _group(groups: dict[str, _Group], agent: str) -> _Group:
    token = agent.partition("/")[0].strip().lower()
    return groups.setdefault(token, _Group())


def _add(group: _Group, key: str, value: str) -> None:
    if key in ("allow", "disallow") and value:
        group.rules.append((key == "allow", as_target(value)))
    elif key == "crawl-delay":
        try:
            group.delay = max(0.0, float(value))
        except ValueError:
            return


def _matches(rule: str, target: str) -> bool:
    """A rule matches from the start; ``*`` stands for anything, ``$`` at the end for the end."""
    is_whole = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(rest, start=1):
        is_last = number == len(rest)
        if is_last and is_whole:
            return len(target) - len(part) >= place and target.endswith(part)
        place = target.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return not is_whole or place == len(target)
