"""Sentences that speak to a language model instead of to readers.

News speaks in statements. What commands a machine that answers begins like a command, and names what only
such a machine has: instructions given before, a prompt, a reply of its own. Both together are so rare in
ordinary articles that the pair is taken as a sign.
"""

from __future__ import annotations

import re

from rag.text.hostile.patterns import any_of

_POLITE = (
    r"(?:please|kindly|now|instead|also|then|and|always|never|do not|don't|just|first|finally|simply"
    r"|you (?:must|should|will|have to|are to)|(?:i|we) (?:want|need|order|command|ask) you to)[ ,]+"
)
_LEAD = rf"(?:{_POLITE}){{0,3}}"

_REPLY = any_of(
    "answer response reply replies output completion summary message translation explanation solution code"
    " codebase implementation algorithm"
)
_YOUR_REPLY = rf"(?:your|the final|every|each|any) (?:\w+ ){{0,2}}?{_REPLY}s?(?:'s)?\b"
_GIVEN = any_of(
    "instruction prompt rule guideline direction directive command context request message question text"
    " article sentence passage document source output"
)
_EARLIER = any_of(
    "previous prior above earlier preceding existing other original system your these those following rest"
)
_MODEL = (
    r"(?:an? |the |any |all )?(?:ai|a\.i\.|llms?|chatbots?|chat ?gpt|gpt(?:-?\d\w*)?"
    r"|(?:large )?language models?|(?:ai|virtual) (?:assistant|agent|model|system)s?|assistants?|bots?)"
)
_SHAPING = any_of(
    "absorb adapt add adjust adopt alter anagram append augment begin blend change combine compose "
    "conclude convert craft deliver deploy double drop embed emphasi[sz]e employ encode end engage "
    "enhance enrich ensure execute express fill finish format fuse generate give group harmoni[sz]e "
    "hide hint include incorporate infuse inject insert integrate interweave introduce jumble keep "
    "leverage limit make meld mention merge mirror misspell mix modify omit output phrase place precede "
    "prefix prepend present produce promote provide put rearrange recommend reformat remove render "
    "reorder repeat rephrase replace restrict return reverse rewrite scatter scramble separate shorten "
    "shuffle slip sort spell split sprinkle start structure substitute suggest swap switch tailor tease "
    "transform translate turn use utili[sz]e weave wrap write"
)
_KEPT_QUIET = any_of(
    "mention(?:ing)? cit(?:e|ing) disclos(?:e|ing) summari[sz](?:e|ing) refer(?:ring)? answer(?:ing)?"
    " quot(?:e|ing) reveal(?:ing)? includ(?:e|ing) repeat(?:ing)? us(?:e|ing)"
)
_UNSHOWN = (
    r"(?:(?:system|hidden|initial|original|full|entire) (?:\w+ )?(?:prompt|instructions?|message)"
    r"|your (?:\w+ )?(?:prompt|instructions?|rules|context|configuration|api key|password|secrets?)"
    r"|(?:everything|all|the (?:text|words|sentences|instructions?|prompt|content))"
    r" (?:that (?:is|stands) )?(?:above|before))\b"
)
_LETTERS = any_of(
    "letters? vowels? consonants? words? spaces? characters? punctuation anagrams? typos syllables?"
    " sentences?"
)

_FORGET = (
    rf"{_LEAD}(?:ignore|disregard|forget|override|bypass|overlook|discard|neglect|stop following) .{{0,40}}?"
    rf"(?:{_EARLIER} (?:\w+ ){{0,3}}?{_GIVEN}s?\b|{_GIVEN}s? .{{0,20}}?\b(?:above|before|earlier)\b)",
    rf"{_LEAD}(?:ignore|disregard|forget|discard) (?:everything|all|anything|whatever|what)\b.{{0,30}}"
    r"\b(?:above|before|previous(?:ly)?|prior|earlier|told|instructed|said so far)\b",
    r"(?:new|updated|important|special|additional|secret|hidden|urgent|revised) (?:system |user )?"
    r"(?:instruction|prompt|task|directive|command|order)s?\s*[:!–—-]",
)
_BE_SOMEBODY = (
    r"(?:from now on|henceforth|for the rest of this conversation),?"
    r" (?:you|act|answer|respond|reply|always|only|never|pretend|speak|write|say)\b",
    r"you are (?:now )?(?:in (?:developer|debug|god|admin|maintenance|unrestricted|jailbreak)\w* mode"
    r"|(?:no longer )?bound by|(?:a|an|the) (?:\w+ ){0,3}?(?:ai|assistant|chatbot|language model|gpt|bot)\b"
    r"|dan\b|freed? from (?:all|your))",
    r"you are now (?:a|an|called|known as|acting|operating|playing|going to act)\b",
    rf"{_LEAD}(?:act|behave|pose|respond|answer|speak|role-?play) as"
    r" (?:if you (?:are|were)|an? (?:\w+ )?(?:ai|assistant|model|expert|system|unrestricted))\b",
    rf"{_LEAD}pretend (?:to be|that you are|you are|that the)\b",
)
_REPLY_LIKE_THIS = (
    rf"{_LEAD}(?:respond|reply|answer)(?: (?:only|exactly|always|solely|back))*"
    r"(?: (?:to )?(?:every|any|all|each|the|this)(?: \w+){0,3}?"
    r" (?:questions?|quer(?:y|ies)|requests?|prompts?|users?))?"
    r"(?: (?:only|exactly|always|solely))* (?:with|in|using|by|as|that|to the user)\b",
    rf"{_LEAD}(?:only|solely) (?:respond|reply|answer|output|return|write|say|print)\b",
    rf"{_LEAD}(?:print|output|return|echo|say|write|repeat)"
    r"(?: (?:only|exactly|verbatim|just|nothing but|after me|the (?:words?|phrase|text|following)))+\b",
    rf"in {_YOUR_REPLY}",
    rf"{_LEAD}(?:\w+ly )?{_SHAPING}\b.{{0,160}}?\b{_YOUR_REPLY}",
    rf"{_LEAD}(?:use|capitali[sz]e|{_SHAPING}) (?:\w+ ){{0,4}}?{_LETTERS}\b.{{0,60}}?"
    r"\b(?:with|in|into|by|from|of|for|as|to)\b",
)
_TELL_OR_KEEP_QUIET = (
    rf"{_LEAD}(?:print|repeat|output|return|reveal|show|display|echo|leak|expose|quote|paste) "
    rf".{{0,60}}?{_UNSHOWN}",
    r"(?:please |kindly |you (?:must|should|may|can) )?(?:do not|don't|never|not|avoid) (?:ever )?"
    rf"(?:{_KEPT_QUIET}|tell(?:ing)? the user)\b.{{0,80}}?"
    rf"\b(?:this (?:text|note)|user|reader|reporter|reply|{_GIVEN}|answer|response|summary)s?\b",
    rf"{_LEAD}(?:tell|inform|assure|convince|warn|advise|ask|direct|send) the"
    r" (?:user|reader|questioner|person asking)s?\b",
)
_WHEN_ASKED = (
    r"(?:when(?:ever)?|if|once|should) (?:you(?:'re| are)? |(?:the|a) user |(?:some|any)(?:one|body) )?"
    r"(?:are |is )?(?:being )?(?:asked|asks?|quer(?:y|ied|ies)|prompted|answering|summari[sz]ing|questioned"
    r"|requested|to (?:answer|summari[sz]e))\b.{0,160}?[,:] ?(?:you (?:must|should|will) )?"
    r"(?:please |always |only |never |simply |just )*(?:say|answer|reply|respond|state|tell|write|output"
    r"|claim|mention|do not|don't|ignore|include|insist|give|return|print)\b",
    rf"(?:if|since|as|because) you(?:'re| are) (?:reading this and are )?{_MODEL}\b",
    r"(?:dear|attention|hey|hello|hi|to|(?:note|message|instructions?) (?:to|for)) "
    rf"{_MODEL}\b.{{0,60}}?[:,!–—-]",
)
_SIGNS = re.compile(
    "|".join((*_FORGET, *_BE_SOMEBODY, *_REPLY_LIKE_THIS, *_TELL_OR_KEEP_QUIET, *_WHEN_ASKED)), re.IGNORECASE
)
_NOT_TO_A_MODEL = re.compile(
    r"\b(?:to us|us (?:at|on|by)|e-?mail(?:ed)? (?:us|your)|to the editor|letters? page)\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"[\W_]*(?:(?:important|note|attention|warning|urgent|p\.?s\.?|update|notice|reminder|stop|hint)"
    r"\s*[:!.–—-]+\s*)*",
    re.IGNORECASE,
)
_BEGINS_ANEW = re.compile(r"[(\[{*;—–]\s*|\s-\s|(?<=[.!?])\s+")


def speaks_to_a_model(sentence: str) -> bool:
    """Whether a sentence, as it is read, or a part of it that begins anew is a command to a model."""
    starts = [0, *(match.end() for match in _BEGINS_ANEW.finditer(sentence))]
    return any(_is_command(sentence[start:]) for start in starts)


def _is_command(words: str) -> bool:
    opening = _OPENING.match(words)
    begun = words[opening.end() :] if opening else words
    return _SIGNS.match(begun) is not None and _NOT_TO_A_MODEL.search(begun) is None
