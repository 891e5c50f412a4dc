"""Negation and modality: "not", "denied", "may", "will", "is considering", and the words they govern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.text.tokens import Token, tokens, word_set


class Force(StrEnum):
    """What a cue does to the words behind it."""

    NOT = "not"
    NO_LONGER = "no longer"
    FAILED = "failed"
    REFUSED = "refused"
    DENIED = "denied"
    WILL = "will"
    PLAN = "plan"
    MAY = "may"
    URGE = "should"
    ALLEGED = "alleged"
    TRY = "try"
    THREATEN = "threaten"


NEGATIONS = frozenset({Force.NOT, Force.NO_LONGER, Force.FAILED, Force.REFUSED, Force.DENIED})

# What follows from what: "refused to sign" says that he did not sign, "will" that it is planned.
_FOLLOWS = {
    Force.NO_LONGER: {Force.NOT},
    Force.FAILED: {Force.NOT},
    Force.REFUSED: {Force.NOT},
    Force.WILL: {Force.PLAN},
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word such as "not" or "may"; ``scope`` are the stems it governs, nearest first."""

    text: str
    force: Force
    clause: int
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A text read for what it asserts: its words, the clause each stands in, and its cues."""

    tokens: tuple[Token, ...]
    clauses: tuple[int, ...]
    cues: tuple[Cue, ...]
    is_fragment: bool
    """No verb in it, as in "nine hours": it asserts nothing by itself."""
    looks_ahead: bool
    """It speaks of what is to come without a verb for it: "the summit next month"."""

    def stems_of_clause(self, clause: int) -> frozenset[str]:
        """Stems of its content words."""
        pairs = zip(self.tokens, self.clauses, strict=True)
        return frozenset(token.stem for token, at in pairs if at == clause and token.is_content)


_TO_VERBS = (
    r"plan(?:s|ned|ning)?|intend(?:s|ed)?|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|want(?:s|ed)?|seek(?:s|ing)?|sought"
    r"|vow(?:s|ed)?|pledg(?:e|es|ed)|promis(?:e|es|ed)|agree(?:s|d)?|decid(?:e|es|ed)|prepar(?:e|es|ed|ing)"
    r"|expect(?:s|ed)?|likely|propos(?:e|es|ed)|looking|willing|ready|offer(?:s|ed)?"
)
_CUES = tuple(
    (force, re.compile(rf"\b(?:{pattern})(?:(?!\w)|(?=n['’]t\b))", re.IGNORECASE))
    for force, pattern in (
        (Force.NO_LONGER, r"no\s+longer|not\s+any\s?(?:more|longer)"),
        (Force.FAILED, r"fail(?:s|ed|ing|ure)?\s+to|(?:un|not\s+)able\s+to|inability\s+to"),
        (
            Force.REFUSED,
            r"refus(?:e|es|ed|ing|al)(?:\s+to)?|declin(?:e|es|ed|ing)\s+to|rul(?:e|es|ed|ing)\s+out",
        ),
        (
            Force.DENIED,
            r"den(?:y|ies|ied|ying|ial)|disput(?:e|es|ed|ing)(?=\s+(?:that|the|a|his|her|their|any)\b)",
        ),
        (
            Force.NOT,
            r"not(?!\s+(?:only|just|least|merely))|no(?!\s+(?:doubt|fewer|less|more\s+than|sooner|later\s+than)\b|\.)"
            r"|never|neither|nor|none|nobody|nothing|without|hardly|barely|cannot|unlikely\s+to",
        ),
        (Force.NOT, r"(?<=n)['’]t"),
        (
            Force.WILL,
            r"will|shall|would|won(?=['’]t)|going\s+to|(?:is|are|was|were)\s+(?:set\s+|due\s+|scheduled\s+)?to",
        ),
        (Force.WILL, r"(?<=\w)['’]ll|(?:set|scheduled|slated)\s+to"),
        (Force.PLAN, rf"(?:{_TO_VERBS})\s+to|planned|proposed"),
        (
            Force.MAY,
            r"might|could|possibly|perhaps|maybe|potential(?:ly)?|possible|hypothetical"
            r"|(?:consider|weigh|mull|explor|contemplat|discuss)ing|considers?|considered|under\s+consideration",
        ),
        (
            Force.URGE,
            r"should|must|ought\s+to|need(?:s|ed)?\s+to|urg(?:e|es|ed|ing)|call(?:s|ed|ing)?\s+(?:on|for)",
        ),
        (
            Force.ALLEGED,
            r"alleged(?:ly)?|alleg(?:e|es|ing)|reportedly|suspected|accus(?:e|es|ed|ing)\s+of|purported(?:ly)?"
            r"|apparent(?:ly)?|rumou?red",
        ),
        (Force.TRY, r"tr(?:y|ies|ied|ying)\s+to|attempt(?:s|ed|ing)?\s+to"),
        (Force.THREATEN, r"threaten(?:s|ed|ing)?"),
    )
)
_AHEAD = re.compile(
    r"\b(?:anticipated|upcoming|forthcoming|coming|tomorrow|expected|scheduled|planned"
    r"|next\s+(?:week|month|year|\w+day))\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"\bmay\b|(?:^|[.!?]\s)May(?=\s+[a-z])")
_BOUNDARY = re.compile(r"[,;:.!?()“”\"—–\n]")
_BOUNDARY_WORDS = word_set("but although though while whereas because however which who whom where unless")
_NO_CONTENT = word_set("not no never neither nor none nothing nobody cannot n't")
_SCOPE = 5
_HEADS = 3
_FEW_WORDS = 4
_VERBS = word_set("""
    is are was were be been am has have had do does did will would shall may might can could should must
    said says say told tells met meets won wins lost came comes went goes took takes made makes gave
    gives got gets became began saw sees held holds kept kills fell falls rose rises grew led leads left
    paid sent spent stood struck taught thought threw understood wore wrote brought bought broke built
    caught chose cut drew drove ate felt fought found flew forgot froze heard hit hurt knew laid lay
    lent let lit meant put quit read ran sang sank sat sold set shook shot shut slept spoke stole swore
    swept swam
""")
_VERB_ENDING = re.compile(r"[a-z]{2,}(?:ed|izes|ises|ates|ifies)$")
_FRAGMENT_WORDS = 8


def read_statement(text: str) -> Statement:
    """A text's words, clauses and cues."""
    found = tuple(tokens(text))
    clauses = _clauses(text, found)
    return Statement(
        found,
        clauses,
        tuple(_cues(text, found, clauses)),
        _is_fragment(found),
        _AHEAD.search(text) is not None,
    )


def _clauses(text: str, found: Sequence[Token]) -> tuple[int, ...]:
    numbers: list[int] = []
    number, end = 0, 0
    for token in found:
        if _BOUNDARY.search(text, end, token.start) or token.lower in _BOUNDARY_WORDS:
            number += 1
        numbers.append(number)
        end = token.end
    return tuple(numbers)


def _is_fragment(found: Sequence[Token]) -> bool:
    if sum(token.is_content for token in found) > _FRAGMENT_WORDS:
        return False
    return not any(token.lower in _VERBS or _VERB_ENDING.fullmatch(token.text) for token in found)


def _cues(text: str, found: Sequence[Token], clauses: Sequence[int]) -> list[Cue]:
    spans: list[tuple[int, int, Force]] = []
    patterns = (*_CUES, (Force.MAY, _MAY))
    for force, pattern in patterns:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in spans):
                spans.append((*match.span(), force))
    spans.sort()
    return [_cue(text, span, spans, found, clauses) for span in spans]


def _cue(
    text: str,
    span: tuple[int, int, Force],
    spans: Sequence[tuple[int, int, Force]],
    found: Sequence[Token],
    clauses: Sequence[int],
) -> Cue:
    """The scope goes to the end of the clause, or to the next cue of its kind."""
    start, end, force = span
    is_negation = force in NEGATIONS
    stops = [other for other, _, kind in spans if other >= end and (kind in NEGATIONS) == is_negation]
    stop = min(stops, default=len(text) + 1)
    scope: list[str] = []
    clause: int | None = None
    for token, number in zip(found, clauses, strict=True):
        if token.start < end or not token.is_content or token.start >= stop or token.lower in _NO_CONTENT:
            continue
        clause = number if clause is None else clause
        if number != clause or len(scope) == _SCOPE:
            break
        scope.append(token.stem)
    return Cue(_shown(text[start:end]), force, clause or 0, tuple(scope))


def _shown(cue: str) -> str:
    """A cue as a reader would name it."""
    return {"'t": "not", "’t": "not", "'ll": "will", "’ll": "will", "won": "will"}.get(
        cue.lower(), cue.lower()
    )


# --- comparison -------------------------------------------------------------------------------------------


def polarity_clash(claim: Statement, source: Statement) -> str | None:
    """How the claim's negation or modality departs from the source's, in words; None if it does not."""
    for negations in (True, False):
        mine = [cue for cue in claim.cues if (cue.force in NEGATIONS) == negations]
        theirs = [cue for cue in source.cues if (cue.force in NEGATIONS) == negations]
        clash = _dropped(claim, source, mine, theirs) or _added(claim, source, mine, theirs)
        if clash:
            return clash
    return None


def _dropped(claim: Statement, source: Statement, mine: Sequence[Cue], theirs: Sequence[Cue]) -> str | None:
    """A cue of the source governs words of the claim, where the claim has none or a stronger one."""
    stems = {token.stem for token in claim.tokens}
    for cue in theirs:
        shared = [word for word in cue.scope[:_HEADS] if word in stems]
        if (
            not shared
            or not _concerns(claim, source, cue, shared)
            or _said_elsewhere(claim, source, cue, shared[0])
        ):
            continue
        answers = [other for other in mine if set(other.scope) & set(shared)]
        if any(_may_say(other.force, cue.force) for other in answers):
            continue
        if answers:
            return f"the source says “{cue.text}”, the claim says “{answers[0].text}”"
        if cue.force in NEGATIONS or cue.scope[0] in stems or not claim.is_fragment:
            return f"the source says “{cue.text}”, the claim leaves it out"
    return None


def _concerns(claim: Statement, source: Statement, cue: Cue, shared: Sequence[str]) -> bool:
    """Whether a cue of the source touches what the claim is about, not just a word they have in common."""
    words = {token.stem for token in claim.tokens if token.is_content}
    if len(words) <= _FEW_WORDS or len(shared) > 1:
        return True
    clause = source.stems_of_clause(cue.clause)
    return cue.scope[0] == shared[0] and (len(words & clause) > 1 or clause <= words)


def _said_elsewhere(claim: Statement, source: Statement, cue: Cue, word: str) -> bool:
    """Whether another clause of the source says the word without this cue, and is nearer to the claim."""
    about = [token.stem for token in claim.tokens if token.is_content]
    stems, same = set(about), source.stems_of_clause(cue.clause)
    here = len(stems & same)
    subject = set(about[:1]) & same
    others = {at for token, at in zip(source.tokens, source.clauses, strict=True) if token.stem == word}
    clauses = [source.stems_of_clause(at) for at in others - {cue.clause}]
    return any(len(stems & there) > here and subject <= there for there in clauses)


def _added(claim: Statement, source: Statement, mine: Sequence[Cue], theirs: Sequence[Cue]) -> str | None:
    """A cue of the claim governs words that the source says without one."""
    stems = {token.stem for token in source.tokens}
    for cue in mine:
        shared = [word for word in cue.scope[:_HEADS] if word in stems]
        if not shared and cue.force not in NEGATIONS:
            continue
        if cue.force is Force.WILL and source.looks_ahead and not theirs:
            continue
        answers = [other for other in theirs if set(other.scope) & set(cue.scope) or other.scope == cue.scope]
        if any(_may_say(cue.force, other.force) for other in answers):
            continue
        if answers:
            return f"the source says “{answers[0].text}”, the claim says “{cue.text}”"
        return f"the claim says “{cue.text}”, the source does not"
    return None


def _may_say(claim: Force, source: Force) -> bool:
    return claim is source or claim in _FOLLOWS.get(source, ())
