"""``python -m eval.findings``: what the rules for hostile text find, planted and in ordinary news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from eval import datasets
from eval.bench_data import find_bench, find_realtime_qa
from eval.planting import QUESTIONS, SAMPLES, plant, planted_texts
from rag.adapters.files import FileReader
from rag.domain import Article, RawArticle, Span, sha256_of
from rag.text.canonical import canonical_text
from rag.text.hostile import find_hostile
from rag.text.sentences import split_sentences


def main() -> None:
    bench = find_bench()
    found: dict[str, list[bool]] = defaultdict(list)
    samples = {name: canonical_text(sample.text) for name, sample in _samples()}
    for case in planted_texts(datasets.load_instructions(bench)):
        text = plant(samples[case.article], case.instruction, case.place)
        start = text.index(case.instruction)
        place = Span(start=start, end=start + len(case.instruction))
        found[f"planted, {case.half}: reported"].append(_is_reported(text, place))
    news = (article.text for article in datasets.load_news_articles(find_realtime_qa()))
    found["ordinary, RealTime QA: with a finding"] = list(_flagged(news))
    gum = (article.text for article in datasets.load_gum_news(bench))
    found["ordinary, GUM news: with a finding"] = list(_flagged(gum))
    for name, outcomes in found.items():
        print(f"{name:40} {sum(outcomes)} of {len(outcomes)}")


def _samples() -> Iterator[tuple[str, RawArticle]]:
    for name in QUESTIONS:
        for item in FileReader().read([str(SAMPLES / name)]):
            if isinstance(item, RawArticle):
                yield name, item


def _is_reported(text: str, place: Span) -> bool:
    spans = [found.span for found in find_hostile(_article(text), split_sentences(text)) if found.span]
    return any(span.start < place.end and place.start < span.end for span in spans)


def _flagged(texts: Iterable[str]) -> Iterator[bool]:
    for text in map(canonical_text, texts):
        yield bool(find_hostile(_article(text), split_sentences(text)))


def _article(text: str) -> Article:
    return Article(article_id="article", content_sha256=sha256_of(text), source="article", text=text)


if __name__ == "__main__":
    main()
