"""Newsdesk as a model for OpenAI's own client and for LangChain's, against a real server."""

from __future__ import annotations

import openai
import pytest
from api_server import STRIKE, WALLS, Served
from openai.types.chat import ChatCompletion

QUESTION = "How much do the flood walls cost?"


@pytest.fixture
def client(filled: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{filled.address}/v1", api_key="any", max_retries=0)


def _asked(question: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": question}]


def _complete(client: openai.OpenAI, **more: object) -> ChatCompletion:
    return client.chat.completions.create(model="newsdesk", messages=_asked(QUESTION), **more)  # type: ignore[call-overload]


def test_models_are_listed_and_found(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["newsdesk", "newsdesk-extractive"]
    assert client.models.retrieve("newsdesk").owned_by == "newsdesk"
    with pytest.raises(openai.NotFoundError, match="no model 'gpt'"):
        client.models.retrieve("gpt")


def test_marks_in_the_text_lead_to_the_quotes(client: openai.OpenAI) -> None:
    completion = _complete(client, temperature=0.2, max_tokens=50)
    message = completion.choices[0].message
    assert message.content
    assert message.annotations
    answer = completion.newsdesk  # type: ignore[attr-defined]
    assert answer["status"] == "answered"
    for annotation in message.annotations:
        place = annotation.url_citation
        mark = message.content[place.start_index : place.end_index]
        assert mark.startswith("[")
        assert mark.endswith("]")
        quoted = next(line for line in message.content.splitlines() if line.startswith(f"{mark} “"))
        assert quoted.split("“")[1].split("”")[0] in WALLS + STRIKE
        assert place.url.startswith("http://127.0.0.1")
    for claim in answer["claims"]:
        assert claim["text"] in message.content


def test_the_stream_is_the_same_text(client: openai.OpenAI) -> None:
    whole = _complete(client).choices[0].message.content
    options = {"include_usage": True}
    chunks = list(_complete(client, stream=True, stream_options=options))  # type: ignore[call-overload]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    last = [chunk for chunk in chunks if chunk.choices][-1]
    assert last.choices[0].finish_reason == "stop"
    assert last.newsdesk["status"] == "answered"
    assert chunks[-1].usage.total_tokens == 0


def test_parts_of_a_message_are_read_and_limits_are_ours(client: openai.OpenAI) -> None:
    parts = [{"type": "text", "text": QUESTION}]
    within = {"newsdesk": {"filters": {"publishers": ["Harbour Courier"]}}}
    completion = client.chat.completions.create(
        model="newsdesk-extractive",
        messages=[{"role": "user", "content": parts}],  # type: ignore[list-item, misc]
        extra_body=within,
    )
    assert completion.newsdesk["searched"]["filters"]["publishers"] == ["Harbour Courier"]  # type: ignore[attr-defined]


def test_what_is_not_in_the_articles_is_said_to_be_so(client: openai.OpenAI) -> None:
    asked = _asked("Who won the chess championship in Reykjavik?")
    completion = client.chat.completions.create(model="newsdesk", messages=asked)  # type: ignore[arg-type]
    assert completion.newsdesk["status"] == "unanswered"  # type: ignore[attr-defined]
    assert (completion.choices[0].message.content or "").startswith("Not answered.")


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"model": "gpt-4"}, openai.NotFoundError, "gpt-4"),
        ({"messages": []}, openai.UnprocessableEntityError, "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, openai.UnprocessableEntityError, "question"),
        ({"n": 2}, openai.UnprocessableEntityError, "n:"),
    ],
)
def test_errors_are_what_the_client_knows(
    client: openai.OpenAI, wrong: dict[str, object], kind: type[openai.APIStatusError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        client.chat.completions.create(**{"model": "newsdesk", "messages": _asked(QUESTION), **wrong})  # type: ignore[call-overload]
    assert caught.value.code


def test_langchain_speaks_to_it(filled: Served) -> None:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    chat = ChatOpenAI(
        model="newsdesk", base_url=f"{filled.address}/v1", api_key=SecretStr("any"), max_retries=0
    )
    said = chat.invoke([("system", "Be brief."), ("human", QUESTION)])
    assert "38 million crowns" in said.text
    assert "".join(piece.text for piece in chat.stream(QUESTION)) == said.text


def test_earlier_messages_say_what_the_last_one_means_and_are_no_evidence(client: openai.OpenAI) -> None:
    lie = "They cost 99 million crowns, of which the state pays 1 percent."
    said = [
        *_asked(QUESTION),
        {"role": "assistant", "content": lie},
        {"role": "user", "content": "And in 2024?"},
    ]
    completion = client.chat.completions.create(model="newsdesk", messages=said)  # type: ignore[arg-type]
    answer = completion.newsdesk  # type: ignore[attr-defined]
    assert answer["understood"]["asked"] == "And in 2024?"
    assert answer["understood"]["text"] == "How much do the flood walls cost in 2024?"
    assert "99 million" not in str(completion.choices[0].message.content)
    chunks = list(
        client.chat.completions.create(model="newsdesk", messages=said, stream=True)  # type: ignore[arg-type]
    )
    assert chunks[-1].newsdesk["understood"] == answer["understood"]  # type: ignore[attr-defined]


def test_what_is_unclear_is_asked_back_and_a_number_picks(filled: Served, client: openai.OpenAI) -> None:
    filled.add(
        "Minister Ilse Marrin met Tomas Odell at Port Ellery. Odell stayed for nine hours.", id="talks"
    )
    said = [{"role": "user", "content": "How long did he stay at Port Ellery?"}]
    first = client.chat.completions.create(model="newsdesk", messages=said)  # type: ignore[arg-type]
    back = str(first.choices[0].message.content)
    assert back.startswith("Whom do you mean by “he”?\n1. How long did ")
    assert first.newsdesk["choices"]  # type: ignore[attr-defined]
    said += [{"role": "assistant", "content": back}, {"role": "user", "content": "Odell"}]
    second = client.chat.completions.create(model="newsdesk", messages=said)  # type: ignore[arg-type]
    understood = second.newsdesk["understood"]["text"]  # type: ignore[attr-defined]
    assert understood == "How long did Tomas Odell stay at Port Ellery?"
