"""What is agreed: statements that articles of different origin carry, each held to the other's own words.

Papers seldom write the same sentence, so the beginnings of a sentence up to its joints are looked at too; a
beginning is left alone where what follows says who says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.grounding import ground
from rag.answering.grounding.facts import facts_of
from rag.domain import Agreed, AnswerDraft, Citation, DraftClaim, Evidence
from rag.summaries.digest.choosing import nearest
from rag.summaries.digest.reports import Report, about, is_told
from rag.summaries.reading import Line
from rag.text.polarity import read_statement
from rag.text.words import content_words, stem

_MOST = 6
_SAME = 0.55
"""Of the weighted words of two statements that they have in common: one of them is enough."""
_OPENING = 15
"""Statements of an article that are tried in the others."""
_COMPARED = 4
"""Sentences of another article that a statement is held to: those that share most words with it."""
_SHARED = 0.5
"""Share of a statement's words that one of them must have, to be worth comparing."""
_MISSING = 0.15
"""Share of a statement's words that its other source may put differently: none of a few."""
_FEWEST_WORDS = 4
"""Content words of a statement that is worth telling."""
_JOINT = re.compile(r"[,;:]\s|\s?[—–]\s?|\s(?=(?:as|while|after|but|when)\s)")
_LEADS_ON = re.compile(
    r"(?:even\s+)?(?:as|while|after|before|when|if|although|though|because|since|despite|with|unless|until)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[“”\"‘]")


def find_agreed(reports: Sequence[Report]) -> tuple[Agreed, ...]:
    """The statements nearest to what the story is about that more than one origin carries."""
    if len({report.origin for report in reports}) < 2:
        return ()
    found = [agreed for report in reports for agreed in _agreed_with(report, reports)]
    chosen = nearest(
        [agreed.text for agreed in found],
        about(reports),
        most=_MOST,
        same_from=_SAME,
        may_be_same=lambda one, other: True,
    )
    return tuple(
        max([found[at], *(found[other] for other in same)], key=_strength) for at, same in chosen.items()
    )


def _strength(agreed: Agreed) -> tuple[int, int]:
    return len(agreed.origins), len(agreed.text)


def _agreed_with(report: Report, reports: Sequence[Report]) -> Iterator[Agreed]:
    """The longest beginning of each opening statement that another origin carries."""
    others = [other for other in reports if other.origin != report.origin]
    for line in report.reading.statements[:_OPENING]:
        if is_told(line) and not _MARKS.search(line.text):
            found = (_carried_by(report, line, end, others) for end in _ends(line))
            agreed = next((one for one in found if one is not None), None)
            if agreed is not None:
                yield agreed


def _ends(line: Line) -> Iterator[int]:
    """Where the sentence, or a beginning of it that can stand for itself, ends; the longest first."""
    yield len(line.text)
    joints = [found.start() for found in _JOINT.finditer(line.text)]
    for joint in reversed(joints):
        said_by_others = any(
            speech.start >= joint and any(start < joint for start, _ in speech.said) for speech in line.speech
        )
        if not said_by_others and _says_something(line.text[:joint], line.text[: joints[0]]):
            yield joint


def _says_something(text: str, first_part: str) -> bool:
    """Whether it is a statement: with a verb before its first joint, and no clause that only leads on."""
    enough = len(content_words(text)) >= _FEWEST_WORDS
    return enough and not read_statement(first_part).is_fragment and not _LEADS_ON.match(text)


def _carried_by(report: Report, line: Line, end: int, others: Sequence[Report]) -> Agreed | None:
    text = " ".join(line.text[:end].split())
    support = {other.article_id: carrying_places(text, other) for other in others}
    carrying = [other for other in others if support[other.article_id]]
    if not carrying:
        return None
    places = [place for other in carrying for place in support[other.article_id]]
    return Agreed(
        text=text,
        origins=tuple(dict.fromkeys([report.origin, *(other.origin for other in carrying)])),
        citations=(report.reading.cite(line, 0, end), *places),
    )


def carrying_places(text: str, report: Report) -> tuple[Citation, ...]:
    """The sentences of an article that carry a statement of another one, nearly in its words."""
    offered = _offered(text, report)
    if not offered:
        return ()
    draft = AnswerDraft(claims=(DraftClaim(text=text, sentences=()),))
    grounded = ground(draft, offered)
    citations = grounded.claims[0].citations if grounded.claims else ()
    return citations if _has_the_words(text, " ".join(place.quote for place in citations)) else ()


def _offered(text: str, report: Report) -> list[Evidence]:
    wanted = {stem(word) for word in content_words(text)}
    ranked = sorted(report.reading.body, key=lambda line: (-len(wanted & line.stems), line.number))
    if not ranked or len(wanted & ranked[0].stems) < _SHARED * len(wanted):
        return []
    near = {line.number for line in ranked[:_COMPARED]}
    return [item for item in report.reading.evidence if item.number in near]


def _has_the_words(text: str, source: str) -> bool:
    words, said = facts_of(text, None).plain, facts_of(source, None)
    missing = sum(not said.has_word(token.stem) for token in words)
    return missing <= _MISSING * len(words)
