"""Words that say the opposite of each other, and whether a claim uses the wrong one of a pair."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.text.tokens import Token
from rag.text.words import stem

_PAIRS = (
    (
        "rise rose risen increase grow grew grown growth gain climb jump surge soar up higher raise rebound",
        "fall fell fallen decrease decline drop dip slump plunge down lower cut reduce shrink slip sank",
    ),
    ("more", "less fewer"),
    ("before prior", "after following since"),
    ("earlier", "later"),
    ("win won winner victory beat", "lose lost loser defeat"),
    ("support back favor favour endorse", "oppose opposition against criticize criticise condemn"),
    ("accept approve approval adopt", "reject rejection veto block"),
    ("allow permit legalize legalise authorize", "ban prohibit forbid forbade forbidden outlaw"),
    ("begin began begun start launch", "end finish stop halt cancel"),
    ("open reopen", "close shut"),
    ("import", "export"),
    ("buy bought purchase acquire", "sell sold"),
    ("hire appoint recruit", "fire dismiss sack"),
    ("east eastern", "west western"),
    ("north northern", "south southern"),
    ("best", "worst"),
    ("highest", "lowest"),
    ("largest biggest", "smallest"),
    ("convict guilty", "acquit innocent"),
    ("strengthen stronger strong", "weaken weaker weak"),
    ("tighten tighter", "loosen ease relax looser"),
    ("arrive enter", "leave left depart exit"),
    ("majority", "minority"),
    ("success succeed successful", "failure unsuccessful"),
    ("public", "private"),
    ("domestic", "foreign"),
    ("optimistic", "pessimistic"),
    ("older oldest", "younger youngest"),
    ("alive survive survivor", "dead die died kill"),
    ("male man men boy", "female woman women girl"),
    ("join", "quit resign withdraw withdrew"),
    ("profit", "loss"),
    ("surplus", "deficit"),
    ("improve better", "worsen worse deteriorate"),
    ("expensive", "cheap"),
    ("lend lent", "borrow"),
    ("attack", "defend"),
    ("morning", "evening"),
    ("first", "last final"),
)
_NEIGHBOURS = 4
_REACH = 6

Sense = tuple[int, int]
"""The number of a pair, and 0 or 1 for the side of it a word stands on."""


def _senses() -> dict[str, Sense]:
    sides = [(number, side, words) for number, pair in enumerate(_PAIRS) for side, words in enumerate(pair)]
    return {stem(word): (number, side) for number, side, words in sides for word in words.split()}


_SENSES = _senses()
_TIME_ORDER = _SENSES[stem("before")][0]
_RANK = _SENSES[stem("first")][0]


def sense(word: str) -> Sense | None:
    """Which side of which pair a stem stands on; words on one side may stand for each other."""
    return _SENSES.get(word)


def opposite_clash(claim: Sequence[Token], source: Sequence[Token]) -> tuple[Token, Token] | None:
    """The word of the claim whose opposite the source uses in its place, and that opposite.

    Where the source uses both ("exports rose while imports fell"), the one that stands nearest to the
    claim's neighbouring words counts.
    """
    for place, token in enumerate(claim):
        mine = sense(token.stem)
        if mine is None:
            continue
        opposite = _places(source, (mine[0], 1 - mine[1]))
        if mine[0] == _RANK:
            opposite = [other for other in opposite if _is_rank(claim, place, source, other)]
        if not opposite or (mine[0] == _TIME_ORDER and _is_turned_round(claim, place, source, opposite)):
            continue
        near = _neighbours(claim, place)
        best = max(opposite, key=lambda other: _closeness(source, other, near))
        same = max((_closeness(source, other, near) for other in _places(source, mine)), default=-1.0)
        if _closeness(source, best, near) > same:
            return token, source[best]
    return None


def _is_rank(claim: Sequence[Token], place: int, source: Sequence[Token], other: int) -> bool:
    """ "The first visit" and "the last visit" exclude each other; "last visited" and "last week" do not."""
    return [word.stem for word in claim[place + 1 : place + 2]] == [
        word.stem for word in source[other + 1 : other + 2]
    ]


def _places(source: Sequence[Token], wanted: Sense) -> list[int]:
    return [at for at, token in enumerate(source) if sense(token.stem) == wanted]


def _neighbours(claim: Sequence[Token], place: int) -> frozenset[str]:
    around = [*claim[max(0, place - _NEIGHBOURS) : place], *claim[place + 1 : place + 1 + _NEIGHBOURS]]
    return frozenset(token.stem for token in around if token.is_content)


def _closeness(source: Sequence[Token], place: int, stems: Collection[str]) -> float:
    """How many of the stems stand around a place, the nearer ones counting more."""
    nearest: dict[str, int] = {}
    for at in range(max(0, place - _REACH), min(len(source), place + _REACH + 1)):
        if source[at].stem in stems and at != place:
            nearest[source[at].stem] = min(abs(at - place), nearest.get(source[at].stem, _REACH))
    return sum(1 - distance / (2 * _REACH) for distance in nearest.values())


def _is_turned_round(
    claim: Sequence[Token], place: int, source: Sequence[Token], others: Collection[int]
) -> bool:
    """ "A after B" and "B before A" say the same."""
    behind = {token.stem for token in claim[place + 1 : place + 1 + _NEIGHBOURS] if token.is_content}
    return bool(behind) and not any(
        token.is_content and token.stem in behind
        for other in others
        for token in source[other + 1 : other + 1 + _NEIGHBOURS]
    )
