"""Who said it: the speaker a source names, and whether a claim gives the words to another one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.grounding.facts import Facts
from rag.text.names import Name, find_names, looks_plain, same_name
from rag.text.speakers import Speech
from rag.text.tokens import tokens


def speaker_problem(claim: Facts, source: Facts, given: str | None) -> str | None:
    """Why the source does not bear out the claim's speaker, in words; None if it does, or if none is named.

    ``given`` is the speaker the draft names beside its text.
    """
    voiced = [speech.speaker for speech in claim.speech if not speech.is_pronoun][:1]
    for speaker in (*voiced, *([given] if given else [])):
        speech = speech_about(claim, source)
        if speech is None or speech.is_pronoun:
            if not _mentions(source, speaker) or (speech and _spoken_to(source, speech, speaker)):
                return f"the source does not say that {speaker} said it"
        elif not any(same_speaker(speaker, other.speaker) for other in _voices(source, speech)):
            return f"in the source {speech.speaker} says it, in the claim {speaker}"
    return None


def _spoken_to(source: Facts, speech: Speech, speaker: str) -> bool:
    """In "He told Marrin …" he is not Marrin."""
    line_end = source.text.find("\n", speech.end)
    line = range(speech.end, line_end if line_end >= 0 else len(source.text))
    named = [other for other in source.names if other.start in line]
    return any(same_name(name, other) for name in _names(speaker) for other in named)


def _voices(source: Facts, speech: Speech) -> list[Speech]:
    """The speech and those it reports in turn: in "officials said Lind denied it" both speak."""
    inside = [
        other
        for other in source.speech
        if any(start <= other.start and other.end <= end for start, end in speech.said)
    ]
    return [speech, *inside]


def speech_about(claim: Facts, source: Facts) -> Speech | None:
    """The speech of the source whose words the claim repeats most; None if it is said by nobody."""
    words = {token.stem for token in claim.tokens if token.is_content}
    best: Speech | None = None
    most = 0
    for speech in source.speech:
        said = {
            token.stem
            for token in source.tokens
            if any(start <= token.start < end for start, end in speech.said) and token.stem in words
        }
        if len(said) > most:
            best, most = speech, len(said)
    return best


def same_speaker(claim: str, source: str) -> bool:
    """Whether two ways of naming a speaker can mean the same one: by name, else by a shared word."""
    mine, theirs = _names(claim), _names(source)
    words, others = _words(claim), _words(source)
    if mine and theirs:
        if not any(same_name(one, other) for one in mine for other in theirs):
            return False
        return not _roles_differ(mine, theirs, words, others)
    if mine or theirs:
        return bool(words & others)
    return bool(words & others) and (words <= others or others <= words)


def _roles_differ(
    mine: Sequence[Name], theirs: Sequence[Name], words: frozenset[str], others: frozenset[str]
) -> bool:
    """ "US officials" and "US lawmakers" share a name and are not the same people."""
    named = {token for name in (*mine, *theirs) for token in name.tokens}
    shared = any(set(one.tokens) == set(other.tokens) for one in mine for other in theirs)
    rest, rest_of_other = words - named, others - named
    is_person = any(len(name.tokens) > 1 for name in (*mine, *theirs)) or not (rest and rest_of_other)
    return shared and not is_person and not (rest & rest_of_other)


def _names(speaker: str) -> list[Name]:
    return [name for name in find_names(speaker) if not looks_plain(name)]


def _words(speaker: str) -> frozenset[str]:
    return frozenset(token.stem for token in tokens(speaker) if token.is_content)


def _mentions(source: Facts, speaker: str) -> bool:
    names = _names(speaker)
    if names:
        return all(any(same_name(name, other) for other in source.names) for name in names)
    return _words(speaker) <= source.stems
