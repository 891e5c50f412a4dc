"""Building regular expressions out of lists of words."""

from __future__ import annotations


def any_of(words: str) -> str:
    """A group that matches any of the words; within one, "." stands for a blank."""
    return f"(?:{'|'.join(words.split())})"
