"""Who says what: the speaker a sentence names, and the words it puts into that speaker's mouth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.text.speech_acts import SAYING
from rag.text.tokens import word_set
from rag.text.words import content_words


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker at ``text[start:end]``, the verb of speaking and its place, and the spans of what is said."""

    start: int
    end: int
    speaker: str
    verb: str
    said: tuple[tuple[int, int], ...]
    verb_at: tuple[int, int]

    @property
    def is_pronoun(self) -> bool:
        return self.speaker.lower() in _PRONOUNS


_PRONOUNS = word_set("he she they it we i who you his her their")
_ADVERBS = (
    r"(?:(?:also|later|earlier|then|repeatedly|publicly|previously|recently|once|again|reportedly|still)\s+)?"
)
_AUXILIARY = r"(?:(?:has|have|had|would|will|did)\s+)?"
_VERB = re.compile(
    rf"\s+{_ADVERBS}{_AUXILIARY}{_ADVERBS}(?P<verb>{SAYING})\b(?!\s+(?:by|to\s+be|to\s+have)\b)"
)
_INVERTIBLE = (
    "said|says|added|told|wrote|warned|explained|noted|asked|replied|insisted|argued|announced|admitted|promised"
    "|recalled|joked|declared|continued|agreed|tweeted"
)
_INVERTED = re.compile(
    rf"[,”\"'’?!]\s*(?P<verb>{_INVERTIBLE}|according\s+to)\s+(?P<speaker>[^,.;:“”\"?!]{{2,90}})"
)
_ACCORDING = re.compile(
    r"\b(?P<verb>[Aa]ccording\s+to|[Ii]n\s+the\s+words\s+of)\s+(?P<speaker>[^,.;:“”\"?!]{2,90})"
)
_CLAUSE_START = re.compile(
    r"[,;:“”\"()—–][’']?\s*|\s(?:but|and|while|as|because|although|though|when|after|before|that|if)\s(?=\S+\s)"
)
_LEAD_WORDS = re.compile(
    r"^(?:which|who|that|if|whether|when|however|but|and|so|yet|still|meanwhile|also|instead|although|though|while|as|because|in\s+response|moreover"
    r"|besides|then|later|earlier|on\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[,\s]*",
    re.IGNORECASE,
)
_VERB_INSIDE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|did|does|do|(?<!close )to|not)\b")
_SPEAKER_TAIL = re.compile(
    r"\s+(?:on|in|at|during|after|before|when|as|this|last|yesterday|today|late|early|told|said|that)\b.*$"
)
_AFTER_APPOSITION = word_set(_INVERTIBLE.replace("|", " "))
_NAMED_AHEAD = re.compile(r"(?:^|[.;“”\"]\s*)[A-Z][\w.]*(?:\s+[A-Z][\w.]*){0,4},\s[^,]+$")
_SPEAKER_WORDS = 12


def find_speech(text: str) -> list[Speech]:
    """Every speaker with a verb of speaking in a text of one sentence a line, in reading order.

    "US officials said …", "…, Lind told reporters", "According to the insider, …", '"…," said Lind'.
    """
    found: list[Speech] = []
    offset = 0
    for line in text.split("\n"):
        found.extend(_moved(speech, offset) for speech in _find_in_line(line))
        offset += len(line) + 1
    return found


def _moved(speech: Speech, offset: int) -> Speech:
    said = tuple((start + offset, end + offset) for start, end in speech.said)
    verb_at = (speech.verb_at[0] + offset, speech.verb_at[1] + offset)
    return replace(speech, start=speech.start + offset, end=speech.end + offset, said=said, verb_at=verb_at)


def _find_in_line(text: str) -> list[Speech]:
    found: list[Speech] = []
    for pattern in (_ACCORDING, _INVERTED):
        for match in pattern.finditer(text):
            _add(found, _behind(text, match))
    for match in _VERB.finditer(text):
        _add(found, _before(text, match))
    found.sort(key=lambda speech: speech.start)
    return [_until_next_voice(text, speech, found[at + 1 :]) for at, speech in enumerate(found)]


def _until_next_voice(text: str, speech: Speech, later: Sequence[Speech]) -> Speech:
    """In "Lind said A, while Marsh said B" only A is Lind's; in "Lind said Marsh denied B" all of it is."""
    for other in later:
        between = text[speech.end : other.start]
        if re.search(r"[,;:.]|\b(?:and|but|while|whereas)\b", between) and not _INVERTED.search(
            text[speech.end - 1 :]
        ):
            said = tuple((start, min(end, other.start)) for start, end in speech.said if start < other.start)
            return replace(speech, said=said)
    return speech


def _add(found: list[Speech], speech: Speech | None) -> None:
    if speech and all(speech.end <= other.start or speech.start >= other.end for other in found):
        found.append(speech)


def _behind(text: str, match: re.Match[str]) -> Speech | None:
    """The speaker follows the verb: what is said is the rest of the sentence."""
    if match["verb"].lower() in _AFTER_APPOSITION and _NAMED_AHEAD.search(text[: match.start()]):
        return None  # "Lind, a spokesman for the port, said the crane fell"
    raw = match["speaker"]
    speaker = _SPEAKER_TAIL.sub("", raw).strip()
    if not _could_speak(speaker):
        return None
    start = match.start("speaker") + len(raw) - len(raw.lstrip())
    end = start + len(speaker)
    said = ((0, match.start("verb")), (end, len(text)))
    return Speech(start, end, speaker, match["verb"].lower(), said, match.span("verb"))


def _before(text: str, match: re.Match[str]) -> Speech | None:
    """The speaker stands before the verb, back to where its clause begins."""
    start = _subject_start(text, match.start())
    if start is None:
        return None
    raw = text[start : match.start()]
    lead = _LEAD_WORDS.match(raw)
    start += lead.end() if lead else 0
    end = start + len(text[start : match.start()].rstrip(" ,"))
    speaker = text[start:end]
    if not _could_speak(speaker):
        return None
    ahead = (match.end(), len(text))
    said = (ahead,) if start == 0 or lead else ((0, start), ahead)
    return Speech(start, end, speaker, match["verb"].lower(), said, match.span("verb"))


def _subject_start(text: str, verb: int) -> int | None:
    head = text[:verb]
    if head.endswith((",", ")")):  # "Lind, a spokesman for the port, said": the name stands before the comma
        opening = "(" if head.endswith(")") else ","
        before = head[:-1].rfind(opening)
        if before < 0:
            return None
        head = head[:before]
    starts = [found.end() for found in _CLAUSE_START.finditer(head) if not _joins_names(head, found)]
    starts += [
        found.end() + len(head[found.end() :]) - len(head[found.end() :].lstrip())
        for found in _VERB.finditer(head)
    ]
    return max(starts, default=0)


def _joins_names(head: str, joint: re.Match[str]) -> bool:
    """The "and" of "the Dock and Harbour Workers' Union", or of two people who speak together."""
    before = head[: joint.start()].rpartition(" ")[2]
    return joint.group().strip() == "and" and before[:1].isupper() and head[joint.end()].isupper()


def _could_speak(speaker: str) -> bool:
    words = speaker.split()
    if not words or len(words) > _SPEAKER_WORDS or not speaker[0].isalnum():
        return False
    if not _can_end_a_speaker(words[-1]):
        return False
    return len(words) == 1 or not _VERB_INSIDE.search(speaker)


def _can_end_a_speaker(word: str) -> bool:
    return word.lower() in _PRONOUNS or bool(content_words(word))
