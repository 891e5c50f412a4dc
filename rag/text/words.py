"""Words of a text, as search and comparison need them: whole, without stop words, or stemmed."""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from typing import Protocol, cast

_STEM_CACHE = 100_000

# Letters and digits, with the combining marks that `\w` leaves out (accents, Hebrew, Arabic, Indic, Thai).
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0e4e])+"
_NUMBER = r"\d+(?:[.,:]\d+)+[^\W_]*"
_DOTTED = r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
_PART = rf"(?:{_DOTTED}|{_NUMBER}|{_LETTERS})"
_WORD = re.compile(rf"{_PART}(?:[-‐‑'’&]{_PART})*%?")
_POSSESSIVE = re.compile(r"'s$", re.IGNORECASE)

# Negations are no stop words: a claim that drops a "not" must not look the same.
_STOP_LIST = """
a about above after again against all also am among an and any are as at be because been before
being below between both but by can could did do does doing down during each either else few for
from further had has have having he her here hers herself him himself his how i if in into is it its
itself just let like may me might more most much must my myself of off on once only or other our
ours ourselves out over own per said same say says shall she should since so some such than that the
their theirs them themselves then there these they this those through thus to too under until up
upon us very was we were what when where whether which while who whom whose why will with within
would yes yet you your yours yourself yourselves i'd i'll i'm i've he'd he'll she'd she'll it'd
it'll they'd they'll they're they've we'd we'll we're we've you'd you'll you're you've who'd who'll
who've that'd that'll there'd there'll
"""
_STOP_WORDS = frozenset(_STOP_LIST.split())


def words(text: str) -> list[str]:
    """The words of a text in order, in their own case.

    "U.S.", "military-to-military", "5%", "1.2" and "AT&T" stay whole; a possessive 's goes; a curly
    apostrophe comes out straight.
    """
    return [_POSSESSIVE.sub("", found.replace("’", "'")) for found in _WORD.findall(text)]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, in order and in their own case: no stop words.

    "US", "WHO" and "May" stay, although "us", "who" and "may" go.
    """
    return [word for word in words(text) if not _is_stop_word(word)]


@lru_cache(maxsize=_STEM_CACHE)
def stem(word: str) -> str:
    """The stem of an English word, in lower case; "Talks" and "talking" share one, as do "U.S." and "US"."""
    plain = _POSSESSIVE.sub("", word.replace("’", "'").casefold())
    if re.fullmatch(_DOTTED, plain):
        return plain.replace(".", "")
    with _stemming:
        return _stemmer().stemWord(plain)


def _is_stop_word(word: str) -> bool:
    is_name = (len(word) > 1 and word.isupper()) or word == "May"
    return not is_name and word.casefold() in _STOP_WORDS


# A Snowball stemmer keeps the word it works on in itself, so two threads must not share a call.
_stemming = threading.Lock()


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # the library's spelling


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    return cast("_Stemmer", snowballstemmer.stemmer("english"))
