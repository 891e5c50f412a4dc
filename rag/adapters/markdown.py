"""A Markdown file as an article: front matter, a title, and prose without the marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from rag.adapters.plain_text import title_from_name
from rag.adapters.records import metadata_from_fields
from rag.domain import DateSource, RawArticle
from rag.errors import SourceEmpty, SourceInvalid

_FRONT_MATTER = re.compile(
    r"---[^\S\n]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FRONT_MATTER_CHARACTERS = 65_536

_HEADING = re.compile(r" {0,3}#{1,6}[^\S\n]+(.*?)[^\S\n]*#*[^\S\n]*")
_TITLE = re.compile(r" {0,3}#[^\S\n]+(.*?)[^\S\n]*#*[^\S\n]*")
_RULE_OR_FENCE = re.compile(r" {0,3}(?:(?:[-*_=]\s*){3,}|```.*|~~~.*)")
_REFERENCE = re.compile(r" {0,3}\[[^\]]{1,200}\]:\s*\S.*")
_QUOTE_MARK = re.compile(r"^(?:\s{0,3}>\s?)+")
_ITEM_MARK = re.compile(r"^\s*[-*+]\s+(?=\S)")
_BLANKS = re.compile(r" {2,}")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S|\s*\|")

# In this order: an image may stand in a link, a mark in a link's text.
_STARRED = re.compile(r"(?<!\\)(\*{1,3}|~~)(?=[^\s*~])([^*~\n]{0,1000}[^\s*~\\])\1")
_INLINE = (
    (re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL), ""),
    (re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), ""),
    (re.compile(r"\[([^\[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,500}>"), ""),
    (_STARRED, r"\2"),
    # Once more for marks within marks.
    (_STARRED, r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])([^\n]{0,1000}?[^\s\\])\1(?!\w)"), r"\2"),
    (re.compile(r"(?<!\\)(`{1,2})([^`\n]{1,1000})\1"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_markdown(text: str, source: str) -> RawArticle:
    """The article in a Markdown file. Nothing it links to is loaded.

    Its title is the one of the front matter, else the first `#` heading, else the file's name. Raises
    `SourceInvalid` for front matter that is not YAML, `SourceEmpty` if there is nothing besides.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields, body = _front_matter(text, source)
    metadata = metadata_from_fields(fields)
    title, body = _without_title(body, metadata["title"])
    prose = plain_prose(body)
    if not prose:
        raise SourceEmpty(f"{source} has no text besides its title.")
    if title and not metadata["title"]:
        metadata["origins"] = metadata["origins"].model_copy(update={"title": DateSource.TEXT})
    metadata["title"] = title or title_from_name(source)
    return RawArticle(text=prose, source=source, **metadata)


def plain_prose(markdown: str) -> str:
    """Markdown as a reader sees it: links as their text, no marks, no images, one line a paragraph."""
    paragraphs: list[list[str]] = [[]]
    for line in _inline_plain(markdown).split("\n"):
        if _RULE_OR_FENCE.fullmatch(line) or _REFERENCE.fullmatch(line):
            paragraphs.append([])
            continue
        stands_alone = bool(_ITEM.match(line) or _HEADING.fullmatch(line))
        plain = _line_plain(line)
        if not plain or stands_alone:
            paragraphs.append([])
        if plain:
            paragraphs[-1].append(plain)
        if _HEADING.fullmatch(line):
            paragraphs.append([])
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines)


def _front_matter(text: str, source: str) -> tuple[Mapping[Any, Any], str]:
    found = _FRONT_MATTER.match(text[:_FRONT_MATTER_CHARACTERS])
    if not found:
        return {}, text
    import yaml

    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        # Line 1 of the file is the one with the dashes.
        place = f"line {mark.line + 2} of " if mark else ""
        raise SourceInvalid(
            f"The front matter in {place}{source} is not valid YAML. Mend or remove it."
        ) from None
    return (fields, text[found.end() :]) if isinstance(fields, Mapping) else ({}, text)


def _without_title(body: str, given: str | None) -> tuple[str | None, str]:
    """The title, and the body without a heading that says the same."""
    lines = body.split("\n")
    empty = len(list(takewhile(lambda line: not line.strip(), lines)))
    heading = _TITLE.fullmatch(lines[empty]) if empty < len(lines) else None
    title = " ".join(_inline_plain(heading[1]).split()) if heading else ""
    if not title or (given and title.casefold() != given.casefold()):
        return given, body
    return title, "\n".join(lines[empty + 1 :])


def _line_plain(line: str) -> str:
    line = _QUOTE_MARK.sub("", line)
    heading = _HEADING.fullmatch(line)
    line = heading[1] if heading else _ITEM_MARK.sub("", line)
    return _BLANKS.sub(" ", line.rstrip("\\")).strip()


def _inline_plain(text: str) -> str:
    for pattern, plain in _INLINE:
        text = pattern.sub(plain, text)
    return text
