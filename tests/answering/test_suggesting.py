"""Questions that an archive can answer: named speakers only, and tried before they are shown."""

from __future__ import annotations

import pytest

from rag.answering.suggesting import candidates
from rag.domain import Article, sha256_of


def article(text: str) -> Article:
    return Article(article_id="a", content_sha256=sha256_of(text), source="a.txt", text=text)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("The mayor said the bridge was shut.", ["What did the mayor say?"]),
        ("Ida Berg said the bridge was shut.", ["What did Ida Berg say?"]),
        ("The bridge was shut, the mayor said. The mayor said it was old.", ["What did the mayor say?"]),
        ("Critics said the bridge was old.", []),
        ("A senior official said the bridge was old.", []),
        ("The bridge was shut.", []),
    ],
)
def test_speakers_become_questions(text: str, questions: list[str]) -> None:
    assert list(candidates(article(text))) == questions
