"""Publishers a question names as its source: "according to the Harbour Courier"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_SOURCE = (
    r"(?:according\s+to|as\s+reported\s+(?:by|in)|reported\s+(?:by|in)|published\s+(?:by|in)|writing\s+in)"
)
_REPORTS = r"(?:['’]s?)?\s+(?:report(?:s|ed|ing)?|wrote|writes?|articles?|stories|coverage)\b"


_MAY_NAME = re.compile(rf"\b{_SOURCE}\b|{_REPORTS}|\bin\s+(?:the\s+)?(?-i:[A-Z])", re.IGNORECASE)


def named_publishers(question: str, known: Callable[[], Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The words that name a known publisher as a source, and its name in the catalogue.

    A name alone is no source: a question may be about the publisher. One of several words that stands behind
    "in the" is.
    """
    for publisher in known() if _MAY_NAME.search(question) else ():
        name = _ARTICLE.sub("", publisher.strip())
        if name and name.casefold() in question.casefold():
            found = _as_source(name).search(question)
            if found:
                yield found.group(), publisher


def _as_source(name: str) -> re.Pattern[str]:
    spelled = r"\s+".join(re.escape(word) for word in name.split())
    named = rf"(?:the\s+)?(?<!\w)(?-i:{spelled})(?!\w)"
    ways = [rf"\b{_SOURCE}\s+{named}", rf"{named}{_REPORTS}"]
    if " " in name:
        ways.append(rf"\bin\s+{named}")
    return re.compile("|".join(ways), re.IGNORECASE)
