"""Sets about answering: right where the answer is in reach, silent where it is not."""

from __future__ import annotations

from collections.abc import Sequence

from eval.cases import NewsArticle, NewsQuestion, SeedQuestion
from eval.metrics import Counts, abstention
from eval.outcomes import Detail, Measured, Scores
from eval.quiz_answers import gives_answer, levelled
from eval.running import Task
from rag import Answer, Filters, Newsdesk

QUOTES_HOLD = "quotes hold"


# --- the seed article ---------------------------------------------------------------------------------------


def seed(questions: Sequence[SeedQuestion], newsdesk: Newsdesk, model: str | None) -> Task[SeedQuestion]:
    """Everything that must be mentioned with the right quote; nothing where the article does not say."""

    def measure(case: SeedQuestion) -> Measured:
        answer = newsdesk.ask(case.question, model=model)
        scores = {QUOTES_HOLD: float(newsdesk.verify(answer).ok)}
        if case.answerable:
            missing = [words for words in case.must_mention if words.lower() not in _told(answer).lower()]
            is_quoted = any(case.quote_contains in citation.quote for citation in answer.citations)
            scores["right"] = float(not missing and is_quoted)
            why = (
                f"Not mentioned: {', '.join(missing)}." if missing else "" if is_quoted else "Another quote."
            )
        else:
            scores["abstained"] = float(not answer.claims)
            why = "It was answered, but the article does not say." if answer.claims else ""
        return Measured(scores=scores, detail=_detail(answer, case.must_mention, why))

    def worst(case: SeedQuestion) -> dict[str, float]:
        return {QUOTES_HOLD: 0.0, "right" if case.answerable else "abstained": 0.0}

    return Task(name="seed", cases=questions, measure=measure, worst=worst)


# --- news questions -----------------------------------------------------------------------------------------

RIGHT = "right, answer in reach"
WRONG = "wrong, answer in reach"
SILENT = "silent, answer in reach"
WRONG_OUT_OF_REACH = "answered, answer out of reach"


def realtimeqa(
    questions: Sequence[NewsQuestion], articles: Sequence[NewsArticle], newsdesk: Newsdesk, model: str | None
) -> Task[NewsQuestion]:
    """Each question with a gold article, asked of all articles, and of those without the answer in them.

    The second is the harder half: whatever is answered there is wrong, and said with confidence.
    """
    texts = [levelled(article.text) for article in articles]

    def measure(case: NewsQuestion) -> Measured:
        answer = newsdesk.ask(case.question, model=model, as_of=case.as_of)
        is_right = bool(answer.claims) and gives_answer(levelled(_told(answer)), case.answer)
        others = tuple(
            article.article_id
            for article, text in zip(articles, texts, strict=True)
            if not gives_answer(text, case.answer)
        )
        blind = newsdesk.ask(case.question, model=model, as_of=case.as_of, filters=Filters(articles=others))
        scores = {
            RIGHT: float(is_right),
            WRONG: float(bool(answer.claims) and not is_right),
            SILENT: float(not answer.claims),
            WRONG_OUT_OF_REACH: float(bool(blind.claims)),
            QUOTES_HOLD: float(newsdesk.verify(answer).ok and newsdesk.verify(blind).ok),
        }
        problems = [
            "" if is_right else "Nothing was answered." if not answer.claims else "Another answer.",
            f"Without the answer in reach it said: {_told(blind)}" if blind.claims else "",
        ]
        return Measured(scores=scores, detail=_detail(answer, (case.answer,), " ".join(problems).strip()))

    def worst(case: NewsQuestion) -> dict[str, float]:
        return {RIGHT: 0.0, WRONG: 1.0, SILENT: 1.0, WRONG_OUT_OF_REACH: 1.0, QUOTES_HOLD: 0.0}

    return Task(
        name="realtimeqa",
        cases=[question for question in questions if question.gold],
        measure=measure,
        worst=worst,
        lower_is_better=frozenset({WRONG, SILENT, WRONG_OUT_OF_REACH}),
        joint={
            "abstention: precision": lambda scores: abstained(scores).precision,
            "abstention: recall": lambda scores: abstained(scores).recall,
        },
    )


def abstained(scores: Sequence[Scores]) -> Counts:
    """Silence against what it should be for: the questions asked without the answer in reach."""
    in_reach = [bool(case[SILENT]) for case in scores]
    out_of_reach = [not case[WRONG_OUT_OF_REACH] for case in scores]
    can_be_answered = [True] * len(in_reach) + [False] * len(out_of_reach)
    return abstention(in_reach + out_of_reach, can_be_answered)


def _told(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims)


def _detail(answer: Answer, expected: Sequence[str], why: str) -> Detail:
    found = tuple(claim.text for claim in answer.claims) or (answer.explanation,)
    return Detail(question=answer.question, found=found, expected=tuple(expected), why=why)
