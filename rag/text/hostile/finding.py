"""Everything hostile in one article, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.domain import Article, ArticleInfo, Finding, FindingKind, Handling, Span
from rag.text.hostile import markup, unseen
from rag.text.hostile.instructions import speaks_to_a_model
from rag.text.hostile.requests import is_foreign, is_request
from rag.text.quotations import Quotation, find_quotations

LONGEST_SHOWN = 200
"""Characters of what was found that are told."""

_Places = Iterator[tuple[int, int]]
_MARKS: tuple[tuple[FindingKind, Callable[[str], _Places]], ...] = (
    (FindingKind.CHAT_MARKER, lambda text: (m.span() for m in markup.CHAT_MARKERS.finditer(text))),
    (FindingKind.ACTIVE_MARKUP, lambda text: (m.span() for m in markup.ACTIVE_MARKUP.finditer(text))),
    (FindingKind.ENCODED, markup.encoded_text),
    (FindingKind.LINK_MARKUP, markup.link_markup),
    (FindingKind.FAKE_CITATION, markup.fake_citations),
    (FindingKind.HIDDEN_CHARACTERS, unseen.hidden_characters),
    (FindingKind.LOOKALIKE_LETTERS, unseen.lookalike_letters),
)


def find_hostile(article: Article, sentences: Sequence[Span]) -> tuple[Finding, ...]:
    """What the article's title and text hold that is not meant for readers, in reading order.

    A finding that keeps its sentences back spans all of them. ``sentences`` are those of the text.
    """
    found = [*_in_marks(article, sentences), *_in_sentences(article, sentences)]
    in_order = sorted(dict.fromkeys(found), key=lambda item: (item[1].start, item[1].end, item[0].value))
    return (
        *_in_title(article.info),
        *(_finding(kind, article.info, span.cut(article.text), span) for kind, span in in_order),
    )


def _in_marks(article: Article, sentences: Sequence[Span]) -> Iterator[tuple[FindingKind, Span]]:
    for kind, places in _MARKS:
        for start, end in places(article.text):
            yield kind, Span(start=start, end=end)


def _in_sentences(article: Article, sentences: Sequence[Span]) -> Iterator[tuple[FindingKind, Span]]:
    read = [unseen.as_read(span.cut(article.text)) for span in sentences]
    commands = {at for at, sentence in enumerate(read) if speaks_to_a_model(sentence)}
    requests = {at for at, sentence in enumerate(read) if at not in commands and is_request(sentence)}
    if not commands and not requests:
        return
    quoted = _Quoted(article.text)
    for at in sorted(commands):
        if not quoted.within_a_report(sentences[at]):
            yield FindingKind.INSTRUCTION, sentences[at]
    own = (sentence for at, sentence in enumerate(read) if at not in commands and at not in requests)
    others = "\n".join(own).lower()
    for at in sorted(requests):
        if not quoted.is_said(sentences[at]) and is_foreign(read[at], others):
            yield FindingKind.FOREIGN_REQUEST, sentences[at]


class _Quoted:
    """What is said by somebody in the article, in quotation marks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._quotations: list[Quotation] = find_quotations(text)

    def is_said(self, sentence: Span) -> bool:
        return any(said.start <= sentence.start < said.end - 1 for said in self._quotations)

    def within_a_report(self, sentence: Span) -> bool:
        """Whether it is said within a line that has words of its own, as a report that quotes has."""
        for said in self._quotations:
            if said.start <= sentence.start < said.end - 1:
                begin = self._text.rfind("\n", 0, said.start) + 1
                end = self._text.find("\n", said.end)
                around = self._text[begin : said.start] + self._text[said.end : end if end >= 0 else None]
                return any(letter.isalpha() for letter in around)
        return False


def is_harmless(name: str) -> bool:
    """Whether a title or another name may be given to a model."""
    return all(Finding.handling_of(kind) is Handling.MADE_PLAIN for kind in _kinds_in(name))


def _in_title(article: ArticleInfo) -> Iterator[Finding]:
    yield from (_finding(kind, article, article.title, None) for kind in _kinds_in(article.title))


def _kinds_in(name: str) -> Iterator[FindingKind]:
    yield from (kind for kind, places in _MARKS if any(True for _ in places(name)))
    if speaks_to_a_model(unseen.as_read(name)):
        yield FindingKind.INSTRUCTION


def _finding(kind: FindingKind, article: ArticleInfo, words: str, span: Span | None) -> Finding:
    return Finding(
        kind=kind,
        article_id=article.article_id,
        content_sha256=article.content_sha256,
        title=article.title,
        span=span,
        words=unseen.spelled_out(" ".join(words.split()))[:LONGEST_SHOWN],
        done=Finding.handling_of(kind),
    )
