"""The set about summaries: what people marked in a report, against the fields of its summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import jsonschema

from eval.cases import AnnotatedArticle, NewsArticle, SalientEntity
from eval.metrics import Counts, rouge_l, total
from eval.outcomes import Detail, Measured, Scores
from eval.running import Task
from eval.scoring import JointMetric
from rag import Article, ArticleSummary
from rag.domain import Citation, Mentioned, Value
from rag.domain.schemas import json_schema
from rag.text.words import content_words, stem

VALID, TRUE = "schema-valid", "quotes true"
SUMMARY, FIRST = "ROUGE-L of the one sentence", "ROUGE-L of the first sentence"
ABOVE = "ROUGE-L above the first sentence"
_SALIENT = 4
"""An entity of this grade stands in four or five of five summaries."""
_NAMED_FIRST = 10
_FEWEST_WORDS = 8
_DATE = re.compile(r"(-?\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T.*)?")

_COUNTED = ("salient entities", "named first", "dates")
_COUNTS = tuple(f"{what}: {count}" for what in _COUNTED for count in ("right", "found", "gold"))


def summaries(
    articles: Sequence[AnnotatedArticle], summed_up: Callable[[str], tuple[Article, ArticleSummary]]
) -> Task[AnnotatedArticle]:
    """Each report summed up; ``summed_up`` gives the article of an id with its summary."""

    def measure(case: AnnotatedArticle) -> Measured:
        article, summary = summed_up(case.case_id)
        return _measured(case, article, summary)

    return Task(
        name="summaries",
        cases=articles,
        measure=measure,
        worst=lambda case: dict.fromkeys((VALID, TRUE, SUMMARY, FIRST, ABOVE, *_COUNTS), 0.0),
        joint=_joint(),
    )


def as_news(case: AnnotatedArticle) -> NewsArticle:
    """A report as it is taken in."""
    return NewsArticle(
        article_id=case.case_id, title=case.title, text=case.text, published_on=case.written_on
    )


def _measured(case: AnnotatedArticle, article: Article, summary: ArticleSummary) -> Measured:
    said = summary.summary.text if summary.summary else ""
    mine = max(rouge_l(said, reference) for reference in case.summaries)
    baseline = max(rouge_l(first_sentence(case), reference) for reference in case.summaries)
    named = sorted(named_in(summary), key=lambda item: -item.salience)
    salient = [entity for entity in case.entities if entity.grade >= _SALIENT]
    counts = {
        "salient entities": entity_counts(named, salient),
        "named first": entity_counts(named[:_NAMED_FIRST], case.entities),
        "dates": date_counts(summary, case),
    }
    scores = {VALID: float(is_valid(summary)), TRUE: float(all_true(summary, article))}
    scores |= {SUMMARY: mine, FIRST: baseline, ABOVE: mine - baseline}
    for what, count in counts.items():
        scores |= {f"{what}: right": count.right, f"{what}: found": count.found, f"{what}: gold": count.gold}
    missed = [entity.mentions[0] for entity in salient if not any(fits(item, entity) for item in named)]
    why = (
        f"{len(missed)} of {len(salient)} salient entities are not named: {', '.join(missed)}"
        if missed
        else ""
    )
    return Measured(
        scores=scores,
        detail=Detail(
            question=case.title,
            found=(said, ", ".join(item.name for item in named[:_NAMED_FIRST])),
            expected=case.summaries,
            why=why,
        ),
    )


def is_valid(summary: ArticleSummary) -> bool:
    """Whether what is printed fits the published schema."""
    schema = json_schema("article-summary")
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return validator.is_valid(summary.model_dump(mode="json"))


def all_true(summary: ArticleSummary, article: Article) -> bool:
    """Whether every quote is what stands at its place in this text."""
    return all(
        place.content_sha256 == article.content_sha256
        and article.text[place.start : place.end] == place.quote
        for place in citations_in(summary)
    )


def citations_in(value: object) -> Iterator[Citation]:
    """Every citation in a value, however deep."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from citations_in(item)
    elif isinstance(value, Value):
        for name in type(value).model_fields:
            yield from citations_in(getattr(value, name))


def named_in(summary: ArticleSummary) -> tuple[Mentioned, ...]:
    return (*summary.people, *summary.organisations, *summary.places, *summary.subjects)


def first_sentence(case: AnnotatedArticle) -> str:
    """The first sentence of the report that is one: no heading, date or caption."""
    full = (
        s for s in case.sentences[1:] if len(s.split()) >= _FEWEST_WORDS and s.rstrip("\"'”’)")[-1:] in ".!?…"
    )
    return next(full, case.sentences[0])


# --- entities and dates -------------------------------------------------------------------------------------


def entity_counts(named: Sequence[Mentioned], gold: Sequence[SalientEntity]) -> Counts:
    """Gold entities that are named; ``found`` are the names, of which those of no gold entity are wrong."""
    hit = sum(any(fits(item, entity) for item in named) for entity in gold)
    wrong = sum(not any(fits(item, entity) for entity in gold) for item in named)
    return Counts(hit, hit + wrong, len(gold))


def fits(item: Mentioned, entity: SalientEntity) -> bool:
    """Whether a name is one of the mentions: the same words, or a part of them with the word they turn on."""
    mine = _stems(item.name)
    return bool(mine) and any(_same_thing(mine, _stems(mention)) for mention in entity.mentions)


def _same_thing(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if not theirs:
        return False
    short, long = sorted((mine, theirs), key=len)
    return set(short) <= set(long) and (short[-1] == long[-1] or len(short) > 1)


def _stems(text: str) -> list[str]:
    return [stem(word) for word in content_words(text)]


def date_counts(summary: ArticleSummary, case: AnnotatedArticle) -> Counts:
    """Dates by day, month or year; times of day and dates without a year are not asked for."""
    found = {end for day in summary.dates for end in day.date.split("/")}
    gold = {match[1] for text in case.iso_dates if (match := _DATE.fullmatch(text))}
    return Counts(len(found & gold), len(found), len(gold))


# --- metrics of all reports together ------------------------------------------------------------------------


def _joint() -> Mapping[str, JointMetric]:
    return {
        "recall of salient entities": _of("salient entities", lambda counts: counts.recall),
        "precision of what is named first": _of("named first", lambda counts: counts.precision),
        "dates: F1": _of("dates", lambda counts: counts.f1),
        "dates: precision": _of("dates", lambda counts: counts.precision),
        "dates: recall": _of("dates", lambda counts: counts.recall),
    }


def _of(what: str, measure: Callable[[Counts], float]) -> JointMetric:
    def joint(reports: Sequence[Scores]) -> float:
        return measure(total(_counts(scores, what) for scores in reports))

    return joint


def _counts(scores: Scores, what: str) -> Counts:
    return Counts(scores[f"{what}: right"], scores[f"{what}: found"], scores[f"{what}: gold"])
