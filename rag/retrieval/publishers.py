"""Publishers a question names as its sources: "according to the Harbour Courier", "the 'Tide' article".

Each name that a question holds becomes one mark, and patterns say where a mark is a source. A name alone is
none: a question may be about the publisher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

_TITLE_JOINT = re.compile(r"\s+[|–—-]\s+")
"""What parts a publisher from its section: "Daily Tide | Markets", "Daily Tide - Health"."""
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_MARK = "\ue000"
_WORDY_MARK = "\ue001"
"""A name of several words, or one in quotes: nothing else is meant by it."""

_NAME = rf"[{_MARK}{_WORDY_MARK}]"
_NAMES = rf"{_NAME}(?:(?:,?\s+(?:and|or)\s+|,\s+)(?:another\s+)?{_NAME})*"
_PIECES = r"(?:articles?|reports?|stor(?:y|ies)|coverage|posts?|pieces?|interviews?|columns?|newsletters?)"
_TOLD = (
    r"(?:reported|published|written|covered|discussed|described|mentioned|featured|noted|highlighted|detailed"
    r"|presented|portrayed|stated|cited|identified|claimed|alleged|quoted|according)"
)
_TELLS = (
    r"(?:report(?:s|ed|ing)?|wr(?:ote|ites?|iting)|sa(?:y|ys|id)|suggest(?:s|ed)?|claim(?:s|ed)?|describe[sd]?"
    r"|indicate[sd]?|state[sd]?|note[sd]?|discuss(?:es|ed)?|impl(?:y|ies|ied)|cover(?:s|ed)|mention(?:s|ed)?)"
)
_SOURCES = re.compile(
    rf"(?:\b{_TOLD}\s+(?:by|in|on|to)|\bas\s+per|\bwriting\s+in|\b{_PIECES}\s+(?:by|from|in|of))\s+"
    rf"(?:(?:both|another|the|an?|{_PIECES}|sources?|from|by|in|including|like)\s+){{0,4}}{_NAMES}"
    rf"|{_NAMES}(?:['’]s?)?\s+(?:(?:first|second|third|latest|later|earlier|both|\w+ing)\s+)?(?:{_PIECES}|{_TELLS})\b"
    rf"|\bin\s+{_WORDY_MARK}",
    re.IGNORECASE,
)
_MAY_NAME = re.compile(
    rf"\b(?:{_TOLD}|as\s+per|writing\s+in|{_PIECES}|{_TELLS})\b|\bin\s+(?:the\s+)?(?-i:['‘\"“A-Z])",
    re.IGNORECASE,
)


def named_publishers(question: str, known: Callable[[], Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The words that name a known publisher as a source, and its name in the catalogue; each publisher once.

    ``known`` is asked only if the question may name one.
    """
    publishers = _spoken(known(), question) if _MAY_NAME.search(question) else {}
    if not publishers:
        return
    mentions = list(_any_of(publishers).finditer(question))
    told: set[str] = set()
    for place in sorted(_places_of_sources(_marked(question, mentions))):
        mention = mentions[place]
        for publisher in publishers[" ".join(mention["name"].split())]:
            if publisher not in told:
                told.add(publisher)
                yield mention["name"], publisher


def _spoken(known: Sequence[str], question: str) -> Mapping[str, Sequence[str]]:
    """Publishers by the names that the question may use, the whole name or what stands before its section."""
    folded = question.casefold()
    named: dict[str, list[str]] = {}
    for publisher in known:
        whole = _ARTICLE.sub("", " ".join(publisher.split()))
        for name in dict.fromkeys((whole, _TITLE_JOINT.split(whole)[0])):
            if name and name.casefold() in folded:
                named.setdefault(name, []).append(publisher)
    return named


def _any_of(names: Mapping[str, object]) -> re.Pattern[str]:
    """Any of the names, the longest first, with its quotes and a "the"."""
    spelled = (
        r"\s+".join(map(re.escape, name.split()))
        for name in sorted(names, key=lambda name: (-len(name), name))
    )
    the, name = r"(?:(?i:the)\s+)?", rf"(?<!\w)(?P<name>{'|'.join(spelled)})(?!\w)"
    return re.compile(rf"{the}(?P<quote>(?<!\w)['\"‘“])?{the}{name}(?(quote)(?:,?['\"’”](?!\w))?)")


def _marked(question: str, mentions: Sequence[re.Match[str]]) -> str:
    marked, end = [], 0
    for mention in mentions:
        is_wordy = mention["quote"] or " " in mention["name"]
        marked += [question[end : mention.start()], _WORDY_MARK if is_wordy else _MARK]
        end = mention.end()
    return "".join([*marked, question[end:]])


def _places_of_sources(marked: str) -> set[int]:
    """Which of the marks, counted from 0, stand where a source does."""
    places: set[int] = set()
    for found in _SOURCES.finditer(marked):
        first = len(re.findall(_NAME, marked[: found.start()]))
        places.update(range(first, first + len(re.findall(_NAME, found.group()))))
    return places
