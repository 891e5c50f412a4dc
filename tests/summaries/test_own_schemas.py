"""Summaries in the form of a reader's schema, by a strong model that answers over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
from form_model import By, fills
from openai_server import Behaviour, OpenAIServer, Request, answers
from own_schemas import CASES, COMET, DAY, TALKS, TEXT, Case, many, record
from stories import NOW, desk

from rag.adapters.given_articles import GivenArticles
from rag.adapters.openai_chat import openai_chat
from rag.adapters.openai_http import Endpoint
from rag.adapters.samples import sample_uploads
from rag.domain import Article, Limit, ModelInfo, RawArticle, SchemaSummary, sha256_of
from rag.errors import SchemaUnmet
from rag.ingest.raw_articles import settle_article
from rag.ports import ChatModel
from rag.summaries.forms.filling import FormFiller
from rag.testing import MemoryPartials


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The samples by their titles."""
    given = GivenArticles(sample_uploads(), ())
    read = [settle_article(item, NOW) for item in given.read(given.sources) if isinstance(item, RawArticle)]
    return {article.title: article for article in read}


class FormServer(OpenAIServer):
    """Knows the answers to one form."""

    said: Any = None

    def take(self, request: Request) -> Behaviour:
        super().take(request)
        return self.said if callable(self.said) else fills(self.said)


@pytest.fixture(scope="module")
def server() -> Iterator[FormServer]:
    with FormServer() as running:
        yield running


@pytest.fixture(scope="module")
def model(server: FormServer) -> Iterator[ChatModel]:
    chat = openai_chat(ModelInfo(provider="openai", name="gpt"), Endpoint(server.url, "key"), is_strong=True)
    yield chat
    chat.close()


@pytest.fixture
def fill(
    server: OpenAIServer, model: ChatModel, articles: dict[str, Article]
) -> Callable[..., SchemaSummary]:
    def run(title: str, schema: Any, said: Any, *, article: Article | None = None) -> SchemaSummary:
        server.requests.clear()
        server.said = said
        return FormFiller(desk(model), schema).fill(article or articles[title])

    return run


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_schema_is_filled_with_what_the_article_carries(
    case: Case, fill: Callable[..., SchemaSummary], articles: dict[str, Article]
) -> None:
    if case.missing is not None:
        with pytest.raises(SchemaUnmet, match=case.missing):
            fill(case.article, case.schema, case.said)
        return
    filled = fill(case.article, case.schema, case.said)
    assert filled.data == case.data
    assert filled.unsupported == case.unsupported
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(case.schema, format_checker=checker).validate(filled.data)
    text = articles[case.article].text
    for pointer, places in filled.evidence.items():
        assert at(filled.data, pointer) is not None
        assert all(text[place.start : place.end] == place.quote for place in places)
    assert set(values(filled.data)) - constants(case) == set(filled.evidence)


def at(data: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def values(data: Any, pointer: str = "") -> Iterator[str]:
    """Pointers to every single value that is not null."""
    if isinstance(data, dict | list):
        for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from values(inner, f"{pointer}/{step}")
    elif data is not None:
        yield pointer


def constants(case: Case) -> set[str]:
    return {"/version"} if case.name == "a constant of the schema" else set()


def test_one_strict_call_is_made_with_a_schema_that_strict_mode_takes(
    fill: Callable[..., SchemaSummary], server: FormServer
) -> None:
    wanted = record(
        "place", place=TEXT, seen={"type": "string", "format": "date", "description": "when it was"}
    )
    filled = fill(
        COMET, wanted, {"place": "Saint Brannoc", "seen": By("2025-01-11", "noticed it on 11 January")}
    )
    assert filled.data == {"place": "Saint Brannoc", "seen": "2025-01-11"}
    assert len(server.requests) == 1
    sent = server.requests[0].body["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert filled.usage.model_calls == 1
    assert filled.is_complete


def test_a_value_of_the_wrong_form_is_said_back_once(
    fill: Callable[..., SchemaSummary], server: FormServer
) -> None:
    said = [By("11 January", "noticed it on 11 January"), By("2025-01-11", "noticed it on 11 January")]

    def corrects(exchange: Any) -> None:
        fills({"seen": said[len(server.requests) - 1]})(exchange)

    filled = fill(COMET, record("seen", seen=DAY), corrects)
    assert filled.data == {"seen": "2025-01-11"}
    assert len(server.requests) == 2
    assert "is not a 'date'" in server.requests[1].body["messages"][-1]["content"]


def test_rubbish_on_every_call_leaves_what_the_rules_find(
    fill: Callable[..., SchemaSummary], server: FormServer
) -> None:
    wanted = record("title", title=TEXT, mirror={"type": "number", "description": "metres of the mirror"})
    filled = fill(COMET, wanted, answers("}{ lorem"))
    assert filled.data == {
        "title": "The new telescope on Saint Brannoc has found its first comet, nine weeks "
        "after it was switched on",
        "mirror": 1.8,
    }
    assert not filled.is_complete
    assert "no JSON document" in filled.notes[0]


def test_a_form_too_deep_for_strict_mode_is_asked_for_in_words(
    fill: Callable[..., SchemaSummary], server: FormServer
) -> None:
    deep: dict[str, Any] = record("where", where=TEXT)
    for _ in range(11):
        deep = record("inner", inner=deep)
    reply: Any = {"where": {"value": "Saint Brannoc", "sentences": [1]}}
    for _ in range(11):
        reply = {"inner": reply}
    filled = fill(COMET, deep, answers(json.dumps({"form": reply})))
    assert "response_format" not in server.requests[0].body
    assert "JSON Schema:" in server.requests[0].body["messages"][1]["content"]
    assert list(filled.evidence) == ["/inner" * 11 + "/where"]


def test_replies_are_kept_and_a_dry_run_and_a_budget_hold(
    server: FormServer, model: ChatModel, articles: dict[str, Article]
) -> None:
    server.said = {"where": "Saint Brannoc"}
    server.requests.clear()
    partials = MemoryPartials()
    wanted = record("", where=TEXT)
    estimate = FormFiller(desk(model, partials), wanted).estimate(articles[COMET])
    assert (estimate.calls, estimate.cached, len(server.requests)) == (1, 0, 0)
    stopped = FormFiller(desk(model, partials), wanted).fill(articles[COMET], limit=Limit(tokens=10))
    assert "budget" in stopped.notes[0]
    first = FormFiller(desk(model, partials), wanted).fill(articles[COMET])
    again = FormFiller(desk(model, partials), wanted).fill(articles[COMET])
    assert (first.usage.model_calls, again.usage.model_calls) == (1, 0)
    assert again.data == first.data == {"where": "Saint Brannoc"}


def test_a_long_article_is_read_in_parts_that_are_put_together(
    fill: Callable[..., SchemaSummary], server: FormServer, articles: dict[str, Article]
) -> None:
    filler = (
        "The council of Oster met on item {n} and took note of report {n} by clerk number {n} without debate."
    )
    text = (
        articles[TALKS].text
        + "\n"
        + "\n".join(filler.format(n=n) for n in range(1500))
        + "\nThe talks ended on 28 October.\n"
    )
    long = articles[TALKS].model_copy(update={"text": text, "content_sha256": sha256_of(text)})
    wanted = record("", guest=TEXT, ended=DAY, concerns=many(TEXT))

    def knows(exchange: Any) -> None:
        shown = exchange.request.body["messages"][1]["content"]
        said = {
            "guest": "Wang Yi" if "Wang Yi" in shown else None,
            "concerns": ["Taiwan"] if "Taiwan" in shown else [],
            "ended": By("2023-10-28", "The talks ended on 28 October") if "talks ended" in shown else None,
        }
        fills(said)(exchange)

    filled = fill(TALKS, wanted, knows, article=long)
    assert len(server.requests) == 3
    assert filled.data == {"guest": "Wang Yi", "ended": "2023-10-28", "concerns": ["Taiwan"]}
