"""Two reports of some length, and what papers do to one."""

from __future__ import annotations

import random
import re

HARBOUR = """\
BRANNOCK (Reuters) - The harbour board of Brannock voted on Tuesday to rebuild the northern sea wall \
before the winter storms, ending a dispute that has divided the town since the flood of 2019. Seven of \
the nine members backed a plan that will cost 14 million pounds over three years. The money comes in \
equal parts from the town, the county and a loan that fishermen will repay through higher berth fees. \
"Nobody likes to pay more, but a boat without a harbour is only firewood," said Maren Tolvik, who speaks \
for the crews. Engineers told the meeting that waves had washed out a third of the stones at the foot of \
the wall.
Divers found two hollows large enough to park a van in. If the wall gave way in a storm from the north- \
east, water would reach the fish market within twenty minutes and the school within an hour. The two \
members who voted against the plan wanted a cheaper bank of gravel, which a rival firm had offered to \
heap up for half the price. Their chairman, Odd Ferris, called the decision hasty and said that he would \
ask the county to look at it again. Work is to begin in March, when the herring season ends, and the \
quay will stay open on weekdays throughout. The last large repair was made in 1974, after a gale had \
sunk eleven boats at their moorings and drowned a lighthouse keeper."""

BREAD = """\
Bakers in Lisbon put up the price of a loaf by a tenth this week and blamed dearer flour, the third rise \
since spring. A survey of forty shops by the consumers' union found that the cheapest roll now costs 22 \
cents. Millers say that a dry summer in the Alentejo left them with a small and poor harvest, and that \
wheat bought abroad is held up in ports. The minister of agriculture promised to lower the tax on grain \
until the end of the year but ruled out fixing prices, as pensioners had demanded in a march through the \
old town. Ines Caldeira, whose family has baked in Alfama since 1931, said that customers count their \
coins more often and ask for yesterday's bread. Economists at the central bank expect the rise to pass \
by the new year, provided that the harvest in the south is better and that ships are unloaded as quickly \
as before the strike."""

WEATHER = " ".join(
    f"At {{}} o'clock {place} had a wind of {{}} knots, {{}} degrees and a sea of {{}} feet."
    for place in ("Brannock", "Corrie", "Lisbon", "the lightship", "Farrow Point", "the outer bank")
)
"""To be filled with figures: the same words each day."""

LINES = (
    "Sign up for our letter and get the stories of the day each morning.\nAll rights reserved by the paper."
)


def trimmed(text: str, share: float) -> str:
    return text[: int(len(text) * share)]


def edited(text: str, share: float, seed: int = 1) -> str:
    """So many of its words are replaced."""
    chance = random.Random(seed)  # noqa: S311
    parts = re.split(r"([a-z]+)", text)
    for at in range(1, len(parts), 2):
        if chance.random() < share:
            parts[at] = chance.choice(("green", "slowly", "castle", "seven", "under"))
    return "".join(parts)


def framed(text: str) -> str:
    return f"Another headline for the same story\n{LINES}\n{text}\n{LINES}"
