"""Sentences as spans of a text: what a quote is made of.

A sentence that is cut at "U.S. officials" or "Oct. 27" makes a quote nobody would print, while two sentences
left together only make a longer one. So a mark that may end a sentence does so only if what stands on both
sides of it allows that. Why this and no library: docs/decisions/0002-sentence-splitter.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.domain import Article, Sentence, Span
from rag.text.abbreviations import BEFORE_A_NUMBER, DOTTED, NEVER_LAST, OPENING_WORDS, SOMETIMES_LAST
from rag.text.spans import require_verbatim, trimmed

_CLOSERS = "\"'”’»)]}"
_OPENERS = "\"'“‘«([{¿¡"
_BULLETS = "•‣⁃▪●◦"

_LINE = re.compile(r"[^\n]+")
_POSSIBLE_END = re.compile(
    # Full stops with blanks between them (". . .") are one mark. It is tried at its first stop only, so that
    # a page of dots takes linear time.
    rf"(?<![.!?…])(?<!\.\s)[.!?…؟।۔]+(?:\s\.+)*[{re.escape(_CLOSERS)}]*(?=\s|\Z)"
    # Chinese and Japanese put no blank after the mark.
    rf"|[。！？]+[{re.escape(_CLOSERS)}」』）]*"
    # A bullet within a line begins an item.
    rf"|\s(?=[{_BULLETS}]\s?\w)"
)
_NEXT_WORD = re.compile(rf"[\s{re.escape(_OPENERS)}]*([{_BULLETS}])?((?:\w|['’]\w)*)(\.)?")
_LIST_MARKER = re.compile(rf"\s*(?:[{_BULLETS}]\s*)?(?:\d{{1,3}}|[^\W\d_])[.)]+")
_ELLIPSIS = re.compile(r"…\Z|\.\s?\.\Z")
_OMISSION = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]\W*\Z")
_LONGEST_ABBREVIATION = 24


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text, in order and without outer white space.

    Every character that is not white space lies in exactly one of them. The end of a line is always the end
    of a sentence: it is a paragraph or a heading.
    """
    return [
        Span(start=start, end=end)
        for line in _LINE.finditer(text)
        for start, end in _sentences_of_line(text, line.start(), line.end())
    ]


def build_sentences(article: Article, spans: Sequence[Span] | None = None) -> list[Sentence]:
    """The sentences of an article, numbered from 0; those at ``spans`` if they have been found before.

    Raises `ValueError` should one not be the text of its span.
    """
    sentences = [
        Sentence(
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            position=position,
            start=span.start,
            end=span.end,
            text=span.cut(article.text),
        )
        for position, span in enumerate(split_sentences(article.text) if spans is None else spans)
    ]
    require_verbatim(article.text, sentences)
    return sentences


def is_sentence_end(text: str, begin: int, end: int) -> bool:
    """Whether the sentence that began at ``begin`` ends at ``end``, where a mark or a library says it may."""
    if _LIST_MARKER.fullmatch(text, begin, end):
        return False
    found = _NEXT_WORD.match(text, end)
    bullet, following, stop = found.groups() if found else (None, "", None)
    if bullet:
        return True
    before = text[max(begin, end - _LONGEST_ABBREVIATION) : end].rstrip()
    if _goes_on_in_lower_case(following) or _OMISSION.search(before):
        return False
    marked = before.rstrip(_CLOSERS)
    if _ELLIPSIS.search(marked):
        # "I" has its capital anywhere, so it does not show that a sentence begins.
        return re.split("['’]", following)[0] != "I"
    return not marked.endswith(".") or not _is_abbreviation(marked[:-1], following, initial=bool(stop))


def _sentences_of_line(text: str, begin: int, line_end: int) -> Iterator[tuple[int, int]]:
    for possible in _POSSIBLE_END.finditer(text, begin, line_end):
        if is_sentence_end(text, begin, possible.end()):
            start, end = trimmed(text, begin, possible.end())
            if start < end:
                yield start, end
            begin = possible.end()
    start, end = trimmed(text, begin, line_end)
    if start < end:
        yield start, end


def _goes_on_in_lower_case(following: str) -> bool:
    """Whether the following word shows by its case that the sentence goes on; "eHow" and "iPhone" do not."""
    return following[:1].islower() and following.casefold() == following


def _is_abbreviation(before: str, following: str, *, initial: bool) -> bool:
    """Whether the full stop between the two belongs to a word that does not end its sentence.

    ``initial`` says that the following word has a full stop itself, like the second initial of "J. A. Smith".
    """
    word = before.split()[-1].lstrip(_OPENERS) if before.split() else ""
    word = re.split(r"[-–—/]", word)[-1]
    if word in NEVER_LAST:
        return True
    if following[:1].isdigit() and word in BEFORE_A_NUMBER:
        return True
    if word in SOMETIMES_LAST or DOTTED.fullmatch(word):
        opens = following.casefold().replace("’", "'") in OPENING_WORDS
        return not opens or (initial and len(following) == 1)
    return False
