"""Claims made to slip through: near their source in all words but one, or worded otherwise and still true.

Each is judged as a draft and as a claim worded freely.
"""

from datetime import UTC, datetime

import pytest
from harbour_evidence import article, numbered

from rag.answering.grounding import Wording, ground
from rag.domain import AnswerDraft, DraftClaim

_SENTENCES = (
    "Brask Airways will cut 1,250 of its 9,800 jobs by the end of June, chief executive Nora Feld said on"
    " Monday.",
    "The airline lost 340 million euros last year, twice as much as in 2022.",
    "Feld said the cuts would not affect pilots, but the pilots' union rejected the plan as “reckless”.",
    "Two former directors, Ivo Lasker and Dina Roth, are suspected of hiding debts from investors.",
    "Lasker has denied the accusation; Roth pleaded guilty in March.",
    "Ticket prices rose between 8% and 12% after the fuel tax was raised by 1.5 percentage points.",
    "The government of Tarn may lend the airline up to 200 million euros if Parliament agrees.",
    "Passengers waited for more than seven hours at Stenby airport, where all but three flights were"
    " cancelled.",
    "According to the regulator, the runway was closed after the storm, not before it.",
    "Maria Lasker, the sister of Ivo Lasker, sold her shares to Roth for $3.2 million in 2019.",
    "The regulator fined the airline for the second time in five years.",
    "Feld, who joined the airline in 2018, earned less than her predecessor Otto Lind.",
)
AIRLINE = article("airline", "Brask Airways cuts jobs", _SENTENCES, datetime(2024, 5, 13, tzinfo=UTC))
EVIDENCE = numbered(_SENTENCES, AIRLINE)


def is_shown(text, wording):
    draft = AnswerDraft(claims=(DraftClaim(text=text),))
    return bool(ground(draft, EVIDENCE, wording=wording).claims)


FALSE = [
    # figures: value, scale, unit, bound, share, range, multiple
    "Brask Airways will cut 1,350 of its 9,800 jobs by the end of June.",
    "Brask Airways will cut 9,800 jobs by the end of June.",
    "Brask Airways will cut 12,500 of its 98,000 jobs.",
    "The airline lost 340 million dollars last year.",
    "The airline lost 340 billion euros last year.",
    "The airline lost 34 million euros last year.",
    "The airline lost three times as much as in 2022.",
    "Ticket prices rose between 8% and 15%.",
    "Ticket prices rose by 12%.",
    "The fuel tax was raised by 1.5%.",
    "The fuel tax was raised by 15 percentage points.",
    "The government may lend the airline more than 200 million euros.",
    "The government may lend the airline 300 million euros.",
    "Passengers waited for less than seven hours at Stenby airport.",
    "Passengers waited for more than seven days at Stenby airport.",
    "The regulator fined the airline for the third time in five years.",
    "The regulator fined the airline for the second time in six years.",
    "Maria Lasker sold her shares for $3.2 billion.",
    "Three former directors are suspected of hiding debts.",
    # dates
    "Brask Airways will cut 1,250 jobs by the end of July.",
    "Nora Feld said on Tuesday that Brask Airways will cut jobs.",
    "Roth pleaded guilty in April.",
    "Maria Lasker sold her shares in 2018.",
    "Feld joined the airline in 2019.",
    "The airline lost 340 million euros in 2022.",
    "The airline lost 340 million euros this year.",
    # names and who does what
    "Ivo Lasker sold his shares to Roth for $3.2 million.",
    "Dina Lasker is suspected of hiding debts.",
    "Roth sold her shares to Maria Lasker for $3.2 million.",
    "Otto Lind joined the airline in 2018.",
    "Stenby Airways will cut 1,250 jobs.",
    "The government of Brask may lend the airline up to 200 million euros.",
    "Roth has denied the accusation.",
    "Lasker pleaded guilty in March.",
    "Maria Lasker, the sister of Otto Lind, sold her shares to Roth.",
    # negation and modality
    "The cuts would affect pilots.",
    "The cuts will affect pilots, Feld said.",
    "Lasker has not denied the accusation.",
    "Roth did not plead guilty in March.",
    "The government of Tarn will lend the airline up to 200 million euros.",
    "The government of Tarn may not lend the airline up to 200 million euros.",
    "Ivo Lasker and Dina Roth hid debts from investors.",
    "Brask Airways may cut 1,250 of its 9,800 jobs.",
    "Brask Airways cut 1,250 of its 9,800 jobs.",
    "Brask Airways will not cut 1,250 jobs.",
    # direction and comparison
    "Ticket prices fell between 8% and 12%.",
    "The fuel tax was cut by 1.5 percentage points.",
    "Feld earned more than her predecessor Otto Lind.",
    "The runway was closed before the storm.",
    "The pilots' union accepted the plan.",
    "Ticket prices rose before the fuel tax was raised.",
    "The runway was opened after the storm.",
    # who said it
    "The pilots' union said the cuts would not affect pilots.",
    "According to Feld, the runway was closed after the storm.",
    "Nora Feld called the plan “reckless”.",
    # nothing of the kind
    "The airline was founded in Tarn.",
    "Feld has resigned.",
    "The strike at Stenby airport ended.",
]
TRUE = [
    "Brask Airways will cut 1,250 jobs by the end of June.",
    "Brask Airways will cut 1250 of its 9800 jobs.",
    "Chief executive Nora Feld said on Monday that Brask Airways will cut 1,250 jobs.",
    "Feld said on May 13 that Brask Airways will cut 1,250 jobs.",
    "Brask Airways will cut 1,250 jobs by the end of June 2024.",
    "The airline lost €340 million last year.",
    "The airline lost 340 million euros in 2023.",
    "The airline lost twice as much as in 2022.",
    "Feld said the cuts wouldn't affect pilots.",
    "The pilots' union rejected the plan as “reckless”.",
    "The union of the pilots rejected the plan.",
    "Ivo Lasker and Dina Roth are suspected of hiding debts from investors.",
    "2 former directors are suspected of hiding debts from investors.",
    "Ivo Lasker is suspected of hiding debts from investors.",
    "Lasker has denied the accusation.",
    "Mr. Lasker has denied the accusation.",
    "Roth pleaded guilty in March.",
    "Dina Roth pleaded guilty in March.",
    "Roth pleaded guilty in March 2024.",
    "Ticket prices rose between 8 percent and 12 percent.",
    "Ticket prices rose between 8 and 12%.",
    "Ticket prices increased between 8% and 12%.",
    "The fuel tax was raised by 1.5 percentage points.",
    "The government of Tarn may lend the airline up to 200 million euros.",
    "Tarn's government may lend the airline up to €200m.",
    "If Parliament agrees, the government of Tarn may lend the airline up to 200 million euros.",
    "Passengers waited for more than 7 hours at Stenby airport.",
    "All but three flights were cancelled at Stenby airport.",
    "The runway was closed after the storm, according to the regulator.",
    "The regulator said the runway was closed after the storm.",
    "Maria Lasker sold her shares to Roth for $3.2 million in 2019.",
    "Maria Lasker sold her shares to Dina Roth for 3.2 million dollars in 2019.",
    "Maria Lasker is the sister of Ivo Lasker.",
    "The regulator fined the airline for the 2nd time in 5 years.",
    "Feld joined the airline in 2018.",
    "Nora Feld joined the airline in 2018.",
    "Feld earned less than Otto Lind.",
    "Feld earned less than her predecessor.",
]


@pytest.mark.parametrize("wording", list(Wording))
@pytest.mark.parametrize("text", FALSE)
def test_a_false_claim_is_refused(text, wording):
    assert not is_shown(text, wording)


@pytest.mark.parametrize("wording", list(Wording))
@pytest.mark.parametrize("text", TRUE)
def test_a_true_claim_is_shown(text, wording):
    assert is_shown(text, wording)
