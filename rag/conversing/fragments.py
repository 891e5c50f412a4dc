"""Half questions, made whole by the question before: "and the Chinese side?", "what about 2022?", "why?"."""

from __future__ import annotations

import re
from datetime import datetime

from rag.conversing.referents import Kind, Referent, referents_of
from rag.domain import Value
from rag.retrieval.time_expressions import find_times

_LEAD = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|then|well|and|but|or)[,\s]+)*(?:(?:what|how)\s+about|(?<=\bthen\s)about)\s+"
    r"|^\W*(?:(?:so|then)[,\s]+)*(?:and|but|or)\s+",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|will|would|can|could"
    r"|should|may|might|list|name|tell|give|explain|describe)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"^\W*(?:and|but|so)?\s*"
    r"(?P<word>why|when|where|who|how(?:\s+(?:many|much|long|so))?|since\s+when)\W*$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)\b", re.IGNORECASE
)
_QUESTION_WORDS = re.compile(
    r"^\W*(?:who|whom|what|when|where|why|which|how(?:\s+(?:many|much|long))?)\b\s*", re.IGNORECASE
)
_TIME_AHEAD = re.compile(
    r"(?:\b(?:in|on|at|during|since|from|by|until|before|after)\s+(?:the\s+)?)$", re.IGNORECASE
)
_PREPOSITION = re.compile(r"^(?:for|of|in|at|to|by|from|with|on)\s+", re.IGNORECASE)
_MOSTLY = 0.5


class Whole(Value):
    """The half question made whole, and why so in words."""

    text: str
    because: str


def is_fragment(message: str) -> bool:
    """Whether the message is no question by itself."""
    return _SINGLE.match(message) is not None or bool(_fragment(message))


def make_whole(message: str, before: str, as_of: datetime) -> Whole | None:
    """The message in the frame of the question before it; None if it needs no frame."""
    if single := _SINGLE.match(message):
        return Whole(text=_asked_so(single["word"], before), because=f"it goes on from “{before}”")
    fragment = _fragment(message)
    if not fragment:
        return None
    text = _at_another_time(fragment, before, as_of) or _about_another(fragment, before)
    return Whole(text=text, because=f"“{fragment}” is put into “{before}”")


def _fragment(message: str) -> str:
    """What is asked about in "and …?"; empty if that is a question of its own."""
    lead = _LEAD.match(message)
    rest = message[lead.end() :].strip(" ?.!,") if lead else ""
    return "" if _WHOLE.match(rest) or len(rest.split()) > 8 else rest


def _asked_so(word: str, before: str) -> str:
    """ "Why?" after "Did the port raise its fees?" is "Why did the port raise its fees?"."""
    rest = _QUESTION_WORDS.sub("", before)
    auxiliary = _AUXILIARY.search(before)
    if auxiliary is not None:
        rest = before[auxiliary.start() :]
        rest = rest[0].lower() + rest[1:]
    return f"{word[0].upper()}{word[1:].lower()} {rest}".strip()


def _at_another_time(fragment: str, before: str, as_of: datetime) -> str | None:
    fragment = _led_in(fragment)
    times = find_times(fragment, as_of)
    if not times or sum(time.end - time.start for time in times) < _MOSTLY * len(fragment):
        return None
    stem, known = before.rstrip(" ?"), find_times(before, as_of)
    if known:
        start = known[0].start
        ahead = _TIME_AHEAD.search(before[:start])
        start = ahead.start() if ahead else start
        return before[:start] + fragment + before[known[0].end :]
    return f"{stem} {fragment}?"


def _led_in(time: str) -> str:
    """ "2022" alone is "in 2022"."""
    return f"in {time}" if re.fullmatch(r"(?:19|20)\d\d|[A-Z][a-z]+(?:\s+(?:19|20)\d\d)?", time) else time


def _about_another(fragment: str, before: str) -> str:
    fragment = _PREPOSITION.sub("", fragment)
    known = referents_of(before)
    replaced = _counterpart(fragment, known)
    if replaced is None:
        return f"{before.rstrip(' ?')}, {fragment}?"
    start = replaced.start
    if re.match(r"the\b", fragment, re.IGNORECASE):
        start -= len("the ") if before[:start].lower().endswith(" the ") else 0
    return before[:start] + fragment + before[replaced.end :]


def _counterpart(fragment: str, known: list[Referent]) -> Referent | None:
    """What in the question before the fragment takes the place of: the same kind of thing, or the first."""
    if not known:
        return None
    is_group = re.search(r"\b(?:sides?|officials?|governments?|teams?|delegations?|ministers?)$", fragment)
    own = referents_of(fragment)
    kind = Kind.GROUP if is_group else own[0].kind if own else Kind.THING
    alike = [item for item in known if item.kind is kind] or known
    return alike[0] if is_group else alike[-1]
