"""English abbreviations that carry a full stop, by what the stop means for the sentence they stand in."""

from __future__ import annotations

import re

_NEVER_LAST = """
Mr Mrs Ms Mx Dr Drs Prof Messrs Mme Mlle Rev Fr Hon Gen Lt Col Maj Capt Cmdr Cpl Sgt Pvt Adm Brig Sen
Sens Rep Reps Gov Govs Pres Supt Insp Det Amb Atty Asst Assoc Dept Dist vs v e.g i.e cf viz ca approx
"""
_BEFORE_A_NUMBER = """
Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec No Nos N° Nr p pp pg Fig Figs Vol Art Arts Sec Ch Chap
Para Ex Eq Ver Res Bldg Rm Apt Op c est
"""
_SOMETIMES_LAST = """
Inc Ltd Corp Co Cos Bros LLC PLC Intl Mfg Jr Sr Esq al St Ste Mt Ft Univ Ave Blvd Rd Hwy Pkwy Mon Tue
Tues Wed Thu Thur Thurs Fri ft lb lbs oz min hrs hr sq dept est gov ret Ala Ariz Ark Calif Colo Conn Del
Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ont Ore Pa Penn Que Tenn Tex Va Vt
Wash Wis Wyo
"""
_OPENING_WORDS = """
a an the this that these those it its it's he she they we you i i'm his her their our my your there here
he's she's they're we're that's there's in on at by for from with without after before since while when
where why how what who which whose if unless until although though because as and but or so yet then now
however meanwhile moreover instead both each every many most some several such another other among under
during despite according also even still thus once nearly almost about last earlier later today
yesterday is was are were did does do has have had can could should would nobody nothing nothing's
everyone someone let's please
"""

NEVER_LAST = frozenset(_NEVER_LAST.split())
"""A name or an example follows: never the last word of a sentence with more to come."""

BEFORE_A_NUMBER = frozenset(_BEFORE_A_NUMBER.split())
"""Months, "No.", "p." and their like: not the last word if a number follows."""

SOMETIMES_LAST = frozenset(_SOMETIMES_LAST.split())
"""Companies, states, weekdays: the last word only if a word that opens sentences follows."""

OPENING_WORDS = frozenset(_OPENING_WORDS.split())
"""Words that, capitalised, open a sentence and hardly ever go on a name."""

DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}|[^\W\d_]")
"""U.S, a.m, Ph.D and initials, without their last full stop; used like `SOMETIMES_LAST`."""
