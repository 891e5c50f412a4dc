"""Text from articles, made safe to print: an article may carry escape sequences that steer a terminal."""

from __future__ import annotations

import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, delete, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that reorder what is read
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and invisible tags
    "\ud800-\udfff]"  # halves of a character, from a file name that is not UTF-8
)
_SPACES = re.compile(r"\s+")


def neutral(text: str) -> str:
    r"""The text with every control character spelled out (``\x1b``), line feeds and tabs kept."""
    return _STEERING.sub(_spelled_out, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text on one line, neutral, with runs of white space as one space."""
    return neutral(_SPACES.sub(" ", text)).strip()


def neutral_json(document: str) -> str:
    """A JSON document in which what could steer a terminal is escaped the way JSON does it."""
    return _STEERING.sub(_json_escape, document)


def _spelled_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
