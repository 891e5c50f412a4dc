"""Whether a claim was said by those whose words a question asks for: "What did the Chinese side say?" """

from __future__ import annotations

import re

from rag.domain import Attribution
from rag.text.places import states_in

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
