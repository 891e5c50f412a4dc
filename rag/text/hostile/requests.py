"""Requests that have nothing to do with the article they stand in.

"Explain the theory of relativity" in a report on a strike, a translation to be made, a question of a school
book: nobody writes that for readers, but a model may take it up. A request counts only if its words stand
nowhere else in the article; news has many questions of its own.
"""

from __future__ import annotations

import re

from rag.text.hostile.patterns import any_of
from rag.text.words import content_words, stem

FEWEST_WORDS = 2
"""Words that carry meaning in a request; with fewer it may be about anything."""

_SHARED = 0.34
"""The share of a request's words that may stand elsewhere in the article by chance."""

_VERBS = any_of(
    "advertise analy[sz]e answer arrange assess automate book build calculate classify compare compile "
    "compose compute convert correct create decode define demonstrate derive describe design determine "
    "develop discuss draft elaborate encode encrypt evaluate explain extract find(?!.out) generate "
    "give(?!.th) identify illustrate implement invent list look.up(?!.at) name narrate organi[sz]e "
    "outline paraphrase plan predict produce promote proofread prove provide recite recommend remind "
    "rewrite schedule search.for show sing sketch solve spell suggest summari[sz]e teach "
    "tell translate write break.down walk.me.through"
)
_TASK = re.compile(
    rf"\W*(?:(?:please|kindly|now|first|next|also|then|instead)[ ,]+)*{_VERBS}\b"
    # A command to readers ("book your seat", "show comments") speaks of both, or ends without a mark.
    r"(?!.*\b(?:your|our|us|we|here)\b)(?=.*[.!?:][\W_]*$)",
    re.IGNORECASE,
)
_ASKED_POLITELY = re.compile(
    r"\W*(?:(?:can|could|would|will) you (?:please |kindly )?|i (?:want|need|would like|'d like) you to "
    r"|(?:i need )?help me )(?:to )?\w+",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    # Words that point to what was said before have something to do with it.
    r"\W*(?!.*\b(?:your|this|that|these|those|it|he|she|they|we|us|our|here|next|now)\b)"
    r"(?:(?:what(?:'s| is| are| was| were)|which (?:is|are)|who(?:'s| is| was)) (?:the |an? |some )?.{0,60}?"
    r"\b(?:of|between|in|for|behind)\b"
    r"|who (?:wrote|painted|invented|discovered|composed|founded|directed|sang|built|designed)\b"
    r"|when (?:was|were|did)\b|where (?:is|are|was|were)\b"
    r"|how (?:do|does|did|can|would|should) \w+\b"
    r"|how (?:many|much|far|tall|old|big|deep|long|fast|high|large)\b"
    r"|why (?:is|are|do|does) (?:the|an?|\w+s)\b|what does\b"
    r").*\?\W*$",
    re.IGNORECASE,
)
_LANGUAGE = (
    "english|french|german|spanish|italian|portuguese|dutch|russian|chinese|mandarin|japanese|korean|arabic"
    "|hindi|latin|greek|turkish|polish|swedish|hebrew"
)
_TRANSLATION = re.compile(
    r"\W*(?:how (?:do|would) (?:you|i|we) (?:say|write|spell)|what(?:'s| is| are)|translate|provide|give)\b"
    rf".{{0,80}}\b(?:in|to|into|the)\s(?:the )?(?:{_LANGUAGE})\b",
    re.IGNORECASE,
)
_QUESTIONS = (_QUESTION, _ASKED_POLITELY, _TRANSLATION)
_TASKS = (_TASK, _ASKED_POLITELY, _TRANSLATION)


def is_request(sentence: str) -> bool:
    """Whether a sentence asks somebody to do or explain something; most in the news are not foreign."""
    patterns = _QUESTIONS if "?" in sentence else _TASKS
    return any(pattern.match(sentence) for pattern in patterns)


def is_foreign(sentence: str, others: str) -> bool:
    """Whether a request has nothing to do with the rest of its article, given in lower case."""
    wanted = {stem(word) for word in content_words(sentence)}
    if _TASK.match(sentence):
        wanted -= {stem(word) for word in sentence.split()[:1]}
    if len(wanted) < FEWEST_WORDS and not _TRANSLATION.match(sentence):
        return False
    shared = sum(re.search(_beginning(word), others) is not None for word in wanted)
    return shared <= _SHARED * len(wanted)


def _beginning(of_word: str) -> str:
    """A pattern for the words that begin with a stem; a short one has to be the whole word."""
    return rf"\b{re.escape(of_word.rstrip('i'))}" + (r"\b" if len(of_word) <= 3 else "")
