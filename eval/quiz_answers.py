"""Whether a text gives the answer of a quiz question: alike for every system, and not bound to its spelling.

"Finland and Sweden" answers "Sweden and Finland", "nine" answers "9", "nugget" answers "nuggets", and "Biden"
answers "President Joe Biden". Any other wording counts as another answer.
"""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from eval.metrics import normalise_answer

_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
}
_TITLES = frozenset(
    (
        "president",
        "former",
        "vice",
        "rep",
        "sen",
        "gov",
        "lt",
        "dr",
        "mr",
        "mrs",
        "ms",
        "sir",
        "prime",
        "minister",
    )
)
_JOINT = re.compile(r",?\s+and\s+|,\s+(?=\D)")
_stemmer = snowballstemmer.stemmer("english")


def levelled(text: str) -> str:
    """A text as answers are looked for in it: words by their stems, numbers as digits, blanks around."""
    return f" {' '.join(_level(word) for word in normalise_answer(text).split())} "


@lru_cache(maxsize=200_000)
def _level(word: str) -> str:
    return str(_NUMBERS.get(word) or _stemmer.stemWord(word))


def gives_answer(text: str, gold: str) -> bool:
    """Whether a text, made level before, has every part of the answer, in any order."""
    parts = [part for part in _JOINT.split(gold) if normalise_answer(part)]
    if not parts:
        raise ValueError(f"the gold answer {gold!r} has no words to look for")
    return all(any(levelled(form) in text for form in _forms(part)) for part in parts)


def _forms(part: str) -> list[str]:
    """The answer as it is and, of a person with a title, without it and by the surname alone."""
    words = normalise_answer(part).split()
    plain = words[next((at for at, word in enumerate(words) if word not in _TITLES), 0) :]
    return [part, *([" ".join(plain), plain[-1]] if plain != words else [])]
