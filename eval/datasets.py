"""One loader per set: from the published files, checked, to typed cases. Raises `BenchDataError`."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eval.bench_data import BenchDataError, DataFile, checked_path, read_checked, read_records
from eval.cases import (
    AnnotatedArticle,
    CitedClaim,
    Conversation,
    MultiHopQuestion,
    NewsArticle,
    NewsQuestion,
    PlantedInstruction,
    PoisonedQuestion,
    SalientEntity,
    SeedQuestion,
    SplitText,
    StoryPair,
    Turn,
    WebPage,
)

Record = dict[str, Any]

RT_ARTICLES = DataFile(
    path="articles.jsonl",
    records=1000,
    sha256="a05177cfc224eb163ca096f18d970525f8a66f2fdf1731041b52e92034cf81f4",
)
RT_ALL_ARTICLES = DataFile(
    path="articles.jsonl",
    records=5056,
    sha256="fb9cb5abe4d18c38fa6b5af8f53ef26988b426b77e5eed3ed71eb53f8f141c88",
)
RT_QUESTIONS = DataFile(
    path="questions.jsonl",
    records=467,
    sha256="d4c46dcda9b281bec18dc4ec8e278322b7cab9d8c3ea1ef0d374df46fae445e1",
)
FACTS = DataFile(
    path="multihop/facts.jsonl",
    records=203,
    sha256="cda98471923023f2df9b245007a10482030f98dc305af9534c13d3bb176ccb04",
)
MULTIHOP = DataFile(
    path="multihop/queries.jsonl",
    records=151,
    sha256="52fd3eb2742cba2f80ad86f9bff3d411e96efb2e2de8b7105adf41850ad85cb8",
)
WICE = DataFile(
    path="wice/claims.jsonl",
    records=349,
    sha256="c7e2afb94d50dd90a0844824436e64d901a375ff3d8fdfcb5844d2bf9dfc357b",
)
GUM_NEWS = DataFile(
    path="gum_news/docs.jsonl",
    records=35,
    sha256="20a3b18d1ab64e4ed6d539ab81cafcd00685c828905eeac3c7f64b56f50c09b4",
)
MTRAGUN = DataFile(
    path="mtragun/tasks.jsonl",
    records=135,
    sha256="efc7a7856dc0da6fc90b5cec430fe078a60f2a4e8c38652932c522f73e754ee3",
)
EXTRACTION = DataFile(
    path="extraction/ground_truth.jsonl",
    records=68,
    sha256="91a40664abb2982176c03d3a9d30b0b959ab11a1ca8931df0fa204a9ef9eb39a",
)
INSTRUCTIONS = DataFile(
    path="injection/bipia_attacks.jsonl",
    records=125,
    sha256="0a5192ee28364be60f3bb2fc195957b26802d57a033b7b0683cfb973f8788df5",
)
POISONED = DataFile(
    path="injection/poisonedrag_nq.jsonl",
    records=100,
    sha256="1a692bf9bf68f35af361dd16b73a953f25fbc0fe8bbcc3a10ad6cd3067b2aa2e",
)
RULES = DataFile(
    path="sentences/golden_rules_en.jsonl",
    records=48,
    sha256="e1bfa58a61463b90171260312ea2bbd9cd285a5e1ae0d2790d90d5031f151399",
)
SPLIT_NEWS = DataFile(
    path="sentences/gum_news.jsonl",
    records=35,
    sha256="7885ab52b9567df75ddfcdde992173b93c53dafd5ef52ff315f2f92649e6f0a3",
)
SEED = DataFile(
    path="../seed/cases.jsonl",
    records=8,
    sha256="0a80894b56f02ffbb299f861a5b6a3f3449e8744789bc85b83cd8f412a634ca0",
)
SEED_ARTICLE = DataFile(
    path="../seed/us-china-summit.txt",
    records=1,
    sha256="09483d15bc95fe299dd82a54bb86e8f288736207520422f333c5aad1508c06d7",
)
BIPIA_SPLIT = "train"
_PUBLISHED = re.compile(r"\(meta data\) PUBLISHED DATETIME: (\d{4}-\d\d-\d\d)")


# --- news questions -----------------------------------------------------------------------------------------


def load_news_articles(folder: Path, expected: DataFile = RT_ARTICLES) -> list[NewsArticle]:
    """The articles given beside the questions, or all of them (`RT_ALL_ARTICLES`)."""
    return [news_article(record) for record in read_checked(folder, expected)]


def load_story_pairs() -> list[StoryPair]:
    """Pairs of the news articles, labelled for this project; the labels hold nothing of their text."""
    records = read_records(Path(__file__).with_name("story_pairs.jsonl"))
    return [StoryPair(case_id=f"{record['one']} {record['other']}", **record) for record in records]


def load_news_questions(folder: Path, articles: Sequence[NewsArticle]) -> list[NewsQuestion]:
    """The questions; an article with the very text of a gold one is as good, so it is gold too."""
    questions = [news_question(record) for record in read_checked(folder, RT_QUESTIONS)]
    return [with_copies_as_gold(question, articles) for question in questions]


def news_article(record: Record) -> NewsArticle:
    return NewsArticle(
        article_id=record["id"],
        title=record["title"] or "",
        text=record["text"],
        published_on=record["published_at"],
        url=record["url"],
    )


def news_question(record: Record) -> NewsQuestion:
    return NewsQuestion(
        case_id=record["id"],
        question=record["question"],
        choices=record["choices"],
        nota_choices=record["nota_choices"] or (),
        answer=record["answer"],
        asked_on=record["date"],
        gold=record["gold"],
        answer_in_articles=record["answer_in_articles"],
    )


def with_copies_as_gold(question: NewsQuestion, articles: Sequence[NewsArticle]) -> NewsQuestion:
    texts = {article.text for article in articles if article.article_id in question.gold}
    gold = tuple(article.article_id for article in articles if article.text in texts)
    if not set(question.gold) <= set(gold):
        raise BenchDataError(f"A gold article of question {question.case_id} is not among the articles.")
    return question.model_copy(update={"gold": gold})


# --- sets of the benchmark folder ---------------------------------------------------------------------------


def load_facts(folder: Path) -> list[NewsArticle]:
    """The gold facts, each as an article of one sentence or two."""
    return [fact(record) for record in read_checked(folder, FACTS)]


def fact(record: Record) -> NewsArticle:
    return NewsArticle(
        article_id=record["fact_id"],
        title=record["title"],
        text=record["fact"],
        published_on=_day(record["published_at"]),
        url=record["url"],
        publisher=record["source"],
        author=record["author"],
        section=record["category"],
    )


def load_multihop(folder: Path) -> list[MultiHopQuestion]:
    return [
        MultiHopQuestion(
            case_id=record["id"],
            question=record["question"],
            kind=record["question_type"].removesuffix("_query"),
            answer=record["answer"],
            facts=record["evidence_fact_ids"],
        )
        for record in read_checked(folder, MULTIHOP)
    ]


def load_wice(folder: Path) -> list[CitedClaim]:
    return [
        CitedClaim(
            case_id=record["meta"]["id"],
            claim=record["claim"],
            written_on=_day_of_page(record["evidence"]),
            sentences=record["evidence"],
            supporting_sets=[places for places in record["supporting_sentences"] if places],
            label=record["label"],
        )
        for record in read_checked(folder, WICE)
    ]


def _day_of_page(lines: Sequence[str]) -> date | None:
    """The day in the line of metadata that the set puts above the text of a page, where it knows it."""
    found = next((match for line in lines if (match := _PUBLISHED.match(line))), None)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:  # "0000-00-00"
        return None


def load_gum_news(folder: Path) -> list[AnnotatedArticle]:
    return [annotated_article(record) for record in read_checked(folder, GUM_NEWS)]


def annotated_article(record: Record) -> AnnotatedArticle:
    return AnnotatedArticle(
        case_id=record["id"],
        title=record["title"],
        text=record["text"],
        written_on=record["dateCreated"],
        sentences=record["sentences"],
        summaries=record["human_summaries"],
        entities=tuple(
            SalientEntity(grade=entity["score"], kind=entity["type"], mentions=entity["mentions"])
            for entity in record["salient_entities"]
        ),
        iso_dates=record["iso_dates_in_text"],
    )


def load_mtragun(folder: Path) -> list[Conversation]:
    return [conversation(record) for record in read_checked(folder, MTRAGUN)]


def conversation(record: Record) -> Conversation:
    return Conversation(
        case_id=record["task_id"],
        turns=tuple(Turn(speaker=turn["speaker"], text=turn["text"]) for turn in record["input"]),
        passages=tuple(context["text"] for context in record["contexts"]),
        reference=record["targets"][0]["text"],
        answerability=record["answerability"][0],
        collection=record["Collection"],
    )


def load_pages(folder: Path) -> list[WebPage]:
    """Web pages with their articles; each page has the size that the set's list gives."""
    return [_page(folder / "extraction", record) for record in read_checked(folder, EXTRACTION)]


def _page(folder: Path, record: Record) -> WebPage:
    path = folder / record["html_file"]
    try:
        raw = gzip.decompress(path.read_bytes())
    except OSError as error:
        raise BenchDataError(f"The page {path} cannot be read: {error}.") from None
    if len(raw) != record["html_bytes"]:
        raise BenchDataError(f"The page {path} has {len(raw)} bytes, not {record['html_bytes']}.")
    return WebPage(
        case_id=record["id"], url=record["url"], html=raw.decode("utf-8"), article=record["articleBody"]
    )


def load_instructions(folder: Path) -> list[PlantedInstruction]:
    """Instructions of the half of the set that may be tuned on."""
    records = read_checked(folder, INSTRUCTIONS)
    if any(record["split"] != BIPIA_SPLIT for record in records):
        raise BenchDataError(f"{INSTRUCTIONS.path} holds more than the {BIPIA_SPLIT!r} half.")
    return [
        PlantedInstruction(
            case_id=f"{record['kind']}/{record['category']}/{record['i']}",
            kind=record["kind"],
            category=record["category"],
            instruction=record["attack"],
        )
        for record in records
    ]


def load_poisoned(folder: Path) -> list[PoisonedQuestion]:
    return [
        PoisonedQuestion(
            case_id=record["id"],
            question=record["question"],
            answer=record["correct answer"],
            lie=record["incorrect answer"],
            poisoned=record["adv_texts"],
        )
        for record in read_checked(folder, POISONED)
    ]


def load_split_texts(folder: Path, expected: DataFile) -> list[SplitText]:
    """The golden rules (`RULES`) or the articles (`SPLIT_NEWS`)."""
    return [
        SplitText(case_id=str(record["id"]), text=record["text"], sentences=record["sentences"])
        for record in read_checked(folder, expected)
    ]


def load_seed(folder: Path) -> list[SeedQuestion]:
    return [
        SeedQuestion(case_id=f"seed-{number}", **record)
        for number, record in enumerate(read_checked(folder, SEED), start=1)
    ]


def load_seed_article(folder: Path) -> NewsArticle:
    """The article as plain text: neither title nor date are given beside it."""
    text = checked_path(folder, SEED_ARTICLE).read_text(encoding="utf-8")
    return NewsArticle(article_id="us-china-summit", title="", text=text, published_on=None)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()
