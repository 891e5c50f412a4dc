"""Questions over several facts, with the facts given; and questions whose facts are nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from eval.cases import MultiHopQuestion, NewsArticle
from eval.outcomes import Detail, Measured
from eval.quiz_answers import gives_answer, levelled
from eval.running import Task
from eval.systems.readers import Reader, Reply

REFUSED = "null: refused"
_NULL = "null"
_YES_NO = re.compile(r"\W*(yes|no|true|false)\b", re.IGNORECASE)
_SAME = {"true": "yes", "false": "no"}


def multihop(
    questions: Sequence[MultiHopQuestion], facts: Sequence[NewsArticle], reader: Reader
) -> Task[MultiHopQuestion]:
    """Right by kind of question, silent or wrong; a question without facts is asked of all of them."""
    last = max(fact.published_on for fact in facts if fact.published_on)
    as_of = datetime.combine(last, time.min, UTC) + timedelta(days=1)

    def measure(case: MultiHopQuestion) -> Measured:
        reply = reader.read(case.question, case.facts, as_of)
        return Measured(scores=_scores(case, reply), detail=_detail(case, reply))

    return Task(
        name="multihop",
        cases=questions,
        measure=measure,
        worst=lambda case: _scores(case, None),
        group=lambda case: case.kind,
        lower_is_better=frozenset({"wrong", "silent"}),
    )


def is_right(case: MultiHopQuestion, reply: Reply) -> bool:
    """A yes or no has to open the reply; a name may stand anywhere in it."""
    if reply.silent:
        return False
    wanted = _plain_yes_no(case.answer)
    if wanted is not None:
        return _plain_yes_no(reply.text) == wanted
    return gives_answer(levelled(reply.text), case.answer)


def _plain_yes_no(text: str) -> str | None:
    found = _YES_NO.match(text)
    word = found[1].lower() if found else None
    return _SAME.get(word, word) if word else None


def _scores(case: MultiHopQuestion, reply: Reply | None) -> dict[str, float]:
    """``reply`` is None for a system that failed."""
    if case.kind == _NULL:
        return {REFUSED: float(reply is not None and reply.silent)}
    right = reply is not None and is_right(case, reply)
    silent = reply is None or reply.silent
    return {
        "right": float(right),
        f"{case.kind}: right": float(right),
        "wrong": float(not right and not silent),
        "silent": float(silent),
    }


def _detail(case: MultiHopQuestion, reply: Reply) -> Detail:
    return Detail(question=case.question, found=(reply.text,), expected=(case.answer,))
