"""Words put in the place of others: where claim and source run alike but for a word, that word is compared.

"A few months earlier" is not "a few years earlier", and "the new ferry" is not "the old ferry", although both
words may stand somewhere in the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answering.grounding.facts import Facts
from rag.text.contrasts import are_opposed
from rag.text.names import Aliases, Name, same_name
from rag.text.numbers import Number, carries
from rag.text.tokens import Token, word_set

_ALIKE = 0.7
"""Share of a claim's words that have to run as they do in the source."""
_FEWEST_ALIKE = 3
_LONGEST_SLOT = 3
_NEGATIONS = word_set("not n't never no cannot")
_WITHOUT_NOT = word_set(
    "fail refus declin deni lack without prevent neither nor none nobodi noth hard bare unabl no-one yet"
)
"""Stems of words that say "not" in their own way."""
_HELPERS = word_set(
    "do does did is are was were be been has have had will would can could should may might must"
)


_Step = tuple[str, int, int, int, int]
"""As `difflib` gives them: a kind, and where it is in the one and in the other."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word to be aligned; "didn't" gives "did" and "not"."""

    key: str
    token: Token


def alikeness(claim: Facts, source: Facts) -> float:
    """The share of a claim's words that run as in a source; 0 where it is too little to align them."""
    mine, steps = _align(_words(claim.tokens), _words(source.tokens))
    alike = sum(end - start for kind, start, end, _, _ in steps if kind == "equal")
    return alike / mine if alike >= max(_FEWEST_ALIKE, _ALIKE * mine) else 0.0


def slot_clash(claim: Facts, source: Facts, aliases: Aliases) -> str | None:
    """What the claim has where the source has something else, in words; None if nothing of weight."""
    if not alikeness(claim, source):
        return None
    mine, theirs = _words(claim.tokens), _words(source.tokens)
    for step in _align(mine, theirs)[1]:
        kind, start, end, other_start, other_end = step
        left, right = mine[start:end], theirs[other_start:other_end]
        clash = None
        if kind == "replace" and len(left) <= _LONGEST_SLOT:
            facing = _facing(right, len(left), opens=start == 0, closes=end == len(mine))
            clash = _replaced(claim, source, left, facing, aliases)
        elif kind in ("insert", "delete") and start > 0 and end < len(mine):
            clash = _negated(left, right)
        if clash is not None:
            return clash
    return None


def _align(mine: Sequence[_Word], theirs: Sequence[_Word]) -> tuple[int, Sequence[_Step]]:
    """How many words the claim has, and the steps that lead from it to the source."""
    keys, others = [word.key for word in mine], [word.key for word in theirs]
    return len(keys), list(SequenceMatcher(None, keys, others, autojunk=False).get_opcodes())


def _facing(right: Sequence[_Word], length: int, *, opens: bool, closes: bool) -> Sequence[_Word]:
    """The words of a longer source that stand where the claim's are, at its end or its beginning."""
    if len(right) <= _LONGEST_SLOT:
        return right
    return right[:length] if closes else right[-length:] if opens else ()


def _words(found: Sequence[Token]) -> list[_Word]:
    return [word for token in found for word in _parts(token)]


def _parts(token: Token) -> Iterator[_Word]:
    plain = token.lower.replace("’", "'")
    if plain == "cannot" or plain.endswith("n't"):
        verb = {"won't": "will", "can't": "can", "cannot": "can"}.get(plain, plain[:-3])
        yield _Word(verb, token)
        yield _Word("not", token)
    else:
        yield _Word(token.stem, token)


def _negated(left: Sequence[_Word], right: Sequence[_Word]) -> str | None:
    """A "not" that only one of the two has, with nothing but helping verbs beside it."""
    for words, says, lacks in ((left, "claim", "source"), (right, "source", "claim")):
        keys = [word.key for word in words]
        said = [key for key in keys if key in _NEGATIONS]
        if said and set(keys) <= _NEGATIONS | _HELPERS:
            return f"the {says} says “{said[0]}”, the {lacks} does not"
    return None


def _replaced(
    claim: Facts, source: Facts, left: Sequence[_Word], right: Sequence[_Word], aliases: Aliases
) -> str | None:
    negated = _negated(left, []) if not _has_negation(right) else None
    negated = negated or (_negated([], right) if not _has_negation(left) else None)
    if negated is not None:
        return negated
    for clash in (
        _other_name(_names_in(claim, left), _names_in(source, right), aliases),
        _other_number(_numbers_in(claim, left), _numbers_in(source, right)),
        _other_sense(left, right),
    ):
        if clash is not None:
            return f"source says {clash[1]}, claim says {clash[0]}"
    return None


def _has_negation(words: Sequence[_Word]) -> bool:
    return any(word.key in _NEGATIONS | _WITHOUT_NOT for word in words)


_Pair = tuple[str, str]
"""What the claim has, and what the source has in its place."""


def _other_name(mine: Sequence[Name], theirs: Sequence[Name], aliases: Aliases) -> _Pair | None:
    if not mine or not theirs:
        return None
    fits = any(
        same_name(one, other, aliases) or same_name(other, one, aliases) for one in mine for other in theirs
    )
    return None if fits else (mine[0].text, theirs[0].text)


def _other_number(mine: Sequence[Number], theirs: Sequence[Number]) -> _Pair | None:
    if not mine or not theirs or any(carries(other, one) for one in mine for other in theirs):
        return None
    return mine[0].text, theirs[0].text


def _other_sense(left: Sequence[_Word], right: Sequence[_Word]) -> _Pair | None:
    for one in left:
        for other in right:
            if are_opposed(one.token, other.token):
                return one.token.text, other.token.text
    return None


def _names_in(facts: Facts, words: Sequence[_Word]) -> list[Name]:
    return [name for name in facts.names if _touches(name.start, name.end, words)]


def _numbers_in(facts: Facts, words: Sequence[_Word]) -> list[Number]:
    return [
        number for number in facts.numbers if not number.implied and _touches(number.start, number.end, words)
    ]


def _touches(start: int, end: int, words: Sequence[_Word]) -> bool:
    return any(start <= word.token.start < end for word in words)
