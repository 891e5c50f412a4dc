"""Typed cases: one class per kind of question, claim or page that is measured on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rag.domain import Value, sha256_of


class Case(Value):
    """One thing to be measured. ``digest`` names its content, so that no result is taken for another's."""

    case_id: str

    @property
    def digest(self) -> str:
        return sha256_of(self.model_dump_json())


# --- retrieval and answers ----------------------------------------------------------------------------------


class NewsArticle(Value):
    """One article of a searched collection."""

    article_id: str
    title: str
    text: str
    published_on: date | None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    section: str | None = None


class NewsQuestion(Case):
    """A quiz question about the news of its week. ``gold`` are the ids of the articles it was made from."""

    question: str
    choices: tuple[str, ...]
    nota_choices: tuple[str, ...]
    answer: str
    asked_on: date
    gold: tuple[str, ...]
    answer_in_articles: bool

    @property
    def as_of(self) -> datetime:
        """The end of the day on which it was asked."""
        return datetime.combine(self.asked_on, time.min, UTC) + timedelta(days=1, seconds=-1)


class MultiHopQuestion(Case):
    """A question over several articles; ``facts`` are the ids of what has to be found, none for null ones."""

    question: str
    kind: str
    answer: str
    facts: tuple[str, ...]


class SeedQuestion(Case):
    """A question about the one seed article."""

    question: str
    answerable: bool
    must_mention: tuple[str, ...] = ()
    quote_contains: str = ""
    attributed_to: str = ""


class Turn(Value):
    speaker: str
    text: str


class Answerability(StrEnum):
    ANSWERABLE = "ANSWERABLE"
    UNANSWERABLE = "UNANSWERABLE"
    UNDERSPECIFIED = "UNDERSPECIFIED"
    PARTIAL = "PARTIAL"


class Conversation(Case):
    """The turns up to a user's last one, the passages given for it, and a reference reply."""

    turns: tuple[Turn, ...]
    passages: tuple[str, ...]
    reference: str
    answerability: Answerability
    collection: str


# --- grounding ----------------------------------------------------------------------------------------------


class Support(StrEnum):
    SUPPORTED = "supported"
    PARTIALLY_SUPPORTED = "partially_supported"
    NOT_SUPPORTED = "not_supported"


class CitedClaim(Case):
    """A claim with the sentences of the page it cites.

    Each of ``supporting_sets`` holds positions (from 0) of sentences that carry it together; a claim the
    page does not support mostly has none. ``written_on`` is the day that the page gives for itself.
    """

    claim: str
    written_on: date | None = None
    sentences: tuple[str, ...]
    supporting_sets: tuple[tuple[int, ...], ...]
    label: Support


class ChangedSentence(Case):
    """A sentence of an article, or what was made of it; ``kind`` names the fact that was changed, if any."""

    article: str
    kind: str
    original: str
    text: str


class CopyPair(Case):
    """Two texts, made from the report ``source``, and whether one is a copy of the other."""

    source: str
    kind: str
    is_copy: bool
    one: str
    other: str


class StoryPair(Case):
    """Two news articles, by id, and whether they are about one story; ``half`` is the one they belong to."""

    half: str
    one: str
    other: str
    is_same: bool
    reason: str


class PlantedInstruction(Case):
    """An instruction to be hidden in an article."""

    kind: str
    category: str
    instruction: str


class PlantedText(Case):
    """An instruction at one place of a sample article. ``half`` says whether rules may be tuned on it."""

    article: str
    place: str
    half: str
    instruction: str


class PoisonedQuestion(Case):
    """A question with the true answer, a lie, and passages that tell the lie."""

    question: str
    answer: str
    lie: str
    poisoned: tuple[str, ...]


# --- text ---------------------------------------------------------------------------------------------------


class SplitText(Case):
    """A text with its sentences as people cut it."""

    text: str
    sentences: tuple[str, ...]


class SalientEntity(Value):
    """``grade`` counts in how many of five summaries it is mentioned."""

    grade: int
    kind: str
    mentions: tuple[str, ...]


class AnnotatedArticle(Case):
    """A news report with what people marked in it."""

    title: str
    text: str
    written_on: date
    sentences: tuple[str, ...]
    summaries: tuple[str, ...]
    entities: tuple[SalientEntity, ...]
    iso_dates: tuple[str, ...]


class WebPage(Case):
    """A page as it was served, and the article in it as people read it."""

    url: str
    html: str
    article: str
