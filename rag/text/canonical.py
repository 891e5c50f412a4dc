"""The canonical text of an article, made once at ingest: every later offset points into it."""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MANY_LINE_ENDS = re.compile(r"\n{3,}")
_ANY_OF_THESE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
"""What the first three look for; most texts hold none, and are gone through once."""


def canonical_text(raw: str) -> str:
    """The text in NFC with LF line ends, without control characters and white space that nobody sees.

    Lone surrogates, which no file can hold, become U+FFFD; byte order marks, blanks at line ends, empty lines
    beyond one and outer white space go. Doing it again changes nothing. The result may be empty.
    """
    text = raw
    if _ANY_OF_THESE.search(text):
        text = _LINE_END.sub("\n", text)
        text = _CONTROL.sub("", text)
        text = _LONE_SURROGATE.sub("\ufffd", text)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _MANY_LINE_ENDS.sub("\n\n", text).strip()
