"""Marks in a text that are no part of its words: tags, links, code, frames of a chat, numbers of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

CHAT_MARKERS = re.compile(
    r"<\|[\w ]{2,40}\|>|<</?SYS>>|\[/?INST\]|</?s>(?!\w)|<(?:start|end)_of_turn>"
    r"|<(?P<role>/?(?:system|assistant|user|human|instructions?|prompt))>"
    r"|\[(?:system|assistant|user|developer)(?: (?:prompt|message|note))?\](?!\()"
    r"|(?m:^)[ \t]*#{2,}[ \t]*(?:system|assistant|user|human|instructions?|response|input)\b[^\n]{0,20}:"
    r"|(?m:^)[ \t>*#-]*(?:system|assistant|developer|system (?:prompt|message|note|override))[ \t*]*:(?=\s|$)"
    r"|\b(?:BEGIN|END) (?:OF )?(?:SYSTEM |HIDDEN )?(?:PROMPT|INSTRUCTIONS?|CONTEXT)\b",
    re.IGNORECASE,
)
"""What frames the turns of a conversation with a model."""

ACTIVE_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style|iframe|object|embed|svg|form|meta|link|img|base)\b[^<>]*>?"
    r"|\bjavascript:\S|<[a-z]+\b[^<>]*\son[a-z]+\s*=[^<>]*>"
    r"|!\[[^\]\n]{0,300}\]\([^)\n]{1,2000}\)|!\[[^\]\n]{0,300}\]\[[^\]\n]{1,100}\]"
    r"|```.*?(?:```|\Z)"
    r"|\{\{.{1,200}?\}\}|\{%.{1,200}?%\}",
    re.IGNORECASE | re.DOTALL,
)
"""What is fetched, run, or not shown where a text is taken for HTML or Markdown."""

_LINK = re.compile(
    r"\[(?P<words>[^\]\n]{1,300})\]\((?:https?:|mailto:|/|www\.)[^)\s]{0,2000}(?:\s\"[^\"\n]*\")?\)"
    r"|</?(?:a|b|i|u|p|br|div|span|em|strong|h[1-6]|ul|ol|li|table|tr|td|font|center)\b[^<>]*/?>",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"\s?(?:\(\s*)?(?:sources?|refs?|references?|citations?|sentences?)\s*:\s*\[\d{1,3}\](?:\s*,\s*\[\d{1,3}\])*\)?"
    r"|\s?\[\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*\]|\s?【\d{1,3}[^】\n]{0,20}】",
    re.IGNORECASE,
)
_BASE64 = re.compile(
    r"(?<![\w/+.=?&%-])(?=[A-Za-z0-9+/]*[0-9+/])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])"
    r"[A-Za-z0-9+/]{40,}={0,2}(?![\w/+-])"
)
_HEX = re.compile(
    r"(?<!\w)(?:0x)?(?:[0-9a-f]{2}[ :]?){24,}(?!\w)|(?:\\x[0-9a-f]{2}){6,}|(?:%[0-9a-f]{2}){8,}"
    r"|(?:&#x?[0-9a-f]{2,5};){6,}|(?:\\u[0-9a-f]{4}){6,}",
    re.IGNORECASE,
)
_SHORTEST_CODE = 24
_PAIRS = re.compile(r"(?:[0-9a-f]{2}[ :]){8}", re.IGNORECASE)
_SIGNS = frozenset("<[`{%\\&#【:=")


def link_markup(text: str) -> Iterator[tuple[int, int]]:
    """Links of Markdown and the tags of HTML that only shape a text."""
    if "<" in text or "](" in text:
        yield from (match.span() for match in _LINK.finditer(text))


def fake_citations(text: str) -> Iterator[tuple[int, int]]:
    """Numbers in brackets, as the program puts them before the sentences that a model is given."""
    if "[" in text or "【" in text:
        yield from (match.span() for match in _CITATION.finditer(text))


def encoded_text(text: str) -> Iterator[tuple[int, int]]:
    """Runs of Base64, hexadecimal or escapes that are long enough to carry a message."""
    if max(map(len, text.split()), default=0) < _SHORTEST_CODE and not _PAIRS.search(text):
        return
    for pattern in (_BASE64, _HEX):
        for match in pattern.finditer(text):
            if not match.group().isdigit():
                yield match.span()


def without_marks(text: str) -> str:
    """The words alone: links give their words, tags and numbers of sources go."""
    if not _SIGNS.intersection(text):
        return text
    text = _LINK.sub(lambda match: match["words"] or "", text)
    return _CITATION.sub("", text)
