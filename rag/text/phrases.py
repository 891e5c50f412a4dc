"""Phrases that a question puts in double quotes."""

from __future__ import annotations

import re

from rag.text.words import words

_QUOTED = re.compile(r"[\"“][^\"“”]+[\"”]")


def quoted_phrases(text: str) -> list[str]:
    """What stands in double quotes, if it has several words; each as its words, once, in order."""
    spoken = (words(found.group()) for found in _QUOTED.finditer(text))
    return list(dict.fromkeys(" ".join(phrase) for phrase in spoken if len(phrase) > 1))
