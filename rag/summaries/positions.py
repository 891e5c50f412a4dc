"""Positions by rules: what a party worries about, asks for, offers or refuses, where a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.grounding import split_list
from rag.domain import DraftPosition, Stance
from rag.summaries.reading import Line, Reading

_NAME = r"[A-Z][\w.’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w.’'-]*){0,4}"
_NOUNS = {
    "concern": Stance.CONCERN, "worry": Stance.CONCERN, "worries": Stance.CONCERN, "fear": Stance.CONCERN,
    "objection": Stance.CONCERN, "complaint": Stance.CONCERN, "grievance": Stance.CONCERN,
    "demand": Stance.DEMAND, "condition": Stance.DEMAND, "request": Stance.DEMAND, "priority": Stance.DEMAND,
    "priorities": Stance.DEMAND, "requirement": Stance.DEMAND, "goal": Stance.DEMAND, "aim": Stance.DEMAND,
    "offer": Stance.OFFER, "proposal": Stance.OFFER, "promise": Stance.OFFER, "pledge": Stance.OFFER,
    "commitment": Stance.OFFER,
}  # fmt: skip
_OWNED = re.compile(
    rf"\b(?P<party>{_NAME})(?:['’]s|s['’])\s+(?:[a-z]+\s+){{0,2}}(?P<noun>{'|'.join(_NOUNS)})s?\b"
)
_LISTED = re.compile(
    rf"(?P<party>{_NAME}(?:\s+[a-z]+)?)\s+(?:listed|named|raised|set\s+out|presented|outlined)\s+"
    rf"(?:[a-z]+\s+){{0,3}}(?P<noun>{'|'.join(_NOUNS)})s?\b"
)
_VERBS = {
    Stance.CONCERN: r"fear(?:s|ed)?(?:\s+that|\s+for)?|worr(?:y|ies|ied)\s+(?:that|about)"
    r"|(?:is|are|was|were)\s+(?:\w+\s+)?(?:concerned|worried|alarmed)"
    r"|express(?:es|ed)\s+(?:\w+\s+)?concerns?|warn(?:s|ed)|complain(?:s|ed)"
    r"|criticis\w+|criticiz\w+|condemn(?:s|ed)?",
    Stance.DEMAND: r"demand(?:s|ed)?|call(?:s|ed)\s+(?:for|on)|urg(?:es|ed)|ask(?:s|ed)\s+(?:for|that|the)"
    r"|want(?:s|ed)?(?:\s+to)?"
    r"|insist(?:s|ed)|seek(?:s)?|sought|press(?:es|ed)\s+for|appeal(?:s|ed)\s+(?:to|for)",
    Stance.OFFER: r"offer(?:s|ed)\s+(?:to|a|an|its|their)?|propos(?:es|ed)|pledg(?:es|ed)|promis(?:es|ed)"
    r"|vow(?:s|ed)|agree(?:s|d)\s+to",
    Stance.REFUSAL: r"refus(?:es|ed)\s+to|reject(?:s|ed)|rul(?:es|ed)\s+out|declin(?:es|ed)\s+to"
    r"|oppos(?:es|ed)|den(?:ies|ied)",
}
_PARTY = (
    r"(?P<party>(?:(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Oo]ther|[Ss]everal)\s+)?(?:[\w’'.-]+\s+){0,4}?"
    r"(?:[A-Z][\w.’'-]*|[a-z]+(?:s|ment|ry|ion|ity|ncil|any|man|son|er|or|ice)))"
)
_SAID = {
    stance: re.compile(
        rf"(?:^|[,;“\"]\s*|\b(?:but|and|that|while)\s+){_PARTY}\s+(?:also\s+|has\s+|have\s+|had\s+)?(?P<verb>{verbs})\s+(?P<said>[^;]{{3,}})"
    )
    for stance, verbs in _VERBS.items()
}
_TARGET = re.compile(
    rf"^(?:(?:that|on|to|the)\s+)*(?P<target>(?:the\s+)?{_NAME}(?:\s+[a-z]+s\b)?|(?:the\s+)?[a-z]+s?)\s+(?:not\s+)?to\s+[a-z]"
)
_PRONOUN = re.compile(r"^(?:he|she|it|they|we|i|you|who|which|that|this|these|there|and|but)$", re.IGNORECASE)
_LONGEST_PARTY = 8


_CUES = {stance: re.compile(rf"\b(?:{verbs})(?=\s)", re.IGNORECASE) for stance, verbs in _VERBS.items()}


def cues_of(stance: Stance, text: str) -> list[str]:
    """The verbs by which a sentence takes this stance: "offered to", "called for"."""
    return [found.group().strip() for found in _CUES[stance].finditer(text)]


def find_positions(reading: Reading) -> list[DraftPosition]:
    """The positions of the statements in reading order; each item of a list is one."""
    found: list[DraftPosition] = []
    for line in reading.statements:
        for position in (*_owned(line), *_said(line)):
            if all(position.text != other.text or position.party != other.party for other in found):
                found.append(position)
    return found


def _owned(line: Line) -> Iterator[DraftPosition]:
    """ "Washington's main concerns: …": the possessor is the party, each item a position."""
    for pattern in (_OWNED, _LISTED):
        for match in pattern.finditer(line.flat):
            items = _items_behind(line.flat, match.end())
            for item in items:
                yield DraftPosition(
                    party=match["party"],
                    stance=_NOUNS[match["noun"]],
                    text=item,
                    sentences=(line.number,),
                )


def _items_behind(text: str, at: int) -> list[str]:
    """The items of the list that follows a noun, without the words that lead to it."""
    noun = re.search(r"\w+$", text[:at])
    rest = text[noun.start() if noun else at :]
    lead = re.match(r"[^:]*:\s+|.*?\b(?:such\s+as|including)\s+", rest)
    cut = lead.end() if lead else 0
    return [item[cut:].rstrip(".") for item in split_list(rest)]


def _said(line: Line) -> Iterator[DraftPosition]:
    taken: list[int] = []
    for stance, pattern in _SAID.items():
        for match in pattern.finditer(line.flat):
            party = _LEAD.sub("", match["party"].strip())
            if _is_no_party(party) or match.start("verb") in taken:
                continue
            taken.append(match.start("verb"))
            target = _TARGET.match(match["said"])
            yield DraftPosition(
                party=party,
                stance=stance,
                text=line.flat[match.start("verb") :].rstrip(". "),
                target=target["target"] if target else None,
                sentences=(line.number,),
            )


def _is_no_party(party: str) -> bool:
    words = party.split()
    too_long = not words or len(words) > _LONGEST_PARTY
    return too_long or any(_PRONOUN.match(word) or word.lower() in _NO_PARTY for word in words)


_LEAD = re.compile(
    r"^(?:(?:when|because|so|after|before|as|if|since|although|though|while|then|but|and)\s+)+", re.I
)
_NO_PARTY = frozenset({"not", "was", "were", "is", "are", "has", "as", "his", "will", "also", "ones"})
