"""Messages of a conversation, as questions that stand alone."""

from datetime import UTC, datetime

import pytest

from rag.conversing.exchanges import exchanges_of
from rag.conversing.understanding import Unclear, understand
from rag.domain import (
    Answer,
    AskedBack,
    Choice,
    Citation,
    Claim,
    Filters,
    ModelInfo,
    Reason,
    Searched,
    StandaloneQuestion,
    Status,
    TimeRange,
    Turn,
    Usage,
    Verdict,
)

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
PUBLISHERS = ("The Velland Courier", "Harbour Gazette")


def turn(question, *claims, **limits):
    """A turn that was answered in these claims."""
    citation = Citation(
        article_id="a", content_sha256="0" * 64, start=0, end=3, quote="So.", title="A headline"
    )
    claimed = tuple(Claim(text=text, verdict=Verdict.SUPPORTED, citations=(citation,)) for text in claims)
    answer = Answer(
        question=question,
        status=Status.ANSWERED if claims else Status.UNANSWERED,
        reason=None if claims else Reason.NOT_IN_SOURCES,
        claims=claimed,
        searched=Searched(query=question, as_of=NOW, articles=1, hits=1),
        model=ModelInfo(provider="scripted", name="test"),
        usage=Usage(),
        created_at=NOW,
    )
    return Turn(
        conversation_id="c",
        number=1,
        question=StandaloneQuestion(asked=question, text=question, **limits),
        answer=answer,
        created_at=NOW,
    )


def read(message, *turns, **limits):
    return understand(message, exchanges_of(turns), as_of=NOW, publishers=lambda: PUBLISHERS, **limits)


WHO = turn("Whom did Ilse Marrin meet?", "Marrin met Orran’s envoy Tomas Odell for nine hours.")
CONCERNS = turn("What concerns did US officials list?", "US officials listed Taiwan and human rights.")
FEES = turn("By how much did Velland raise its port fees in 2023?", "Velland raised its fees by 5%.")
FORECAST = turn("What does the Harbour Trade Council forecast for Germany?", "It forecasts 2% growth.")

FOLLOW_UPS = [
    # pronouns: the latest person, body or place that fits
    (WHO, "How long did he stay?", "How long did Tomas Odell stay?"),  # who was asked for
    (
        turn("When did Ilse Marrin meet Tomas Odell?", "On Monday."),
        "Where did she stay?",
        "Where did Ilse Marrin stay?",  # who does what is asked about
    ),
    (
        turn("What did Marrin announce?", "Ilse Marrin told Petra Lund that fees would rise."),
        "When did she say so?",
        "When did Marrin say so?",
    ),
    (
        turn("Who met Petra Lund?", "Mrs Ilse Marrin and Tomas Odell met Petra Lund."),
        "Where did he meet the press?",
        "Where did Tomas Odell meet the press?",
    ),
    (
        turn("Who visited Velland?", "Tomas Odell visited Velland."),
        "How long did he stay?",
        "How long did Tomas Odell stay?",
    ),
    (
        turn("Who visited Velland?", "Tomas Odell visited Velland."),
        "When was his visit?",
        "When was Tomas Odell’s visit?",
    ),
    (
        turn("Who visited Velland?", "Tomas Odell visited Velland."),
        "Whom did he meet there?",
        "Whom did Tomas Odell meet in Velland?",
    ),
    (CONCERNS, "When did they say so?", "When did US officials say so?"),
    (CONCERNS, "What are their demands?", "What are US officials’ demands?"),
    (FORECAST, "When was it founded?", "When was Harbour Trade Council founded?"),
    # a half question takes the place of its counterpart
    (CONCERNS, "and the Chinese side?", "What concerns did the Chinese side list?"),
    (CONCERNS, "What about Japan?", "What concerns did Japan list?"),
    (FORECAST, "And for France?", "What does the Harbour Trade Council forecast for France?"),
    (FORECAST, "how about Italy", "What does the Harbour Trade Council forecast for Italy?"),
    (WHO, "And Petra Lund?", "Whom did Petra Lund meet?"),
    # another time
    (FEES, "And in 2022?", "By how much did Velland raise its port fees in 2022?"),
    (FEES, "What about 2021?", "By how much did Velland raise its port fees in 2021?"),
    (CONCERNS, "and last year?", "What concerns did US officials list last year?"),
    # one word
    (FEES, "Why?", "Why did Velland raise its port fees in 2023?"),
    (WHO, "When?", "When did Ilse Marrin meet?"),
    # what was spoken of without a name is left as it is, and so is what the question itself says
    (
        turn("What are tides?", "Tides are the rise and fall of the sea."),
        "How do they work?",
        "How do they work?",
    ),
    (FEES, "Do ports set their fees themselves?", "Do ports set their fees themselves?"),
    (FEES, "If a ship waits, does it pay?", "If a ship waits, does it pay?"),
    (FEES, "Is it especially important to pay?", "Is it especially important to pay?"),
    (WHO, "I asked if there is any limit.", "I asked if there is any limit."),
    (FEES, "Is this intended for ships?", "Is this intended for ships?"),
    # what stands alone is left alone
    (WHO, "Is it true that the harbour will close?", "Is it true that the harbour will close?"),
    (WHO, "Did Jonas Reth say that he would sue?", "Did Jonas Reth say that he would sue?"),
    (WHO, "How many people work at the quay?", "How many people work at the quay?"),
    (WHO, "And who paid for the quay?", "And who paid for the quay?"),
    (WHO, "What is due this week?", "What is due this week?"),
    (FEES, "Are these fees the highest?", "Are these fees the highest?"),
]


@pytest.mark.parametrize(("before", "message", "question"), FOLLOW_UPS)
def test_a_follow_up_stands_alone(before, message, question):
    understood = read(message, before)
    assert isinstance(understood, StandaloneQuestion)
    assert (understood.text, understood.asked) == (question, message)
    assert bool(understood.because) == (question != message)


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("How long did he stay?", "he"),
        ("And the Chinese side?", "And the Chinese side"),
        ("What services does this library offer?", "this library"),
        ("When was it built?", "it"),
    ],
)
def test_what_points_at_nothing_is_unclear(message, word):
    assert read(message) == Unclear(asked=message, word=word)


BOTH = turn("What did Ilse Marrin and Tomas Odell agree on?", "They agreed on fees.")


def test_of_several_people_nobody_is_taken_without_a_reason():
    assert read("How long did he stay?", BOTH) == Unclear(
        asked="How long did he stay?", word="he", candidates=("Ilse Marrin", "Tomas Odell")
    )


def test_who_else_could_be_meant_is_said():
    understood = read("How long did he stay?", WHO)
    assert [(other.label, other.question) for other in understood.instead] == [
        ("Ilse Marrin", "How long did Ilse Marrin stay?")
    ]


ASKED_BACK = Turn(
    conversation_id="c",
    number=2,
    question=StandaloneQuestion(asked="How long did he stay?", text="How long did he stay?"),
    asked_back=AskedBack(
        text="Whom do you mean by “he”?",
        choices=(
            Choice(label="Ilse Marrin", question="How long did Ilse Marrin stay?"),
            Choice(label="Tomas Odell", question="How long did Tomas Odell stay?"),
        ),
    ),
    created_at=NOW,
)


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("2", "How long did Tomas Odell stay?"),
        ("Tomas Odell", "How long did Tomas Odell stay?"),
        ("odell.", "How long did Tomas Odell stay?"),
        ("How long did Ilse Marrin stay?", "How long did Ilse Marrin stay?"),
        ("the mayor", "How long did he stay (the mayor)?"),
        ("7", "How long did he stay (7)?"),
        ("Who won the cup?", "Who won the cup?"),
    ],
)
def test_a_reply_completes_the_question_that_was_asked_back(reply, question):
    assert read(reply, BOTH, ASKED_BACK).text == question


def test_the_latest_turn_comes_first():
    odell = turn("Who visited Velland?", "Tomas Odell visited Velland.")
    assert read("How long did he stay?", WHO, odell).text == "How long did Tomas Odell stay?"


MARCH = TimeRange(start=datetime(2024, 3, 1, tzinfo=UTC))


def test_a_restriction_asks_the_same_of_fewer_articles():
    understood = read("only the Velland Courier", FEES)
    assert understood.text == FEES.question.text
    assert understood.filters == Filters(publishers=("The Velland Courier",))
    assert understood.because[1] == "only articles of The Velland Courier"

    since = read("just since May 2023", FEES)
    assert since.time_range.start == datetime(2023, 5, 1, tzinfo=UTC)
    assert read("only cod and herring", FEES).text == "only cod and herring"


def test_limits_hold_while_the_conversation_goes_on():
    limited = turn(FEES.question.text, time_range=MARCH, filters=Filters(publishers=("Harbour Gazette",)))
    follow_up = read("And in 2022?", limited)
    assert (follow_up.time_range, follow_up.filters.publishers) == (MARCH, ("Harbour Gazette",))
    assert read("Who won the cup?", limited).time_range is None
    given = TimeRange(end=NOW)
    assert read("And in 2022?", limited, time_range=given).time_range == given
