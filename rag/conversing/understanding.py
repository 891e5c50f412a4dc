"""From a message in a conversation to a question that stands alone, by rules that say what they did.

What was said before tells whom a pronoun means and what a half question asks. It is never evidence: the
question that comes out is searched and answered like any other. One that stands alone is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from rag.conversing.exchanges import Exchange
from rag.conversing.fragments import is_fragment, make_whole
from rag.conversing.pronouns import Named, name_pronouns
from rag.conversing.replying import reply_to
from rag.conversing.restrictions import read_restriction
from rag.domain import Filters, StandaloneQuestion, TimeRange, Value
from rag.text.tokens import word_set
from rag.text.words import content_words, stem

_BEHIND_A_NOUN = (
    r"is|are|was|were|do|does|did|has|have|had|will|would|can|could|in|at|of|on|for|to|with|by|from|and|or|the|an?"
    r"|compare|offer|provide|publish|mean|work|cost|apply|include|affect|need|use|officially|really"
)
_POINTING = re.compile(
    r"\b(?:this|these|those)\s+(?:particular\s+|specific\s+|same\s+)?"
    rf"(?P<noun>(?!(?:{_BEHIND_A_NOUN}|\w+ed)\b)[\w-]+(?:\s+(?!(?:{_BEHIND_A_NOUN})\b)[\w-]+){{0,2}})",
    re.IGNORECASE,
)
_TIMES = word_set("""
    year month week day morning evening afternoon time summer winter spring autumn season decade century
    moment point way kind sort type
""")


class Unclear(Value):
    """A message nobody can understand yet: ``word`` is what points at nothing, or at several people."""

    asked: str
    word: str
    candidates: tuple[str, ...] = ()


def understand(
    message: str,
    exchanges: Sequence[Exchange],
    *,
    as_of: datetime,
    publishers: Callable[[], Sequence[str]] = tuple,
    time_range: TimeRange | None = None,
    filters: Filters | None = None,
) -> StandaloneQuestion | Unclear:
    """The message as a standalone question, or what in it is unclear.

    What is given as ``time_range`` and ``filters`` holds. Else those of the exchange before do, if the
    message goes on from it.
    """
    text = " ".join(message.split())
    last = exchanges[-1].question if exchanges else None
    if last is not None:
        restriction = read_restriction(text, publishers(), as_of)
        if restriction is not None:
            return last.model_copy(
                update={
                    "asked": message,
                    "because": (f"“{last.text}” is asked again", restriction.because),
                    "instead": (),
                    "time_range": time_range or restriction.time_range or last.time_range,
                    "filters": filters or restriction.filters or last.filters,
                }
            )
    named = _named(text, exchanges, as_of)
    if isinstance(named, Unclear):
        return named
    before = last if named.because else None
    return StandaloneQuestion(
        asked=message,
        text=named.text,
        because=named.because,
        instead=named.instead,
        time_range=time_range or (before.time_range if before else None),
        filters=filters or (before.filters if before else Filters()),
    )


def _named(text: str, exchanges: Sequence[Exchange], as_of: datetime) -> Named | Unclear:
    replied = reply_to(exchanges[-1], text) if exchanges else None
    if replied is not None:
        return Named(text=replied.question, because=(f"“{replied.label}” says who or what was meant",))
    if is_fragment(text):
        if not exchanges:
            return Unclear(asked=text, word=text.rstrip("?!. "))
        whole = make_whole(text, exchanges[-1].question.text, as_of)
        if whole is not None:
            return Named(text=whole.text, because=(whole.because,))
    named = name_pronouns(text, exchanges)
    if named.open:
        return Unclear(asked=text, word=named.open[0], candidates=named.candidates)
    pointing = _points_at_nothing(text, exchanges)
    return Unclear(asked=text, word=pointing) if pointing else named


def _points_at_nothing(text: str, exchanges: Sequence[Exchange]) -> str:
    """ "This library" where no library was spoken of."""
    said = {
        stem(word)
        for exchange in exchanges
        for words in (exchange.question.text, *exchange.said)
        for word in content_words(words)
    }
    for found in _POINTING.finditer(text):
        words = found["noun"].lower().split()
        if not said.intersection(map(stem, words)) and not _TIMES.intersection(words):
            return found.group()
    return ""
