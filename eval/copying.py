"""Makes copies of news reports, as papers do, and pairs that only look like copies.

Every change is drawn with a seed that depends on the report, so that the cases are the same on every machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from eval.cases import AnnotatedArticle, CopyPair

Change = Callable[[AnnotatedArticle, random.Random], str]

_FEW_FIGURES = 5
_BLOCK = 60
"""Words of each report in a round-up."""

_STANDING = (
    "Sign up for our morning letter and get the stories of the day in your inbox before breakfast.",
    "All rights reserved. This material may not be published, broadcast or rewritten without permission.",
    "Follow us for more on this and other stories as they develop through the day.",
    "Subscribe now for unlimited access to all our coverage, live updates and analysis.",
    "More of our world coverage is on our site and in the app, free for readers of the paper.",
)


def copy_pairs(reports: Sequence[AnnotatedArticle]) -> list[CopyPair]:
    """Each report with its copies, and with texts that are none."""
    return [pair for number in range(len(reports)) for pair in _pairs(reports, number)]


def _pairs(reports: Sequence[AnnotatedArticle], number: int) -> Iterator[CopyPair]:
    report = reports[number]
    for kind, change in _COPIES.items():
        yield _pair(report, kind, report.text, change(report, _chance(report, kind)), is_copy=True)
    for kind, (one, other) in _others(reports, number):
        yield _pair(report, kind, one, other, is_copy=False)


def _pair(report: AnnotatedArticle, kind: str, one: str, other: str, *, is_copy: bool) -> CopyPair:
    case_id = f"{report.case_id} {kind}"
    return CopyPair(case_id=case_id, source=report.case_id, kind=kind, is_copy=is_copy, one=one, other=other)


def _chance(report: AnnotatedArticle, kind: str) -> random.Random:
    return random.Random(f"{report.case_id} {kind}")  # noqa: S311


# --- copies -------------------------------------------------------------------------------------------------


def _trimmed(share: float) -> Change:
    return lambda report, chance: report.text[: int(len(report.text) * share)]


def _edited(share: float) -> Change:
    return lambda report, chance: changed_words(report.text, share, chance)


def _thinned(share: float) -> Change:
    def change(report: AnnotatedArticle, chance: random.Random) -> str:
        kept = [sentence for sentence in report.sentences if chance.random() >= share]
        return " ".join(kept or report.sentences[:1])

    return change


def _reordered(report: AnnotatedArticle, chance: random.Random) -> str:
    paragraphs = report.text.split("\n\n")
    chance.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def _framed(text: str, chance: random.Random) -> str:
    before, after = (" ".join(chance.sample(_STANDING, 2)) for _ in range(2))
    return f"{before}\n\n{text}\n\n{after}"


def _all_at_once(report: AnnotatedArticle, chance: random.Random) -> str:
    half = report.text[: len(report.text) // 2]
    return _framed("What we know so far\n\n" + changed_words(half, 0.05, chance), chance)


def changed_words(text: str, share: float, chance: random.Random) -> str:
    """That share of the words is replaced, dropped, or has another word put before it."""
    words = re.split(r"(\w+)", text)
    vocabulary = words[1::2]
    for at in range(1, len(words), 2):
        if chance.random() < share:
            other = chance.choice(vocabulary)
            words[at] = chance.choice((other, other, "", f"{other} {words[at]}"))
    return "".join(words)


_COPIES: dict[str, Change] = {
    "another headline": lambda report, chance: f"What to know today\n\n{report.text}",
    "framed by standing lines": lambda report, chance: _framed(report.text, chance),
    "trimmed to 75%": _trimmed(0.75),
    "trimmed to 50%": _trimmed(0.5),
    "trimmed to 33%": _trimmed(0.33),
    "trimmed to 25%": _trimmed(0.25),
    "2% of words changed": _edited(0.02),
    "5% of words changed": _edited(0.05),
    "10% of words changed": _edited(0.10),
    "15% of words changed": _edited(0.15),
    "20% of words changed": _edited(0.20),
    "30% of words changed": _edited(0.30),
    "every fourth sentence dropped": _thinned(0.25),
    "every other sentence dropped": _thinned(0.5),
    "paragraphs reordered": _reordered,
    "half, 5% changed, framed": _all_at_once,
}


# --- what is no copy ----------------------------------------------------------------------------------------


def _others(reports: Sequence[AnnotatedArticle], number: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Pairs that have subject, words or passages in common, and are not one text."""
    report, text = reports[number], reports[number].text
    following = [reports[(number + step) % len(reports)] for step in range(1, 10)]
    yield "another report", (text, following[0].text)
    yield "other sentences of the same report", _two_halves(report)
    if len(re.findall(r"\d+", text)) >= _FEW_FIGURES:
        yield "other figures", (text, _other_figures(text, _chance(report, "figures")))
    standing = following[1].text
    standing = standing[: min(len(standing), int(len(text) * 0.7))]
    yield "a long standing text in both", (f"{text}\n\n{standing}", f"{following[0].text}\n\n{standing}")
    yield "a fifth of it quoted", (text, f"{text[: len(text) // 5]}\n\n{following[0].text}")
    yield "round-up", (text, "\n\n".join(_first_words(other.text) for other in (report, *following)))


def _two_halves(report: AnnotatedArticle) -> tuple[str, str]:
    return " ".join(report.sentences[::2]), " ".join(report.sentences[1::2])


def _other_figures(text: str, chance: random.Random) -> str:
    """As many digits, but others: another day's report in the same words."""
    return re.sub(r"\d", lambda digit: str((int(digit.group()) + chance.randint(1, 9)) % 10), text)


def _first_words(text: str) -> str:
    return " ".join(text.split()[:_BLOCK])
