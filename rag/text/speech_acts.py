"""Verbs of speaking, and what each of them does: to deny is not to say."""

from __future__ import annotations

from rag.domain import SpeechAct
from rag.text.tokens import word_set

_VERBS = {
    SpeechAct.SAID: """
        said says say saying told tells tell stated added adds noted explained explains suggested suggests
        wrote writes tweeted posted insisted insists argued argues testified replied responded reiterated
        stressed emphasized emphasised underlined reported concluded recalled remarked joked quipped
        boasted complained complains listed outlined outlines described describes
    """,
    SpeechAct.ANNOUNCED: "announced announces declared declares",
    SpeechAct.CONFIRMED: "confirmed confirms",
    SpeechAct.DENIED: "denied denies",
    SpeechAct.ALLEGED: "alleged alleges claimed accused accuses contended contends asserted asserts",
    SpeechAct.ADMITTED: "admitted admits acknowledged acknowledges",
    SpeechAct.WARNED: "warned warns cautioned cautions",
    SpeechAct.URGED: "urged urges demanded demands pleaded",
    SpeechAct.PROMISED: "promised promises vowed vows pledged pledges",
    SpeechAct.PREDICTED: "predicted predicts estimated estimates expects",
    SpeechAct.BELIEVED: "believe believes believed think thinks thought hopes suspects fears",
    SpeechAct.ASKED: "asked asks questioned wondered",
}
_BEFORE_THAT = {
    SpeechAct.SAID: "argue insist note suggest explain observed maintained maintains",
    SpeechAct.DENIED: "deny",
    SpeechAct.ALLEGED: "allege claim",
    SpeechAct.ADMITTED: "admit acknowledge conceded concedes",
    SpeechAct.ANNOUNCED: "revealed reveals",
    SpeechAct.WARNED: "warn",
    SpeechAct.PREDICTED: "expect estimate predict",
    SpeechAct.BELIEVED: "hope fear suspect",
    SpeechAct.CONFIRMED: "confirm",
}
"""Forms that are nouns as well, so that only a "that" behind them shows the verb."""

_NOT_A_NOUN = {SpeechAct.SAID: "reports states notes", SpeechAct.ALLEGED: "claims"}
"""Forms that are verbs unless what follows shows a noun in the plural: "asylum claims over 150,000"."""

_NOUN_BEHIND = (
    r"(?!\s+(?:of|over|by|for|in|from|against|and|or|on|at|with|have|has|had|were|was|are|is|will|would|did)\b"
    r"|[.,;])"
)

_PHRASES = {
    SpeechAct.URGED: r"(?:called|calls|appealed|pressed)\s+(?:for|on)",
    SpeechAct.DENIED: r"(?:rejected|dismissed|disputed)\s+(?:\w+\s+)?"
    r"(?:claims?|allegations?|accusations?|suggestions?|reports?)",
}
_ACTS = {
    verb: act
    for table in (_VERBS, _BEFORE_THAT, _NOT_A_NOUN)
    for act, verbs in table.items()
    for verb in word_set(verbs)
}
_ACTS |= dict.fromkeys(("called", "calls", "appealed", "pressed"), SpeechAct.URGED)
_ACTS |= dict.fromkeys(("rejected", "dismissed", "disputed"), SpeechAct.DENIED)

SAYING = "|".join(
    [
        *_PHRASES.values(),
        *(verb for verbs in _VERBS.values() for verb in sorted(word_set(verbs))),
        *(rf"{verb}\b{_NOUN_BEHIND}" for verbs in _NOT_A_NOUN.values() for verb in sorted(word_set(verbs))),
        *(rf"{verb}(?=\s+that\b)" for verbs in _BEFORE_THAT.values() for verb in sorted(word_set(verbs))),
    ]
)
"""A pattern of every verb of speaking."""


def speech_act(verb: str) -> SpeechAct:
    """What a verb of speaking does; "said", "told", "according to" and all plain ones are `SAID`."""
    first = verb.lower().partition(" ")[0]
    return _ACTS.get(first, SpeechAct.SAID)
