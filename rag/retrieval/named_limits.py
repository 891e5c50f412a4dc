"""Limits that a question names beyond doubt: "in the Business section", "articles by Ada Lind", "in Spanish".

Each needs a word that makes it a limit on articles (a section, articles by, Spanish-language), and has to be
something that articles in the archive have. A section, a name or a language alone is none: a question may be
about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

_PIECES = r"(?:articles?|reports?|stor(?:y|ies)|coverage|posts?|pieces?|interviews?|columns?|newsletters?)"
_SECTION = re.compile(r"\bsections?\b|\b(?:in|from|on)\s+the\s+.+?\s+pages\b", re.IGNORECASE)
_BY = re.compile(rf"\b{_PIECES}\s+(?:that\s+(?:were|was)\s+)?(?:written\s+)?by\s+(?=\w)", re.IGNORECASE)

LANGUAGES: Mapping[str, str] = {
    "Arabic": "ar", "Catalan": "ca", "Chinese": "zh", "Czech": "cs", "Danish": "da", "Dutch": "nl",
    "English": "en", "Finnish": "fi", "French": "fr", "German": "de", "Greek": "el", "Hebrew": "he",
    "Hindi": "hi", "Hungarian": "hu", "Indonesian": "id", "Italian": "it", "Japanese": "ja", "Korean": "ko",
    "Norwegian": "no", "Persian": "fa", "Polish": "pl", "Portuguese": "pt", "Romanian": "ro", "Russian": "ru",
    "Spanish": "es", "Swedish": "sv", "Thai": "th", "Turkish": "tr", "Ukrainian": "uk", "Urdu": "ur",
    "Vietnamese": "vi",
}  # fmt: skip
"""Names of languages and their codes in ISO 639-1."""

_NAMED = rf"(?P<name>{'|'.join(LANGUAGES)})"
_LANGUAGE = re.compile(
    rf"\b{_NAMED}[-\s]language\s+(?:{_PIECES}|media|press|sources?|newspapers?)\b"
    rf"|\b{_PIECES}\s+(?:(?:that\s+)?(?:are|were)\s+)?(?:written\s+|published\s+)?in\s+"
    rf"(?P<later>{'|'.join(LANGUAGES)})"
    r"(?=\s*(?:$|[?.,;!])|\s+(?:about|and|on|or|from|that|which|say|mention)\b)"
)


class Known(Protocol):
    """What articles in the archive have. Each list is asked for only if a question may name one of it."""

    def publishers(self) -> Sequence[str]: ...

    def authors(self) -> Sequence[str]: ...

    def sections(self) -> Sequence[str]: ...

    def languages(self) -> Sequence[str]: ...


class NamedLimit(NamedTuple):
    """The words, the field of `Filters` they limit, and the values that articles may have in it."""

    text: str
    field: str
    values: tuple[str, ...]


def named_limits(question: str, known: Known) -> Iterator[NamedLimit]:
    """The limits a question names, each with the words that say so; at most one for each field."""
    for limit in (_section(question, known), _author(question, known), _language(question, known)):
        if limit is not None:
            yield limit


def _section(question: str, known: Known) -> NamedLimit | None:
    if not _SECTION.search(question):
        return None
    return _the_one(
        question,
        "sections",
        known.sections(),
        lambda name: rf"\b(?:(?:in|from|of|on)\s+)?the\s+['‘\"“]?{name}s?['’\"”]?\s+(?:section|pages)\b",
    )


def _author(question: str, known: Known) -> NamedLimit | None:
    if not _BY.search(question):
        return None
    return _the_one(question, "authors", known.authors(), lambda name: rf"{_BY.pattern}{name}(?!\w)")


def _the_one(
    question: str, field: str, values: Sequence[str], pattern: Callable[[str], str]
) -> NamedLimit | None:
    """The values whose pattern is in the question, if all are one name in different spellings."""
    named: dict[str, tuple[str, list[str]]] = {}
    folded = question.casefold()
    for value in values:
        name = " ".join(value.split())
        if not name or name.casefold().removesuffix("s") not in folded:
            continue
        spelled = r"\s+".join(map(re.escape, name.removesuffix("s").split()))
        ending = "s?" if name.endswith("s") else ""
        if found := re.search(pattern(spelled + ending), question, re.IGNORECASE):
            named.setdefault(name.casefold().removesuffix("s"), (found.group(), []))[1].append(value)
    if len(named) != 1:
        return None
    [(text, spellings)] = named.values()
    return NamedLimit(text.strip(), field, tuple(spellings))


def _language(question: str, known: Known) -> NamedLimit | None:
    found = list(_LANGUAGE.finditer(question))
    codes = {LANGUAGES[one["name"] or one["later"]] for one in found}
    if len(codes) != 1:
        return None
    [code] = codes
    spellings = tuple(one for one in known.languages() if re.split(r"[-_]", one.casefold())[0] == code)
    return NamedLimit(found[0].group(), "languages", spellings) if spellings else None
