"""The second opinion takes claims away and never adds one; where it fails, the rules have the last word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from openai_server import (
    Behaviour,
    OpenAIServer,
    answers,
    cuts_before_answering,
    cuts_mid_body,
    fails,
    html,
    no_choices,
    out_of_quota,
    refuses_key,
    sends,
    stalls,
    unknown_model,
    white_space_until_the_limit,
)
from small_articles import make_article, make_sentences

from rag.adapters.openai_chat import openai_chat
from rag.adapters.openai_http import Endpoint
from rag.answering.budget import Budget
from rag.answering.judging import SCHEMA, Judge
from rag.answering.packing import number
from rag.answering.stages import Question, Stages
from rag.domain import Answer, Evidence, ModelInfo, Reason, Searched, SearchResult, Status, Verdict
from rag.ports import ChatModel
from rag.testing import MemoryPartials, ScriptedChat

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = make_article(
    "a1",
    "The council will rebuild the Corrie dam by 2029.\nThe work costs 40 million euros, the mayor said.",
    title="Corrie dam to be rebuilt",
)
QUESTION = "How much does the work on the Corrie dam cost?"
DRAFT = "The work costs 40 million euros, the mayor said."


def find(question: Question) -> SearchResult:
    return SearchResult(hits=(), searched=Searched(query=question.text, as_of=NOW, articles=1, hits=1))


def choose(*_: object) -> list[Evidence]:
    sentences = make_sentences(ARTICLE)
    return number(sentences, dict.fromkeys(sentences, 0.5), {"a1": ARTICLE.info})


def ask(judge: Callable[[Budget], Judge] | None, draft: str = DRAFT) -> Answer:
    stages = Stages(
        find=find,
        choose=choose,
        count=lambda question: 1,
        model=ScriptedChat([draft], strong=False),
        model_info=ModelInfo(provider="scripted", name="test"),
        clock=lambda: NOW,
        progress=lambda *_: None,
        judge=judge,
    )
    return stages.answer(QUESTION)


def judged(model: ChatModel, kept: MemoryPartials | None = None, draft: str = DRAFT) -> Answer:
    store = kept or MemoryPartials()
    return ask(lambda budget: Judge(model, store, budget), draft)


def says(verdict: str, reason: str = "") -> str:
    return json.dumps({"verdict": verdict, "reason": reason})


def test_a_claim_that_both_carry_is_shown_as_before() -> None:
    model = ScriptedChat([says("supported")])
    answer, alone = judged(model), ask(None)
    assert answer.claims == alone.claims
    assert answer.claims[0].verdict is Verdict.SUPPORTED
    assert alone.second_opinion is None
    opinion = answer.second_opinion
    assert opinion is not None
    assert (opinion.judged, opinion.lowered, opinion.failures) == (1, 0, ())
    assert opinion.prompt.name == "judge"
    assert answer.usage.model_calls == 2


@pytest.mark.parametrize("verdict", ["partly supported", "unsupported", "contradicted"])
def test_a_claim_that_the_model_objects_to_is_taken_away_with_its_reason(verdict: str) -> None:
    answer = judged(ScriptedChat([says(verdict, "The mayor only\nhopes so.")]))
    assert (answer.status, answer.reason) == (Status.UNANSWERED, Reason.NOT_IN_SOURCES)
    assert [(item.text, item.verdict.value) for item in answer.rejected] == [(DRAFT, verdict)]
    assert answer.rejected[0].reason == "on a second reading by scripted: The mayor only hopes so."
    assert answer.second_opinion is not None
    assert answer.second_opinion.lowered == 1


def test_a_claim_that_the_rules_refuse_is_not_even_shown_to_the_judge() -> None:
    model = ScriptedChat([])
    answer = judged(model, draft="The work costs 50 million euros.")
    assert answer.status is Status.UNANSWERED
    assert model.calls == []


def test_an_opinion_is_paid_for_once() -> None:
    model, kept = ScriptedChat([says("unsupported", "no")]), MemoryPartials()
    first, second = judged(model, kept), judged(model, kept)
    assert len(model.calls) == 1
    assert first.rejected == second.rejected


def test_the_model_is_given_the_claim_and_its_sentences_and_nothing_else() -> None:
    model = ScriptedChat([says("supported")])
    judged(model)
    system, user = (message.content for message in model.calls[0])
    assert "data" in system
    assert user == f"Sentences:\n{DRAFT}\n\nClaim: {DRAFT}"


# --- faults, over real HTTP ---------------------------------------------------------------------------------


FAULTS: dict[str, Behaviour] = {
    "an error of the server": fails(500, "boom"),
    "too many requests": out_of_quota(),
    "a key that is refused": refuses_key(),
    "an unknown model": unknown_model(),
    "a web page": html(),
    "no choices": no_choices,
    "half a JSON document": answers('{"verdict": "supp'),
    "no JSON": answers("I think it is fine."),
    "another verdict": answers(says("perfect")),
    "a verdict too few": answers('{"reason": "fine"}'),
    "a field too many": answers('{"verdict": "unsupported", "reason": "no", "claim": "The dam is free."}'),
    "a list": answers('[{"verdict": "unsupported", "reason": "no"}]'),
    "an empty reply": answers(""),
    "a reply that is cut off": answers('{"verdict": "unsupported", "rea', finish="length"),
    "a filtered reply": answers(says("unsupported"), finish="content_filter"),
    "white space": white_space_until_the_limit(),
    "a cut connection": cuts_before_answering,
    "a cut body": cuts_mid_body,
    "a body that is no JSON": sends(b"\xff\xfe not json"),
    "nothing": stalls(5.0),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_of_the_judge_leaves_the_verdict_and_is_told(fault: str) -> None:
    info = ModelInfo(provider="openai", name="test-model")
    with OpenAIServer() as server:
        server.always(FAULTS[fault])
        model = openai_chat(info, Endpoint(url=server.url, key="test"), is_strong=True)
        answer = ask(lambda _: Judge(model, MemoryPartials(), Budget(seconds=0.6, tokens=2_000)))
        model.close()
    assert [claim.text for claim in answer.claims] == [DRAFT]
    assert answer.status is Status.ANSWERED
    assert answer.second_opinion is not None
    assert (answer.second_opinion.judged, answer.second_opinion.lowered) == (0, 0)
    assert len(answer.second_opinion.failures) == 1
    assert "free" not in answer.model_dump_json()


def test_a_model_that_is_gone_is_not_waited_for_again() -> None:
    asked = 0

    def reply(messages: object) -> str:
        nonlocal asked
        asked += 1
        from rag.errors import ModelFailed

        raise ModelFailed("It did not answer.")

    answer = judged(ScriptedChat(reply), draft=f"{DRAFT}\nThe work costs 40 million euros.")
    assert asked == 1
    assert answer.claims
    assert answer.second_opinion is not None
    assert answer.second_opinion.failures == ("It did not answer.",)


def test_the_schema_leaves_nothing_open() -> None:
    assert SCHEMA["required"] == list(SCHEMA["properties"])
    assert SCHEMA["additionalProperties"] is False
