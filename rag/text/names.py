"""Proper names in text, without titles, and whether two of them name the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.places import LONG_FORMS, SAME_PLACE
from rag.text.tokens import word_set
from rag.text.words import content_words, stem


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``text[start:end]``; ``tokens`` are its words in lower case, short and long forms made one.

    ``is_sure`` is False for a single capitalised word at the start of a sentence: it may be any word.
    """

    start: int
    end: int
    text: str
    tokens: tuple[str, ...]
    is_sure: bool = True


Aliases = dict[tuple[str, ...], frozenset[tuple[str, ...]]]
"""Short forms that a text explains itself, both ways: "Asia-Pacific Economic Cooperation (APEC)"."""

_UPPER = r"[A-ZÀ-ÖØ-Þ\u0100\u0106\u010c\u0110\u0118\u0130\u0141\u015a\u0160\u017b\u017d]"
_INITIALS = rf"(?:{_UPPER}\.){{1,4}}(?=[\s,;:)'’\-]|$)(?:{_UPPER}\b(?!\w))?"
_CAPITALISED = rf"(?:(?:[a-z]{{1,2}}|[OD]['’])?{_UPPER}[\w]*(?:['’](?![sS]\b)\w+)?(?:&\w+)?)"
_WORD = rf"(?:{_INITIALS}|{_CAPITALISED})"
_HYPHENED = rf"{_WORD}(?:[-‐‑](?:{_WORD}|\d+\w*))*"
_PARTICLE = r"(?:de|del|della|di|da|dos|du|van|von|der|den|bin|bint|ibn|al|el|la|le|ben|y|of\s+the\s+United)"
_MODEL_NUMBER = r"\d{1,3}\b(?![%,.:]\d|%)"
_RUN = re.compile(
    rf"(?<![\w@#])(?:al-|el-)?{_HYPHENED}"
    rf"(?:(?:\s+{_PARTICLE}){{0,3}}[ \t\u00a0]+(?:al-|el-)?(?:{_HYPHENED}|{_MODEL_NUMBER}))*"
)
_PIECE = re.compile(rf"{_HYPHENED}|[\w]+(?:['’]\w+)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['\"”’)]*\s+|\n\s*|[“\"‘(\[]\s*|[-–—•*]\s+)$")
_IN_BRACKETS = re.compile(r"\s*\(\s*(?:the\s+)?(?P<inner>[^()]{2,80}?)\s*\)")

_TITLES = word_set("""
    mr mrs ms miss dr sir dame lord lady prof professor president vice-president premier chancellor
    minister secretary senator sen rep representative congressman congresswoman governor gov mayor king
    queen prince princess pope cardinal bishop archbishop rabbi imam sheikh general gen colonel col
    major maj captain capt lieutenant lt sergeant sgt admiral judge justice ambassador envoy spokesman
    spokeswoman spokesperson chairman chairwoman chair chief ceo cfo director officer commissioner
    speaker leader coach attorney sheriff detective officer advisor adviser deputy foreign prime vice
    former acting senior junior jr sr first treasury-secretary
""")
_CALENDAR = word_set("""
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar
    apr jun jul aug sept sep oct nov dec
""")
_NEVER = word_set("i i'm i've i'll i'd ok yes no am pm mr. mrs. read also")
_COMPASS = word_set(
    "north south east west northern southern eastern western new central upper lower great greater"
)
_GENERIC_HEADS = word_set("""
    university bank court party ministry department house committee council congress college school
    company group agency office street city county state states river island sea ocean bay airport
    hospital church times post news association union federation league club cup team army navy force
    forces institute center centre foundation corporation corp inc ltd act street road avenue park games
    series festival award awards
""")
_KNOWN_PLACES = frozenset(SAME_PLACE) | frozenset(SAME_PLACE.values())
_PLAIN_ENDINGS = re.compile(
    r".{3,}(?:ed|ing|ly|ion|ions|ment|ments|ness|ity|ities|ies|ers|ors|ists|als|ants|ents|ists)$"
)
_PLAIN_STARTS = word_set("""
    police people women men children oil gas trade inflation talks leaders critics experts analysts
    sources prices shares stocks sales profits profit exports imports taxes wages rents crime research
    scientists doctors nurses teachers students parents families residents voters workers farmers
    drivers soldiers troops rebels protesters prosecutors lawyers judges investors economists banks
    companies markets schools hospitals airlines trains buses flights floods storms fires rain snow heat
    water food power energy two three four five six seven eight nine ten dozens hundreds thousands
    millions half nearly almost about around several many most some few enhanced new old local national
    foreign senior former global public private federal high low early late not never nothing nobody
    none neither without despite unlike according instead meanwhile however although though because
    since until unless whether once yesterday today tomorrow tonight last next first second third
    another other others each every both either one someone everyone peace war health work life time
    money demand supply growth debt unemployment output production construction tourism traffic support
    access
""")


def find_names(text: str) -> list[Name]:
    """The names of a text in reading order. "Biden-Xi" gives two, "Treasury Secretary Janet Yellen" gives
    "Treasury" and "Janet Yellen"."""
    headline = is_headline(text)
    found: list[Name] = []
    for run in _RUN.finditer(text):
        if text[run.end() : run.end() + 1] == "$":
            continue  # "US$5m" is an amount
        opens = bool(_SENTENCE_START.search(text[max(0, run.start() - 12) : run.start()]))
        found.extend(_names_of_run(run.group(), run.start(), opens=opens or headline))
    return found


def is_headline(text: str) -> bool:
    """Whether nearly every word is capitalised, so that capitals do not tell names."""
    long_words = [word for word in content_words(text) if len(word) > 3 and word[0].isalpha()]
    return len(long_words) > 3 and sum(word[0].isupper() for word in long_words) > 0.7 * len(long_words)


def _names_of_run(run: str, offset: int, *, opens: bool) -> list[Name]:
    pieces = list(_PIECE.finditer(run))
    names: list[Name] = []
    current: list[re.Match[str]] = []
    for number, piece in enumerate(pieces):
        word = piece.group()
        if _is_title(word) or _is_dull(word, is_first=opens and number == 0):
            _close(names, current, offset, opens=opens)
            current = []
        else:
            current.append(piece)
    _close(names, current, offset, opens=opens)
    return names


def _is_pair(pieces: Sequence[re.Match[str]]) -> bool:
    parts = re.split("[-‐‑]", pieces[0].group()) if len(pieces) == 1 else []
    return len(parts) == 2 and all(part[:1].isupper() and len(part) > 1 for part in parts)


def _split_pair(pair: re.Match[str], offset: int) -> list[Name]:
    return [
        _name([part], offset + pair.start(), is_sure=True) for part in re.finditer(r"[^-‐‑]+", pair.group())
    ]


def _is_title(word: str) -> bool:
    return word.lower().rstrip(".") in _TITLES


def _is_dull(word: str, *, is_first: bool) -> bool:
    """Weekdays and months are no names, nor is "The" at the start of a sentence."""
    plain = word.lower().replace("’", "'")
    if plain.rstrip(".") in _CALENDAR or plain in _NEVER:
        return True
    return not content_words(word) or (is_first and plain in _PLAIN_STARTS)


def _close(names: list[Name], pieces: list[re.Match[str]], offset: int, *, opens: bool) -> None:
    while pieces and not pieces[-1].group()[0].isalnum():
        pieces.pop()
    while pieces and pieces[-1].group()[0].islower() and not any(c.isupper() for c in pieces[-1].group()):
        pieces.pop()
    while pieces and (pieces[0].group()[0].isdigit() or pieces[0].group().islower()):
        pieces.pop(0)
    if not pieces or [piece.group() for piece in pieces] == ["May"]:
        return
    if _is_pair(pieces):
        names.extend(_split_pair(pieces[0], offset))
        return
    first_of_sentence = opens and not names and pieces[0].start() == 0
    is_sure = not first_of_sentence or len(pieces) > 1 or _looks_like_a_name(pieces[0].group())
    names.append(_name(pieces, offset, is_sure=is_sure))


def _looks_like_a_name(word: str) -> bool:
    inner = word[1:]
    return any(c.isupper() for c in inner) or "." in inner or word.lower() in _KNOWN_PLACES


def _name(pieces: Sequence[re.Match[str]], offset: int, *, is_sure: bool) -> Name:
    start, end = pieces[0].start(), pieces[-1].end()
    words = [part for piece in pieces for part in re.split("[-‐‑]", piece.group()) if part]
    text = " ".join(piece.group() for piece in pieces)
    return Name(offset + start, offset + end, text, name_tokens(words), is_sure)


def name_tokens(words: Iterable[str]) -> tuple[str, ...]:
    """Words of a name in one spelling: no case, accents, dots or possessive; "Chinese" becomes "china"."""
    plain = [_plain(word) for word in words]
    joined: list[str] = []
    at = 0
    while at < len(plain):
        long_form = next((form for form in LONG_FORMS if tuple(plain[at : at + len(form)]) == form), None)
        joined.append(LONG_FORMS[long_form] if long_form else SAME_PLACE.get(plain[at], plain[at]))
        at += len(long_form) if long_form else 1
    return tuple(joined)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    bare = re.sub(r"['’]s?$", "", word)
    letters = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(c for c in letters if c.isalnum() or c in "&")


def looks_plain(name: Name) -> bool:
    """Whether a word that opens a sentence reads like a common word ("Sanctions"), not like a name."""
    word = name.text.lower()
    return not name.is_sure and (word in _PLAIN_STARTS or _PLAIN_ENDINGS.fullmatch(word) is not None)


# --- comparison -------------------------------------------------------------------------------------------


def find_aliases(text: str) -> Aliases:
    """The short forms a text explains by writing one behind the other in brackets."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for name in find_names(text):
        bracket = _IN_BRACKETS.match(text, name.end)
        if bracket is None:
            continue
        inner = name_tokens(re.findall(r"[\w.]+", bracket["inner"]))
        if _initials(name.tokens) == "".join(inner) or _initials(inner) == "".join(name.tokens):
            found.setdefault(inner, set()).add(name.tokens)
            found.setdefault(name.tokens, set()).add(inner)
    return {key: frozenset(values) for key, values in found.items()}


def _initials(tokens: Sequence[str]) -> str:
    return "".join(token[0] for token in tokens if token)


def same_name(claim: Name, source: Name, aliases: Aliases | None = None) -> bool:
    """Whether the source's name may stand for the claim's: the same, its long or its short form.

    "Biden" is found in "Joe Biden" and "Joe Biden" in "Mr. Biden"; "Joe Biden" is not "Hunter Biden",
    and "South Korea" is not "Korea".
    """
    mine, theirs = claim.tokens, source.tokens
    if mine == theirs or theirs in (aliases or {}).get(mine, ()):
        return True
    if _is_acronym_of(mine, theirs) or _is_acronym_of(theirs, mine):
        return True
    if set(mine) <= set(theirs):
        return _is_short_form(mine, theirs)
    return set(theirs) < set(mine) and _is_surname_of(theirs, mine)


def _is_acronym_of(short: Sequence[str], long: Sequence[str]) -> bool:
    return len(short) == 1 and len(short[0]) >= 3 and len(long) >= 3 and _initials(long) == short[0]


def _is_short_form(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """A part of a name stands for it, unless what it leaves out makes it another place."""
    dropped = [token for token in theirs if token not in mine]
    return not (len(theirs) == 2 and any(token in _COMPASS for token in dropped) and theirs[-1] in mine)


def _is_surname_of(theirs: Sequence[str], mine: Sequence[str]) -> bool:
    if len(theirs) != 1 or len(mine) > 3 or theirs[0] in _GENERIC_HEADS:
        return False
    given = [token for token in mine if token != theirs[0]]
    if any(token in _COMPASS or token in _KNOWN_PLACES or token.isdigit() for token in (*given, theirs[0])):
        return False
    return theirs[0] in (mine[0], mine[-1])


def given_names_clash(claim: Name, known: Iterable[Name]) -> Name | None:
    """A fuller name among ``known`` with the claim's surname and another given name; None if there is none.

    A short form in the sentence ("Mr. Biden") must not take a given name that the article gives to
    somebody else.
    """
    if len(claim.tokens) < 2:
        return None
    others = [name for name in known if len(name.tokens) > 1 and name.tokens[-1] == claim.tokens[-1]]
    if any(_given_fit(claim.tokens[:-1], name.tokens[:-1]) for name in others):
        return None
    return others[0] if others else None


def _given_fit(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Given names fit when they share one, or when one is the other's initial."""
    if set(mine) & set(theirs):
        return True
    pairs = [(a, b) for a in mine for b in theirs]
    return any(a[:1] == b[:1] and min(len(a), len(b)) == 1 for a, b in pairs)


def word_forms(text: str) -> frozenset[str]:
    """Words of a text as names would spell them, and stemmed: where a name may hide in lower case."""
    plain = re.findall(r"[\w.&]+(?:['’]\w+)?", text)
    return frozenset(name_tokens(plain)) | frozenset(stem(word) for word in plain)
