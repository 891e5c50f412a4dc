"""Replies to a question that was asked back: a number, a name that was offered, or a name of one's own."""

from __future__ import annotations

from rag.conversing.exchanges import Exchange
from rag.domain import AskedBack, Choice

_LONGEST_NAME = 6
"""Words. A longer reply is a message of its own."""


def reply_to(last: Exchange, message: str) -> Choice | None:
    """How a reply completes the question that was unclear; None if it is a message of its own."""
    if last.asked_back is None:
        return None
    picked = _picked(last.asked_back, message.strip(" .!"))
    if picked is not None or message.endswith("?") or len(message.split()) > _LONGEST_NAME:
        return picked
    name = message.strip(" .!")
    return Choice(label=name, question=f"{last.question.text.rstrip(' ?')} ({name})?")


def _picked(asked_back: AskedBack, reply: str) -> Choice | None:
    choices = asked_back.choices
    if reply.isdecimal() and 1 <= int(reply) <= len(choices):
        return choices[int(reply) - 1]
    wanted = reply.casefold()
    named = [choice for choice in choices if wanted in (choice.label.casefold(), choice.question.casefold())]
    part = [choice for choice in choices if set(wanted.split()) <= set(choice.label.casefold().split())]
    found = named or (part if wanted else [])
    return found[0] if len(found) == 1 else None
