"""True sentences said in another way, by rules that keep what they say: grounding has to let them through."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPELLED = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_SMALL_FIGURE = re.compile(r"(?<![\w.,:$£€/–-])(?:[2-9]|1[0-2])(?=\s[a-z]{3,})(?!\s(?:am|pm)\b)")
_MONTH_DAY = re.compile(r"\b(?:January|February|March|April|May|June|July|August|\w+ber)\s\d")
_SMALL_WORD = re.compile(rf"\b(?:{'|'.join(_SPELLED[2:])})(?=\s[a-z]{{3,}})")
_PERCENT = re.compile(r"(?<=\d)\s?(?:percent|per cent)\b|(?<=\d)%")
_SHORT_MONTHS = {
    "January": "Jan.", "February": "Feb.", "August": "Aug.", "September": "Sept.", "October": "Oct.",
    "November": "Nov.", "December": "Dec.",
}  # fmt: skip
_LONG_MONTH = re.compile(rf"\b(?:{'|'.join(_SHORT_MONTHS)})(?=\s\d)")
_CONTRACTIBLE = re.compile(r"\b(is|was|were|are|has|have|had|would|could|should|did|does|do) not\b")
_CONTRACTED = re.compile(r"\b(is|was|were|are|has|have|had|would|could|should|did|does|do)n[’']t\b")
_MILLIONS = re.compile(r"\$(?P<amount>\d[\d.]*) (?P<scale>million|billion)\b")
_NAME = r"(?:[A-Z][\w.’'-]*\s)*[A-Z][\w’'-]+"
_SAID_FIRST = re.compile(
    rf"(?P<name>{_NAME}) said (?:that )?(?P<rest>(?:the|a|an|his|her|it|its|their|they)\s.+)\."
)
_SAID_LAST = re.compile(rf"(?P<rest>[^“”\"]+), said (?P<name>{_NAME})\.")
_LEAD = re.compile(r"(?:However|Meanwhile|Moreover|In addition|Also|Additionally|Furthermore|Then), ")
_SECOND_HALF = re.compile(r"(?P<first>[^,;“”\"]{25,}), (?:and|but) [^,;“”\"]+\.")


def rewordings(sentence: str) -> Iterator[str]:
    """Every rewording that the rules give, each by one rule."""
    for text in _by_rule(sentence):
        if text != sentence:
            yield text


def _by_rule(sentence: str) -> Iterator[str]:
    if not _MONTH_DAY.search(sentence):
        yield _SMALL_FIGURE.sub(lambda found: _SPELLED[int(found.group())], sentence)
    yield _SMALL_WORD.sub(lambda found: str(_SPELLED.index(found.group())), sentence)
    yield _PERCENT.sub(lambda found: "%" if "p" in found.group() else " percent", sentence)
    yield _LONG_MONTH.sub(lambda found: _SHORT_MONTHS[found.group()], sentence)
    yield _CONTRACTIBLE.sub(r"\1n't", sentence)
    yield _CONTRACTED.sub(r"\1 not", sentence)
    yield _MILLIONS.sub(r"\g<amount> \g<scale> dollars", sentence)
    yield from _moved(sentence)


def _moved(sentence: str) -> Iterator[str]:
    """The speaker in another place, a joint left out, or the first of two statements alone."""
    if found := _SAID_FIRST.fullmatch(sentence):
        yield f"According to {found['name']}, {found['rest']}."
    if found := _SAID_LAST.fullmatch(sentence):
        rest = found["rest"]
        opens_plainly = rest.split()[0] in ("The", "A", "An")
        yield f"{found['name']} said that {rest[0].lower() if opens_plainly else rest[0]}{rest[1:]}."
    if found := _LEAD.match(sentence):
        rest = sentence[found.end() :]
        yield rest[0].upper() + rest[1:]
    if found := _SECOND_HALF.fullmatch(sentence):
        yield f"{found['first']}."
