"""What a phrase says of a speaker: the name, the role, and for whom the speaker speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Naming
from rag.text.names import Name, find_names
from rag.text.tokens import word_set

Place = tuple[int, int]
"""Start and end in a text."""


@dataclass(frozen=True, slots=True)
class SpeakerParts:
    """Places in a text: the words that name the speaker, the role, the organisation; None if not given."""

    speaker: Place
    naming: Naming
    role: Place | None = None
    organisation: Place | None = None


_PRONOUNS = word_set("he she they it we i who you")
_NOBODY_KNOWN = word_set("""
    official officials source sources insider insiders people person critics critic supporters opponents
    expert experts analyst analysts aide aides diplomat diplomats witness witnesses resident residents
    employee employees observers economists researchers activists one some others many several neighbours
    neighbors campaigners locals protesters survivors users customers parents lawmakers man woman men women
    insiders staffers colleagues friends relatives negotiators executives traders historians scientists
""")
_SPEAKS_FOR = re.compile(
    r"\b(?P<role>(?:spokes(?:man|woman|person|people)|head|leader|director|chief|chair\w*|president|secretary"
    r"|member|professor|editor|owner|founder|lawyer|officer|official|manager|deputy|executive|representative"
    r"|economist|analyst|researcher|minister)s?(?:\s+of\s+(?:[a-z]+\s?){1,3})?)\s+(?P<joint>for|of|at(?!\s+large)|from|with)\s+"
    r"(?P<organisation>.+)$"
)
_BODY = re.compile(
    r"\b(?:union|council|ministry|party|committee|agency|court|company|government|university|association|airlines?"
    r"|police|bank|church|army|navy|police|department|authority|board|commission|institute|foundation|group|team"
    r"|club|news|times|post|ledger|courier|gazette|radio|tv|house|senate|parliament|congress|office|corporation"
    r"|inc|ltd|reuters)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"(?:an?|one|two|three|four|five|several|some|many|other|another)\s", re.IGNORECASE)
_SPOKESPERSON = re.compile(r"\bspokes(?:man|woman|person|people)\b", re.IGNORECASE)
_ADVERB_BEHIND = re.compile(r"\s+[a-z]+ly$")
_VERB_INSIDE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|did|does)\b")
_TITLE_ABBREVIATION = re.compile(r"(?:Mrs?|Ms|Dr|Sir|Prof|Lord|Lady|Dame)\.?$")


def read_speaker(text: str, start: int, end: int) -> SpeakerParts:
    """Read the phrase ``text[start:end]``, an apposition included.

    "Odell, a spokesman for the port" and "The harbour master, Janet Odell" both name a person and a role;
    "Treasury Secretary Janet Yellen" does in one, and "US officials" names nobody.
    """
    if text[start:end].lower() in _PRONOUNS:
        return SpeakerParts((start, end), Naming.PRONOUN)
    end = start + len(_ADVERB_BEHIND.sub("", text[start:end]))
    core, beside = _apposition(text, start, end)
    if _is_body_by_name(text[slice(*core)]):
        return SpeakerParts(core, Naming.NAMED)
    name = _name_at_end(text, core)
    if name is not None:
        role = _before(text, core, name) or beside
        return _named(text, name, role)
    if beside is not None:
        name = _name_at_start(text, beside)
        if name is not None:
            return _named(text, name, core)
    return SpeakerParts(core, _standing(text[slice(*core)]), organisation=_organisation(text, core))


def is_body(phrase: str) -> bool:
    """Whether a phrase names a body of people: "the council", "Kestrel Airlines"."""
    return _BODY.search(phrase) is not None


def _named(text: str, name: Place, role: Place | None) -> SpeakerParts:
    organisation = _organisation(text, role) if role else None
    if role and organisation:
        joint = _SPEAKS_FOR.search(text[slice(*role)])
        if joint and joint["joint"] in ("for", "at", "from", "with") and role[1] == organisation[1]:
            role = (role[0], role[0] + joint.end("role"))
    return SpeakerParts(name, Naming.NAMED, role, organisation)


def _apposition(text: str, start: int, end: int) -> tuple[Place, Place | None]:
    """The phrase up to its first comma or bracket, and what stands between that and the next."""
    parted = re.search(r",\s+|\s+\(", text[start:end])
    if parted is None:
        return (start, end), None
    beside = (
        start + parted.end(),
        start + parted.end() + len(text[start + parted.end() : end].rstrip(" ,)")),
    )
    is_phrase = beside[0] < beside[1] and not _VERB_INSIDE.search(text[slice(*beside)])
    return (start, start + parted.start()), beside if is_phrase else None


def _names(text: str, span: Place) -> list[Name]:
    """Names within the span, where a capital at the start of a sentence tells nothing by itself."""
    return [name for name in find_names(text) if span[0] <= name.start and name.end <= span[1]]


def _name_at_end(text: str, span: Place) -> Place | None:
    """The name the phrase ends with: it is the speaker, unless the phrase says "of" or "at" before it."""
    names = [name for name in _names(text, span) if name.end == span[1]]
    if names and _BODY.search(names[-1].text) and re.match(r"the\b", text[slice(*span)], re.IGNORECASE):
        return span
    if not names or re.search(r"\b(?:of|at|for|from|in|with|to|by)\b", text[span[0] : names[-1].start]):
        return None
    name = names[-1]
    if not name.is_sure and name.text.lower() in _NOBODY_KNOWN | _COMMON:
        return None
    if re.fullmatch(r"the\s+", text[span[0] : name.start], re.IGNORECASE):
        return span
    return name.start, name.end


def _name_at_start(text: str, span: Place) -> Place | None:
    names = _names(text, span)
    return (names[0].start, names[0].end) if names and names[0].start == span[0] else None


def _before(text: str, core: Place, name: Place) -> Place | None:
    end = core[0] + len(text[core[0] : name[0]].rstrip(" ,"))
    role = text[core[0] : end]
    if not role or _TITLE_ABBREVIATION.fullmatch(role) or role.lower() == "the":
        return None
    return core[0], end


def _is_body_by_name(phrase: str) -> bool:
    """ "The Dock and Harbour Workers' Union", "Kestrel Airlines": a name that ends in a kind of body."""
    words = phrase.split()
    capitals = [word for word in words if word[0].isupper() and word.lower() not in ("the", "a", "an")]
    plain = [word for word in words if word[0].islower() and word not in ("the", "and", "of", "for", "on")]
    return len(capitals) >= 2 and not plain and bool(_BODY.fullmatch(words[-1])) and words[-1][0].isupper()


def _organisation(text: str, span: Place) -> Place | None:
    found = _SPEAKS_FOR.search(text[slice(*span)])
    if found is None or (found["joint"] == "of" and not _BODY.search(found["organisation"])):
        return None
    return span[0] + found.start("organisation"), span[0] + found.end("organisation")


def _standing(phrase: str) -> Naming:
    words = re.findall(r"[\w’'-]+", phrase)
    if _SPOKESPERSON.search(phrase):
        return Naming.BY_ROLE
    if any(word.lower() in _NOBODY_KNOWN for word in _head(words)) or _INDEFINITE.match(phrase):
        return Naming.ANONYMOUS
    return Naming.BY_ROLE


def _head(words: Sequence[str]) -> Sequence[str]:
    """The words up to the first preposition or adjective behind the noun."""
    stops = word_set("of at for from in with to by close familiar who near on")
    end = next((at for at, word in enumerate(words) if at and word.lower() in stops), len(words))
    return words[:end][-2:]


_COMMON = word_set("""
    police doctors prosecutors economists analysts critics officials residents sources lawyers organisers
    scientists researchers experts teachers students workers nurses investigators
""")
