"""What a text calls somebody: "US Secretary of State" before a name, "a marine biologist" behind it."""

from __future__ import annotations

import re

from rag.text.words import content_words

_TITLE = (
    r"(?:[Vv]ice[- ])?(?:[Pp]resident|[Pp]remier|[Cc]hancellor|[Mm]inister|[Ss]ecretary|[Ss]enator"
    r"|[Rr]epresentative|[Cc]ongress(?:man|woman)|[Gg]overnor|[Mm]ayor|[Kk]ing|[Qq]ueen|[Pp]rince(?:ss)?|[Pp]ope|[Cc]ardinal|[Bb]ishop"
    r"|[Jj]udge|[Jj]ustice|[Gg]eneral|[Cc]olonel|[Cc]aptain|[Ss]ergeant|[Oo]fficer|[Ss]heriff|[Cc]hief|[Cc]oach"
    r"|[Dd]irector|CEO|[Cc]hair(?:man|woman|person)?|[Aa]mbassador|[Ss]pokes(?:man|woman|person)|[Ss]peaker"
    r"|[Pp]rofessor|[Ll]eader|[Cc]o-founder|[Ff]ounder|[Aa]dvis[eo]r|[Aa]ttorney|[Ll]awyer|[Hh]ead|[Mm]anager"
    r"|[Pp]resenter|[Aa]uthor|[Aa]ctor|[Aa]ctress|[Ss]inger|[Ee]ditor|[Oo]wner|[Rr]esearcher|[Rr]eporter|[Aa]rtist"
    r"|[Pp]oet|[Pp]ainter|[Dd]esigner|[Ee]ngineer|[Pp]layer|[Dd]oorman|[Ff]isherman"
    r"|[A-Za-z]*(?:ologist|[mnpct]ist|emist|ician|grapher|maker|writer|keeper|master|medal+ist))"
)
_BEFORE = re.compile(rf"(?P<title>\b{_TITLE}(?:\s+of\s+(?:the\s+)?[A-Z]\w+)?)\s+$")
_WORD_BEFORE = re.compile(r"(?P<word>[\w.’'-]+)\s+$")
_NO_ROLE = re.compile(r"(?:.*(?:ed|ing)|said|says|told|added|when|not|no)$", re.IGNORECASE)
_BEHIND = re.compile(
    r"^,\s+(?!and\b)(?P<role>(?:(?:the|an?|his|her|its|their)\s+)?"
    rf"(?:[\w’'-]+(?:\s+and)?\s+){{0,5}}?{_TITLE}\b(?:\s+(?:of|for|at|in|from|with|and)\s+[^,.;:“”\"!?]{{2,60}})?)(?=[,.;:]|$|\s(?![A-Z]))"
)
_REACH = 90
_MOST_WORDS = 4


def role_of(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a sentence says what the person named at ``text[start:end]`` is; None if it does not."""
    behind = _BEHIND.match(text[end:])
    if behind is not None and not re.search(r"\b(?:who|which|said|was|is|are|were|has)\b", behind["role"]):
        return end + behind.start("role"), end + behind.end("role")
    offset = max(0, start - _REACH)
    # "its director, Ida Berg, said": the comma before the name belongs to the one behind it
    lead = text[offset:start].removesuffix(", ") + " " if text[end : end + 1] == "," else text[offset:start]
    before = _BEFORE.search(lead)
    if before is None:
        return None
    return _with_words_before(text, offset + before.start("title")), offset + before.end("title")


def _with_words_before(text: str, start: int) -> int:
    """Where the words begin that go with a title: "former Pennsylvania" of "former Pennsylvania Senator"."""
    for _ in range(_MOST_WORDS):
        found = _WORD_BEFORE.search(text[max(0, start - _REACH) : start])
        if found is None or not content_words(found["word"]) or _NO_ROLE.match(found["word"]):
            break
        start = start - len(found.group()) + (len(found.group()) - len(found.group().lstrip()))
    return start
