"""Words for one and the same state or body: "US", "United States", "American"; "Chinese", "China".

A capital does not stand for its government: "Washington" is not the United States unless the text says so.
"""

from __future__ import annotations

import re

_SHORT_FORMS = {
    "united states": "us usa america american americans",
    "united kingdom": "uk britain british britons briton",
    "united nations": "un",
    "european union": "eu",
    "united arab emirates": "uae emirati emiratis emirates",
    "north atlantic treaty organization": "nato",
    "saudi arabia": "saudi saudis",
    "south africa": "south-african",
}
_PEOPLES = """
afghanistan afghan afghans | albania albanian albanians | algeria algerian algerians |
argentina argentine argentinian | armenia armenian armenians | australia australian australians |
austria austrian austrians | azerbaijan azerbaijani | bangladesh bangladeshi |
belarus belarusian belarusians | belgium belgian belgians | bolivia bolivian |
brazil brazilian brazilians | bulgaria bulgarian bulgarians | cambodia cambodian |
canada canadian canadians | chile chilean chileans | china chinese | colombia colombian colombians |
croatia croatian croatians | cuba cuban cubans | cyprus cypriot cypriots | denmark danish danes dane |
ecuador ecuadorian | egypt egyptian egyptians | england english | estonia estonian estonians |
ethiopia ethiopian ethiopians | europe european europeans | finland finnish finns | france french |
georgia georgian georgians | germany german germans | ghana ghanaian | greece greek greeks |
haiti haitian haitians | hungary hungarian hungarians | iceland icelandic | india indian indians |
indonesia indonesian indonesians | iran iranian iranians | iraq iraqi iraqis | ireland irish |
israel israeli israelis | italy italian italians | jamaica jamaican | japan japanese |
jordan jordanian jordanians | kazakhstan kazakh | kenya kenyan kenyans | korea korean koreans |
kosovo kosovar | kuwait kuwaiti | latvia latvian latvians | lebanon lebanese | libya libyan libyans |
lithuania lithuanian lithuanians | malaysia malaysian malaysians | mexico mexican mexicans |
moldova moldovan | mongolia mongolian | morocco moroccan moroccans | myanmar burmese burma |
nepal nepalese nepali | netherlands dutch | nigeria nigerian nigerians | norway norwegian norwegians |
pakistan pakistani pakistanis | palestine palestinian palestinians | panama panamanian |
peru peruvian peruvians | philippines philippine filipino filipinos | poland polish poles |
portugal portuguese | qatar qatari | romania romanian | russia russian russians | rwanda rwandan |
scotland scottish scots | senegal senegalese | serbia serbian serbs | singapore singaporean |
slovakia slovak slovaks | slovenia slovenian | somalia somali somalis | spain spanish spaniards |
sudan sudanese | sweden swedish swedes | switzerland swiss | syria syrian syrians | taiwan taiwanese |
thailand thai thais | tunisia tunisian | turkey turkish turks turkiye | uganda ugandan |
ukraine ukrainian ukrainians | uruguay uruguayan | venezuela venezuelan venezuelans |
vietnam vietnamese | wales welsh | yemen yemeni | africa african africans | asia asian asians
"""

SAME_PLACE: dict[str, str] = {word: name for name, words in _SHORT_FORMS.items() for word in words.split()}
for _group in _PEOPLES.split("|"):
    _first, *_rest = _group.split()
    SAME_PLACE.update(dict.fromkeys(_rest, _first))

LONG_FORMS: dict[tuple[str, ...], str] = {tuple(name.split()): name for name in _SHORT_FORMS} | {
    ("united", "states", "of", "america"): "united states",
    ("great", "britain"): "united kingdom",
    ("european", "union"): "european union",
}
"""Names of several words that count as one."""

_STATES = frozenset(SAME_PLACE.values())
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\b)*")


def states_in(text: str) -> frozenset[str]:
    """The states and bodies that a text names, by whatever word: {"china"} for "the Chinese side".

    Only words with a capital count: "us" is no state.
    """
    words = [word.replace(".", "") for word in _WORD.findall(text)]
    single = {SAME_PLACE.get(word.lower(), word.lower()) for word in words if word[:1].isupper()}
    lowered = [word.lower() for word in words]
    joined = {
        name
        for long, name in LONG_FORMS.items()
        if any(tuple(lowered[at : at + len(long)]) == long for at in range(len(lowered)))
    }
    return frozenset(single & _STATES) | joined
