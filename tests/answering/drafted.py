"""Two numbered sentences to draft from, and a draft read to its end."""

from __future__ import annotations

import json

from rag.answering.budget import Budget
from rag.answering.drafting import Ending
from rag.domain import ArticleInfo, DraftClaim, Evidence, Sentence, sha256_of
from rag.ports import Completion, Finish

TEXT = "The bridge closed on Monday.\nRepairs will take nine weeks, the council said."


def evidence(title="Bridge shut", publisher="Harbour Courier"):
    info = ArticleInfo(
        article_id="a1", content_sha256=sha256_of(TEXT), title=title, publisher=publisher, source="a1.txt"
    )
    spans = [(0, 28), (29, len(TEXT))]
    return [
        Evidence(
            number=count + 1,
            sentence=Sentence(
                article_id="a1",
                content_sha256=info.content_sha256,
                position=count,
                start=a,
                end=b,
                text=TEXT[a:b],
            ),
            article=info,
        )
        for count, (a, b) in enumerate(spans)
    ]


def budget(tokens=10_000, seconds=60.0):
    return Budget(seconds=seconds, tokens=tokens, clock=lambda: 0.0)


def strict_reply(*claims):
    return json.dumps(
        {"claims": [{"text": text, "sentences": numbers, "speaker": None} for text, numbers in claims]}
    )


def cut_off(text):
    return Completion(text=text, finish=Finish.CUT_OFF, completion_tokens=10)


def read(drafter, spend=None) -> tuple[list[DraftClaim], Ending]:
    """The claims of a draft, and how it ended."""
    claims: list[DraftClaim] = []
    drafts = drafter.draft("What happened?", evidence(), spend or budget())
    while True:
        try:
            claims.append(next(drafts))
        except StopIteration as end:
            return claims, end.value
