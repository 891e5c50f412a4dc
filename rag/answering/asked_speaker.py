"""Whether a claim was said by those whose words a question asks for: "What did the Chinese side say?" """

from __future__ import annotations

import re

from rag.domain import Attribution, Claim
from rag.text.places import states_in
from rag.text.words import content_words, stem

_A_FEW_WORDS = 8
"""A claim that is no longer says nothing of who said it, such as "The war" in a list of concerns."""

_ASKS_FOR_WORDS = re.compile(
    r"\bwhat\b.*?\b(?:did|do|does|have|has)\s+(?P<speaker>.+?)\s+"
    r"(?:argued?|cited?|claim(?:ed)?|complain(?:ed)?|express(?:ed)?|list(?:ed)?|mention(?:ed)?|named?|raised?|said|say"
    r"|stated?|tell|told|voiced?|warn(?:ed)?)\b",
    re.IGNORECASE,
)


def asked_speaker(question: str) -> str:
    """The words for those whose words are asked for; empty if none are."""
    found = _ASKS_FOR_WORDS.search(question)
    return found["speaker"] if found else ""


def is_other_speaker(asked: str, said_by: Attribution | None) -> bool:
    """Whether a claim is said by another state than the one asked for: US officials, not "the Chinese side".

    Only states are told apart: a spokesman without a name may be anybody's.
    """
    wanted = states_in(asked)
    if not wanted or said_by is None:
        return False
    mentions = (said_by.role, said_by.organisation)
    heard = states_in(" ".join([said_by.speaker, *(mention.text for mention in mentions if mention)]))
    return bool(heard) and not heard & wanted


def is_nobodys_word(asked: str, claim: Claim) -> bool:
    """Whether a claim is a few words from a sentence that names neither a speaker nor those asked for."""
    if not asked or claim.attribution is not None or len(claim.text.split()) > _A_FEW_WORDS:
        return False
    quoted = {stem(word) for citation in claim.citations for word in content_words(citation.quote)}
    return not quoted & {stem(word) for word in content_words(asked)}
