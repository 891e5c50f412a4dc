"""Words that cannot stand for each other in one place: opposites, units, months, kin, "in-" and "un-".

Wider than `rag.text.opposites`, which looks for an opposite anywhere in a sentence and so has to be careful:
here it is known that one word stands where the other does.
"""

from __future__ import annotations

from rag.text.opposites import sense
from rag.text.tokens import Token
from rag.text.words import stem

# Each line is one thing that can be said in several ways; words on different sides of a bar differ.
_SIDES = """
second | minute | hour | day | week | month | year | decade | century
thousand | million | billion | trillion
kilometer kilometre km | mile | meter metre | foot feet | inch | centimeter cm | yard
dollar | euro | pound | yen | yuan | ruble rouble | rupee | franc | peso
percent | point
gram | kilogram kg | ton tonne | ounce
monday | tuesday | wednesday | thursday | friday | saturday | sunday
today | yesterday | tomorrow
next | last | previous
new | old
early | late
easy simple | difficult hard
possible | impossible
inside within | outside
inner | outer
above | below
before | after
most | least fewest
more | less fewer
many | few
always | never
all every | some | none
with | without
up | down
in | out
over | under
start begin began begun open | end finish close stop
grow grew grown expand | shrink shrank shrunk
big large huge | small little tiny
bigger larger greater | smaller lesser
long | short
high | low
hot warm | cold cool
fast quick | slow
rich wealthy | poor
right | wrong
right | left
good | bad
better | worse
best | worst
young | old
strong | weak
full | empty
safe | dangerous unsafe
true | false
same | different
love like | hate dislike
rise rose risen increase | fall fell fallen decrease decline drop
arrive arrived enter entered | leave left depart departed
husband | wife
brother | sister
son | daughter
father | mother
uncle | aunt
boy | girl
man men | woman women
king | queen
male | female
republican | democrat democratic
democracy | dictatorship
north northern | south southern | east eastern | west western
buy bought | sell sold
give gave given | take took taken
win won | lose lost
succeed succeeded | fail failed
accept accepted approve approved | reject rejected
admit admitted confirm confirmed | deny denied
legal | illegal
public | private
national domestic | international foreign
urban | rural
minimum | maximum
major | minor
majority | minority
positive | negative
allow allowed permit | ban banned forbid prohibit
include including included | exclude excluding excluded
support supported | oppose opposed
born | died dead
begin | end
import | export
profit | loss
morning | afternoon | evening | night
spring | summer | autumn | winter
first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | last final
january | february | march | april | june | july | august | september | october | november | december
he | she
his | her
him | her
"""
_OPPOSING_STARTS = ("un", "in", "im", "il", "ir", "dis", "non")
_SHORTEST_ROOT = 4


def _read_sides() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for row, line in enumerate(_SIDES.strip().splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(stem(word), set()).add((row, side))
    return {word: frozenset(places) for word, places in found.items()}


_PLACES = _read_sides()


def are_opposed(one: Token, other: Token) -> bool:
    """Whether two words in one place say different things."""
    if one.stem == other.stem:
        return False
    mine, theirs = _PLACES.get(one.stem, frozenset()), _PLACES.get(other.stem, frozenset())
    if mine & theirs:
        return False
    if any(row == other_row and side != other_side for row, side in mine for other_row, other_side in theirs):
        return True
    return _senses_differ(one.stem, other.stem) or _is_negated_form(one.lower, other.lower)


def _senses_differ(one: str, other: str) -> bool:
    mine, theirs = sense(one), sense(other)
    return mine is not None and theirs is not None and mine[0] == theirs[0] and mine[1] != theirs[1]


def _is_negated_form(one: str, other: str) -> bool:
    """ "Possible" and "impossible", "happy" and "unhappy"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_ROOT and any(long == start + short for start in _OPPOSING_STARTS)
