"""Pronouns of a question, put into the names they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.conversing.exchanges import Exchange
from rag.conversing.persons import Meant, whom
from rag.conversing.referents import Kind, Referent, referents_of, what
from rag.domain import Choice, Value
from rag.text.words import content_words

_PRONOUN = re.compile(
    r"\b(?:(?P<person>he|she|him|her|his|hers)|(?P<group>they|them|their|theirs)|(?P<thing>it|its)"
    r"|(?P<place>(?<!is\s)(?<!are\s)(?<!was\s)(?<!were\s)(?<!be\s)there"
    r"(?!\s+(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|be|been|seems?|any)\b)))"
    r"\b(?!['’](?:ll|d|re))",
    re.IGNORECASE,
)
_KINDS = {
    "person": (Kind.PERSON, Kind.NAME),
    "group": (Kind.GROUP, Kind.THING, Kind.NAME, Kind.PLACE),
    "thing": (Kind.THING, Kind.NAME, Kind.GROUP, Kind.PLACE),
    "place": (Kind.PLACE, Kind.NAME),
}
_EMPTY_IT = re.compile(
    r"\b(?:(?:is|was|will|would|does|did|has|can|could|may|might|should)\s+it|it(?:['’]s)?)\s+"
    r"(?:be\s+|is\s+|was\s+|been\s+)?(?:(?:\w+ly|very|so|most)\s+)?(?:true|possible|likely|clear|legal|known|common|necessary|important|safe"
    r"|said|take[ns]?|took|mean|happen|rain(?:ing)?|late|early|that|worth)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.?!]\s|\b(?:and|but|if|when|because)\s")
_FUNCTIONAL = re.compile(
    r"(?:what|who|whom|whose|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|will|would|can"
    r"|could|should|may|might|if|and|but|or|so|then|please|tell|know|much|many|long|got|no|yes|ok|okay|thanks)",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset({"his", "their", "its"})
_BEFORE_A_NOUN = re.compile(
    r"\s+(?!(?:to|in|at|on|for|with|from|by|of|as|and|or|that|when)\b)[a-z]", re.IGNORECASE
)


class Named(Value):
    """A question with its pronouns replaced, and how else it could be read.

    ``open`` are the pronouns that stand for nobody yet, ``candidates`` whom the first of them could mean.
    """

    text: str
    because: tuple[str, ...] = ()
    instead: tuple[Choice, ...] = ()
    open: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


def name_pronouns(question: str, exchanges: Sequence[Exchange]) -> Named:
    """Each pronoun becomes the name it means; one that means something in the question itself stays.

    So does one for a thing of which the conversation spoke without a name: a wrong name is worse than none.
    """
    read = [(found, _meant(found, exchanges)) for found in _pointing_out(question)]
    unknown = [
        (found, meant)
        for found, meant in read
        if meant.best is None and (found.lastgroup == "person" or not exchanges)
    ]
    if unknown:
        candidates = tuple(item.text for item in unknown[0][1].others)
        return Named(text=question, open=tuple(found.group() for found, _ in unknown), candidates=candidates)
    known = [(found, meant.best) for found, meant in read if meant.best is not None]
    because = {f"“{found.group()}” is taken for {name.text}": None for found, name in known}
    return Named(text=_with(question, known), because=tuple(because), instead=tuple(_instead(question, read)))


def _pointing_out(question: str) -> Iterator[re.Match[str]]:
    """The pronouns that mean something outside the question."""
    own = referents_of(question)
    empty = [found.span() for found in _EMPTY_IT.finditer(question)]
    for found in _PRONOUN.finditer(question):
        kinds = _KINDS[str(found.lastgroup)]
        is_own = any(item.start < found.start() and item.kind in kinds for item in own)
        is_own = is_own or _means_a_noun_before(found, question)
        if not is_own and not any(start <= found.start() < end for start, end in empty):
            yield found


def _means_a_noun_before(found: re.Match[str], question: str) -> bool:
    """ "Do mothers protect their babies?", "If I sell the house, how is it taxed?"."""
    if found.lastgroup not in ("group", "thing"):
        return False
    before = question[: found.start()]
    clause = _CLAUSE_END.split(before) if found.group().lower() not in _POSSESSIVE else [before, ""]
    nouns = content_words(" ".join(clause[:-1]))
    return any(not _FUNCTIONAL.fullmatch(word) for word in nouns)


def _meant(found: re.Match[str], exchanges: Sequence[Exchange]) -> Meant:
    if found.lastgroup == "person":
        return whom(found.group(), exchanges)
    return Meant(best=what(exchanges, _KINDS[str(found.lastgroup)]))


def _with(question: str, names: Iterable[tuple[re.Match[str], Referent]]) -> str:
    pieces: list[str] = []
    at = 0
    for found, name in names:
        pieces += [question[at : found.start()], _put(found, question, name.text)]
        at = found.end()
    return "".join([*pieces, question[at:]])


def _instead(question: str, read: Sequence[tuple[re.Match[str], Meant]]) -> Iterator[Choice]:
    """The question with another person in it, where one pronoun says all there is to say of whom it means."""
    others = {item.text: item for _, meant in read for item in meant.others}
    for label, other in others.items():
        names = [(found, other if meant.others else meant.best) for found, meant in read]
        put = _with(question, [(found, name) for found, name in names if name is not None])
        yield Choice(label=label, question=put)


def _put(found: re.Match[str], question: str, name: str) -> str:
    """The name as it stands in the place of the pronoun: "his visit" is Wang Yi's visit."""
    word = found.group().lower()
    is_possessive = word in _POSSESSIVE or (
        word == "her" and _BEFORE_A_NOUN.match(question, found.end()) is not None
    )
    if word == "there":
        return f"in {name}"
    if is_possessive:
        return f"{name}’" if name.endswith("s") else f"{name}’s"
    return name


def stands_for(question: str, pronoun: str) -> Callable[[str], str]:
    """How the question reads with a name in the place of that pronoun, which it holds."""
    found = next(item for item in _PRONOUN.finditer(question) if item.group() == pronoun)
    return lambda name: question[: found.start()] + _put(found, question, name) + question[found.end() :]
