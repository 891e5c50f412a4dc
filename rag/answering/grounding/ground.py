"""Grounding: which claims of a draft the offered sentences carry, with the fewest sentences that do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise

from pydantic import Field

from rag.answering.attributing import attribution_of
from rag.answering.grounding.compare import Background, Comparison, Severity, compare, may_hold
from rag.answering.grounding.covering import CountedSentences
from rag.answering.grounding.facts import Facts, facts_of
from rag.answering.grounding.free_wording import (
    ENOUGH_WEIGHT,
    NEARLY_THE_SAME,
    Carried,
    carried_freely,
    nearness,
    replaced_name,
)
from rag.answering.grounding.slots import alikeness, slot_clash
from rag.domain import (
    AnswerDraft,
    Claim,
    DraftClaim,
    Evidence,
    RejectedClaim,
    Value,
    Verdict,
)


class Grounded(Value):
    """A draft after checking: the claims that may be shown, and those that may not, with reasons."""

    claims: tuple[Claim, ...] = ()
    rejected: tuple[RejectedClaim, ...] = Field(default=(), description="In the order of the draft.")


class Wording(StrEnum):
    """How near the words of a claim have to be to those of its source."""

    CLOSE = "close"
    """For drafts made from the offered sentences: one passage has to say it, or one for each clause."""
    FREE = "free"
    """For claims that somebody else wrote: they may draw on several sentences in words of their own."""


@dataclass(frozen=True, slots=True)
class _Support:
    """Sentences that carry a claim, in reading order."""

    evidence: tuple[Evidence, ...]


_BLANKS = re.compile(r"\s+")
_EDGES = " .\"“”'‘’"
_LINKED = 2
"""How many sentences back a pronoun may look for whom it means."""
_PRONOUN_AHEAD = re.compile(
    r"^\W*(?:\w+\s+){0,5}?(?:he|she|they|it|his|her|their|its|this|these|those|both|the\s+two)\b",
    re.IGNORECASE,
)
_CLAUSE_JOINT = re.compile(
    r"\s*(?:;|,\s+(?:and|but|while|whereas)|\s(?:and|but|while|whereas))\s+|(?<=[.!?])\s+"
)
_CITED_AT_ONCE = 3
_NEAREST = 0.35
"""Below this coverage the nearest sentence has nothing to do with the claim."""


def ground(draft: AnswerDraft, evidence: Sequence[Evidence], *, wording: Wording = Wording.CLOSE) -> Grounded:
    """Check every claim of a draft against the sentences offered. Pure; never raises on any text."""
    bench = Bench(evidence, wording)
    claims: list[Claim] = []
    rejected: list[RejectedClaim] = []
    for drafted in draft.claims:
        outcome = bench.judge(drafted)
        if isinstance(outcome, RejectedClaim):
            rejected.append(outcome)
        elif outcome not in claims:
            claims.append(outcome)
    return Grounded(claims=tuple(claims), rejected=tuple(rejected))


class Bench:
    """The offered sentences, read once, and the claims judged by them."""

    def __init__(self, evidence: Sequence[Evidence], wording: Wording = Wording.CLOSE) -> None:
        self._offered = tuple(evidence)
        self._wording = wording
        self._by_number = {item.number: item for item in evidence}
        self._facts = {item.number: facts_of(item.sentence.text, _written(item)) for item in evidence}
        self._backgrounds: dict[str, Background] = {}

    def judge(self, drafted: DraftClaim) -> Claim | RejectedClaim:
        text = _BLANKS.sub(" ", drafted.text).strip()
        cited = _in_order(self._by_number[n] for n in set(drafted.sentences) if n in self._by_number)
        unknown = sorted({n for n in drafted.sentences if n not in self._by_number})
        if not any(c.isalnum() for c in text):
            return self._rejected(drafted.text, Verdict.UNSUPPORTED, "the claim says nothing", cited)
        support = self._support(text, drafted.speaker, cited)
        if support is not None:
            return self._claim(text, Verdict.SUPPORTED, support)
        support = None
        if not (drafted.sentences and _is_bare_figure(text)):
            support = self._support(text, drafted.speaker, self._offered, apart_from=cited)
        if support is not None:
            # a draft that cites nothing has nothing to be corrected
            return self._claim(text, Verdict.RE_CITED if drafted.sentences else Verdict.SUPPORTED, support)
        if self._wording is Wording.FREE:
            return self._judge_freely(text, drafted.speaker, cited, unknown)
        return self._verdict_against(text, drafted.speaker, cited, unknown)

    # --- what carries a claim ---

    def _support(
        self,
        text: str,
        speaker: str | None,
        among: Sequence[Evidence],
        *,
        apart_from: Sequence[Evidence] = (),
    ) -> _Support | None:
        fresh = [item for item in among if item not in apart_from]
        for item in fresh:
            if _same_text(text, item.sentence.text) and self._speaker_fits(text, speaker, item):
                return _Support((item,))
        best = self._best_single(text, speaker, fresh)
        if best is not None or self._turned_in_place(text) is not None:
            return best
        for group in self._groups(among, are_cited=not apart_from and among is not self._offered):
            if (
                may_hold(self._read(text, group[0]), self._together(group))
                and self._compare(text, speaker, group).holds
            ):
                return _Support(group)
        return self._clause_by_clause(text, speaker, among)

    def _best_single(self, text: str, speaker: str | None, among: Sequence[Evidence]) -> _Support | None:
        """The one sentence that carries the claim with most of its words, the first of equals."""
        fit = [item for item in among if may_hold(self._read(text, item), self._facts[item.number])]
        held = [(self._compare(text, speaker, (item,)), item) for item in fit]
        carrying = [(outcome.coverage, item) for outcome, item in held if outcome.holds]
        if not carrying:
            return None
        return _Support((max(carrying, key=lambda pair: pair[0])[1],))

    def _turned_in_place(self, text: str) -> tuple[str, Evidence] | None:
        """The sentence that runs most like the claim, if it has something else in a place, and what."""
        near = [
            item
            for item in self._offered
            if nearness(self._read(text, item), self._facts[item.number]) >= 0.5
        ]
        alike = [(alikeness(self._read(text, item), self._facts[item.number]), item) for item in near]
        share, item = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        if item is None or not share:
            return None
        clash = slot_clash(self._read(text, item), self._facts[item.number], self._background(item).aliases)
        return (clash, item) if clash else None

    def _speaker_fits(self, text: str, speaker: str | None, item: Evidence) -> bool:
        return speaker is None or self._compare(text, speaker, (item,)).worst is not Severity.CONTRADICTION

    def _groups(self, among: Sequence[Evidence], *, are_cited: bool) -> Iterator[tuple[Evidence, ...]]:
        """Sentences of one article that belong together: the later ones open with a pronoun."""
        sizes = (2, _CITED_AT_ONCE) if are_cited else (2,)
        for size in sizes:
            for group in combinations(_in_order(among), size):
                if self._is_linked(group, are_cited=are_cited):
                    yield group

    def _is_linked(self, group: Sequence[Evidence], *, are_cited: bool) -> bool:
        for first, second in pairwise(group):
            if first.article.article_id != second.article.article_id:
                return False
            gap = second.sentence.position - first.sentence.position
            if gap > _LINKED and not are_cited:
                return False
            if not self._points_back(second):
                return False
        return True

    def _points_back(self, item: Evidence) -> bool:
        """Whether a pronoun opens the sentence before any name does."""
        found = _PRONOUN_AHEAD.match(item.sentence.text)
        if found is None:
            return False
        return all(name.start >= found.end() - 1 for name in self._facts[item.number].names)

    def _clause_by_clause(self, text: str, speaker: str | None, among: Sequence[Evidence]) -> _Support | None:
        """A claim of several clauses is carried if every clause is, each by one sentence."""
        clauses = split_clauses(text)
        if len(clauses) < 2:
            return None
        used: set[int] = set()
        for clause in clauses:
            support = self._best_single(clause, speaker, among)
            if support is None:
                return None
            used.update(item.number for item in support.evidence)
        return _Support(tuple(_in_order(self._by_number[number] for number in used)))

    # --- comparing ---

    def _compare(self, text: str, speaker: str | None, group: Sequence[Evidence]) -> Comparison:
        claim, background = self._read(text, group[0]), self._background(group[0])
        return compare(claim, self._together(group), background, speaker=speaker)

    def _together(self, group: Sequence[Evidence]) -> Facts:
        if len(group) == 1:
            return self._facts[group[0].number]
        return facts_of("\n".join(item.sentence.text for item in group), _written(group[0]))

    def _read(self, text: str, beside: Evidence) -> Facts:
        """A claim speaks of "last month" as its article does."""
        return facts_of(text, _written(beside))

    def _background(self, item: Evidence) -> Background:
        article = item.article
        if article.article_id not in self._backgrounds:
            near = [other for other in self._offered if other.article.article_id == article.article_id]
            texts = [facts_of(article.title, None), *(self._facts[other.number] for other in near)]
            aliases = {key: value for text in texts for key, value in text.aliases.items()}
            names = tuple(name for other in near for name in self._facts[other.number].names)
            self._backgrounds[article.article_id] = Background(aliases, names)
        return self._backgrounds[article.article_id]

    # --- outcomes ---

    def _claim(self, text: str, verdict: Verdict, support: _Support) -> Claim:
        return Claim(
            text=text,
            verdict=verdict,
            attribution=attribution_of(text, support.evidence, self._offered),
            citations=tuple(item.citation for item in support.evidence),
        )

    # --- claims in words of their own ---

    def _judge_freely(
        self, text: str, speaker: str | None, cited: Sequence[Evidence], unknown: Sequence[int]
    ) -> Claim | RejectedClaim:
        """What a sentence says otherwise in the same words is settled; else the whole article decides."""
        turned = self._said_otherwise(text, speaker)
        if turned is not None:
            reason, item = turned
            return self._rejected(text, Verdict.CONTRADICTED, reason, (item,))
        outcomes = [self._carried_freely(text, article) for article in self._by_article]
        for outcome, sentences in outcomes:
            if outcome.holds and sentences:
                return self._claim(text, Verdict.SUPPORTED, _Support(_in_order(sentences)))
        if not outcomes:
            return self._verdict_against(text, speaker, cited, unknown)
        outcome, sentences = max(outcomes, key=lambda pair: pair[0].share)
        if outcome.share < ENOUGH_WEIGHT / 2 or not sentences:
            return self._rejected(text, Verdict.NOT_FOUND, "no sentence says anything like it", ())
        reason = "; ".join(dict.fromkeys(outcome.absent)) or "the source does not say enough of it"
        verdict = Verdict.PARTLY_SUPPORTED if outcome.share >= ENOUGH_WEIGHT else Verdict.UNSUPPORTED
        return self._rejected(text, verdict, reason, _in_order(sentences))

    def _said_otherwise(self, text: str, speaker: str | None) -> tuple[str, Evidence] | None:
        """The sentence that says the claim in nearly its words but for a fact, and how they differ."""
        turned = self._turned_in_place(text)
        if turned is not None:
            return turned
        near = [(nearness(self._read(text, item), self._facts[item.number]), item) for item in self._offered]
        best = max((share for share, _ in near), default=0.0)
        if best < NEARLY_THE_SAME:
            return None
        item = next(item for share, item in near if share == best)
        problems = self._compare(text, speaker, (item,)).problems
        clash = next((one.reason for one in problems if one.severity is Severity.CONTRADICTION), None)
        clash = clash or replaced_name(self._read(text, item), self._facts[item.number])
        return (clash, item) if clash else None

    def _carried_freely(
        self, text: str, article: tuple[tuple[Evidence, ...], CountedSentences]
    ) -> tuple[Carried, list[Evidence]]:
        items, counted = article
        outcome = carried_freely(self._read(text, items[0]), counted, self._background(items[0]))
        return outcome, [items[at] for at in outcome.places]

    @cached_property
    def _by_article(self) -> list[tuple[tuple[Evidence, ...], CountedSentences]]:
        """The offered sentences of each article, in the order of its text."""
        groups: dict[str, list[Evidence]] = {}
        for item in self._offered:
            groups.setdefault(item.article.article_id, []).append(item)
        ordered = [tuple(sorted(items, key=lambda item: item.sentence.position)) for items in groups.values()]
        return [(items, CountedSentences([self._facts[item.number] for item in items])) for items in ordered]

    # --- claims that nothing carries ---

    def _verdict_against(
        self, text: str, speaker: str | None, cited: Sequence[Evidence], unknown: Sequence[int]
    ) -> RejectedClaim:
        note = f"; there is no sentence {', '.join(map(str, unknown))}" if unknown else ""
        if not self._offered:
            return self._rejected(text, Verdict.NOT_FOUND, f"no sentence was offered{note}", ())
        among = cited or self._offered
        outcome, nearest = max(
            ((self._compare(text, speaker, (item,)), item) for item in among),
            key=lambda pair: (pair[0].coverage, -pair[1].number),
        )
        shown = cited or ((nearest,) if outcome.coverage >= _NEAREST else ())
        if not cited and outcome.coverage < _NEAREST:
            return self._rejected(text, Verdict.NOT_FOUND, f"no sentence says anything like it{note}", ())
        reason = "; ".join(dict.fromkeys(problem.reason for problem in outcome.problems))
        verdict = _verdict(outcome)
        return self._rejected(text, verdict, (reason or "no single passage carries all of it") + note, shown)

    def _rejected(self, text: str, verdict: Verdict, reason: str, cited: Sequence[Evidence]) -> RejectedClaim:
        citations = tuple(item.citation for item in cited)
        return RejectedClaim(text=text, verdict=verdict, reason=reason, citations=citations)


def _verdict(outcome: Comparison) -> Verdict:
    if outcome.worst is Severity.CONTRADICTION:
        return Verdict.CONTRADICTED
    return Verdict.PARTLY_SUPPORTED if outcome.coverage >= 0.5 else Verdict.UNSUPPORTED


def split_clauses(text: str) -> list[str]:
    """The clauses of a compound claim, the subject repeated where a clause leaves it out.

    "Lind met Marsh and told reporters…" gives "Lind met Marsh" and "Lind told reporters…".
    """
    parts = [part.strip() for part in _CLAUSE_JOINT.split(text) if part and part.strip(_EDGES)]
    if len(parts) < 2 or any(len(part.split()) < 3 for part in parts):
        return []
    first = facts_of(parts[0], None).names
    subject = first[0].text if first and first[0].start < 12 else ""
    clauses = [parts[0]]
    for part in parts[1:]:
        opens_low = part[0].islower() and not re.match(
            r"(?:the|a|an|his|her|their|its|that|in|on|at)\b", part
        )
        clauses.append(f"{subject} {part}" if subject and opens_low else part)
    return clauses


def _is_bare_figure(text: str) -> bool:
    """A figure without a word says nothing that could be looked for in another sentence."""
    return not any(character.isalpha() for character in text)


def _same_text(claim: str, sentence: str) -> bool:
    return _level(claim) == _level(sentence)


def _level(text: str) -> str:
    straight = text.translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return _BLANKS.sub(" ", straight).strip(" .\"'").casefold()


def _written(item: Evidence) -> date | None:
    return item.article.published_at.date() if item.article.published_at else None


def _in_order(items: Iterator[Evidence] | Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Reading order within an article, articles in the order they were offered."""
    found = list(items)
    first: dict[str, int] = {}
    for item in sorted(found, key=lambda item: item.number):
        first.setdefault(item.article.article_id, item.number)
    return tuple(
        sorted(found, key=lambda item: (first[item.article.article_id], item.sentence.position, item.number))
    )
