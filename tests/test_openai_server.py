"""The stand-in server is checked with the official client: what the other tests rely on must be true."""

from __future__ import annotations

import openai
import pytest
from openai import OpenAI
from openai_server import (
    OpenAIServer,
    answers,
    cuts_mid_stream,
    rate_limited,
    vector_of,
)


@pytest.fixture
def client(openai_server: OpenAIServer) -> OpenAI:
    return OpenAI(base_url=openai_server.url, api_key="test", max_retries=0, timeout=5)


def test_it_completes_and_remembers_the_request(openai_server: OpenAIServer, client: OpenAI):
    reply = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Good day"}])

    assert reply.choices[0].message.content == "You said: Good day"
    assert reply.usage is not None
    assert reply.usage.prompt_tokens == 2
    assert openai_server.requests[0].body["model"] == "m"
    assert openai_server.requests[0].headers["authorization"] == "Bearer test"


def test_it_streams_with_usage_when_asked(client: OpenAI):
    stream = client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "Good day"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.split() == ["You", "said:", "Good", "day"]
    assert chunks[-1].usage is not None


def test_it_fills_a_schema(client: OpenAI):
    schema = {"type": "object", "properties": {"found": {"type": "boolean"}}, "required": ["found"]}
    reply = client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "?"}],
        response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": schema}},
    )
    assert reply.choices[0].message.content == '{"found": true}'


def test_it_embeds_the_same_text_alike(client: OpenAI):
    reply = client.embeddings.create(model="e", input=["a", "b", "a"])

    first, second, third = (row.embedding for row in reply.data)
    assert first == third != second
    assert first == pytest.approx(vector_of("a", 8), abs=1e-6)


def test_it_lists_its_models(client: OpenAI):
    assert [model.id for model in client.models.list()] == ["test-model"]


def test_the_script_is_used_up_in_order(openai_server: OpenAIServer, client: OpenAI):
    openai_server.will(rate_limited(retry_after="3"), answers("Later."))

    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "?"}])
    assert caught.value.response.headers["Retry-After"] == "3"
    reply = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "?"}])
    assert reply.choices[0].message.content == "Later."


def test_a_stream_can_be_cut(openai_server: OpenAIServer, client: OpenAI):
    openai_server.will(cuts_mid_stream("One two three"))

    stream = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "?"}], stream=True
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert text.split() == ["One", "two", "three"]
