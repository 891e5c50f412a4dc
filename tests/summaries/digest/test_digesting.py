"""Many articles to their digest, without a model and with ones that answer from a script."""

from __future__ import annotations

import json
from collections.abc import Sequence

from papers import NOON, PAPERS, Stored, chosen
from stories import desk

from rag.domain import Limit, Reason
from rag.ports import Message
from rag.summaries.digest.digesting import Digester
from rag.summaries.digest.selecting import Selection, Wanted
from rag.summaries.strict import summary_schema
from rag.testing import MemoryPartials, ScriptedChat, WordEmbedder

WANTED = Wanted(as_of=NOON)
ALL = Selection(chosen(*PAPERS))


def small(messages: Sequence[Message]) -> str:
    """One true statement and one that no article carries."""
    text = messages[-1].content
    if "In one sentence" in text:
        return (
            "Deckhands walked out." if "deckhands" in text.lower() else "The comet will be brightest in July."
        )
    return "- 9,000 deckhands walked out.\n" if "deckhands" in text.lower() else "NOT FOUND"


def strong(messages: Sequence[Message]) -> str:
    shown = messages[-1].content
    line = next(line for line in shown.splitlines() if line.startswith("["))
    number, text = int(line[1 : line.index("]")]), line[line.index("]") + 2 :]
    document = {name: [] for name in summary_schema([1])["properties"]}
    point = {"text": text, "sentences": [number]}
    return json.dumps({**document, "headline": point, "summary": point, "key_points": [point]})


def test_articles_become_stories_those_of_most_sources_first() -> None:
    digest = Digester(desk(), Stored(*PAPERS)).digest(WANTED, ALL)
    stories = [{item.article.article_id for item in story.articles} for story in digest.stories]
    assert stories == [{"courier", "ledger", "post"}, {"comet", "comet-too"}]
    assert [story.sources for story in digest.stories] == [3, 2]
    assert (digest.articles, digest.usage.model_calls, digest.is_complete) == (5, 0, True)


def test_articles_without_vectors_yet_are_embedded() -> None:
    at = desk()
    digest = Digester(at, Stored("courier", "comet")).digest(WANTED, ALL)
    assert digest.articles == len(PAPERS)
    assert isinstance(at.embedder, WordEmbedder)
    embedded = "\n".join(at.embedder.embedded)
    assert "bread would last" in embedded
    assert "because deckhands walked out" not in embedded


def test_nothing_is_embedded_that_has_vectors() -> None:
    at = desk()
    Digester(at, Stored(*PAPERS)).digest(WANTED, ALL)
    assert isinstance(at.embedder, WordEmbedder)
    assert at.embedder.embedded == []


def test_no_articles_are_a_digest_that_says_why() -> None:
    digest = Digester(desk(), Stored()).digest(WANTED, Selection((), Reason.NONE_IN_RANGE))
    assert digest.stories == ()
    assert digest.reason is Reason.NONE_IN_RANGE
    assert digest.notes == ("No article is within these restrictions.",)


def test_a_strong_model_is_asked_once_for_each_article() -> None:
    model = ScriptedChat(strong)
    digest = Digester(desk(model), Stored(*PAPERS)).digest(WANTED, ALL)
    assert len(model.calls) == len(PAPERS)
    assert digest.usage.model_calls == len(PAPERS)
    assert len(digest.stories) == 2


def test_a_small_model_is_asked_for_nothing_that_is_not_shown_and_held_to_the_text() -> None:
    model = ScriptedChat(small, strong=False)
    digest = Digester(desk(model), Stored(*PAPERS)).digest(WANTED, ALL)
    assert len(model.calls) == 2 * len(PAPERS)
    told = [point.text for story in digest.stories for point in story.what_happened]
    assert "Deckhands walked out." in told
    assert "9,000 deckhands walked out." in {value.text for value in digest.rejected}
    assert all("9,000" not in text for text in told)


def test_what_was_paid_is_kept_and_new_articles_are_all_that_costs() -> None:
    partials = MemoryPartials()
    first, second = ScriptedChat(strong), ScriptedChat(strong)
    Digester(desk(first, partials), Stored(*PAPERS)).digest(WANTED, Selection(chosen(*PAPERS)[:4]))
    Digester(desk(second, partials), Stored(*PAPERS)).digest(WANTED, ALL)
    assert (len(first.calls), len(second.calls)) == (4, 1)
    assert {ids for _, ids in partials.replies.values()} == {(name,) for name in PAPERS}


def test_a_dry_run_counts_and_a_budget_ends_with_what_is_ready() -> None:
    model = ScriptedChat(strong)
    digester = Digester(desk(model), Stored(*PAPERS))
    assert digester.estimate(ALL).calls == len(PAPERS)
    assert model.calls == []
    digest = digester.digest(WANTED, ALL, limit=Limit(tokens=1))
    assert model.calls == []
    assert not digest.is_complete
    assert "budget" in " ".join(digest.notes)
    assert len(digest.stories) == 2
    assert Digester(desk(), Stored()).estimate(ALL).calls == 0


def test_rubbish_on_every_call_leaves_the_articles_own_words() -> None:
    model = ScriptedChat(lambda messages: "}{ \x00 lorem", strong=True)
    digest = Digester(desk(model), Stored(*PAPERS)).digest(WANTED, ALL)
    assert all(story.what_happened for story in digest.stories)
    assert not digest.is_complete
