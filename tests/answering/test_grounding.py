import re
import time

import pytest
from harbour_evidence import EVIDENCE, HARBOUR, LIBRARY, article, numbered
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.answering.grounding import ground
from rag.domain import AnswerDraft, DraftClaim, Verdict


def judge(text, *cited, speaker=None, evidence=EVIDENCE):
    draft = AnswerDraft(claims=(DraftClaim(text=text, sentences=cited, speaker=speaker),))
    grounded = ground(draft, evidence)
    return (grounded.claims or grounded.rejected)[0]


def is_shown(text, *cited, speaker=None):
    return judge(text, *cited, speaker=speaker).verdict in (Verdict.SUPPORTED, Verdict.RE_CITED)


WRONG = [
    # a changed figure
    ("Freight fees will rise by 6% from July.", 1),
    ("Freight fees will rise by 50% from July.", 1),
    ("Freight fees will rise by 0.5% from July.", 1),
    ("Freight fees will rise to 5% from July.", 1),
    ("Marrin met Odell for eight hours.", 2),
    ("Marrin met Odell for 90 hours.", 2),
    ("The new quay cost $1.3 billion.", 4),
    ("The new quay employs 3,500 people.", 4),
    ("The new quay employs 34,000 people.", 4),
    ("Coal exports rose from 12% to 16% of trade.", 9),
    ("Coal exports rose from 15% to 12% of trade.", 9),
    ("The port has six main worries.", 10),
    ("More than 600 homes lost power after the storm.", 11),
    ("Orran plans to buy three ferries from Japan.", 15),
    ("Tarn opened a library with 4,000 books.", 17),
    ("eight hours", 2),
    ("6%", 1),
    # a changed unit or scale, a changed bound
    ("Freight fees will rise by 5 percentage points from July.", 1),
    ("Freight fees will rise by $5 from July.", 1),
    ("Marrin met Odell for nine days.", 2),
    ("Marrin met Odell for nine minutes.", 2),
    ("The new quay cost $1.2 million.", 4),
    ("The new quay cost $1.2 trillion.", 4),
    ("The new quay cost €1.2 billion.", 4),
    ("The new quay cost 1.2 billion yuan.", 4),
    ("The new quay employs 3,400 robots.", 4),
    ("Fewer than 500 homes lost power after the storm.", 11),
    ("500 homes lost power after the storm.", 11),
    ("Hundreds of homes lost power after the storm.", 11),
    ("The Harbour Trade Council may open a third office in Casper Bay next month.", 6),
    # a changed date
    ("Freight fees will rise by 5% from June.", 1),
    ("Port officials said on Wednesday that freight fees will rise.", 1),
    ("It was the first visit by an Orran envoy since 2017.", 2),
    ("Jonas Reth visited the shipyard on March 5.", 7),
    ("Jonas Reth visited the shipyard on April 4.", 7),
    ("Jonas Reth visited the shipyard on March 4, 2023.", 7),
    ("The Harbour Trade Council may open a second office in Casper Bay last month.", 6),
    ("The Harbour Trade Council may open a second office in Casper Bay next year.", 6),
    ("Tarn opened a library with 40,000 books in 2020.", 17),
    ("2017", 2),
    # a swapped name
    ("Finance Minister Ilse Marrin met Jonas Reth for nine hours.", 2),
    ("Petra Lund met Tomas Odell for nine hours.", 2),
    ("Mira Odell met Marrin for nine hours.", 2),
    ("Mira Marrin denied delaying the rail link.", 5),
    ("Odell denied delaying the rail link.", 5),
    ("Odell visited the shipyard on March 4.", 7),
    ("The Harbour Trade Council may open a second office in Casper Cove.", 6),
    ("The Harbour Trade Council may open a second office in Velland next month.", 6),
    ("The Fishing Trade Council may open a second office in Casper Bay.", 6),
    ("Velland plans to buy two ferries from Japan.", 15),
    ("Orran plans to buy two ferries from China.", 15),
    ("Orran plans to buy two ferries from South Korea.", 15),
    ("Marrin sued Reth over the unpaid dues.", 16),
    ("Odell sued Marrin over the unpaid dues.", 16),
    ("Tomas Odell runs the ferry museum.", 13),
    ("Vladimir Antonov runs the ferry museum.", 13),
    ("The city of Velland opened a library with 40,000 books in 2021.", 17),
    ("Casper Cove", 6),
    # a dropped or added negation
    ("Odell visited the shipyard.", 7),
    ("Union leaders said a higher levy means better pay.", 8),
    ("A higher levy means better pay.", 8),
    ("better pay", 8),
    ("Freight fees will not rise from July.", 1),
    ("Jonas Reth did not visit the shipyard on March 4.", 7),
    ("The library still lends maps.", 19),
    ("The library lends maps.", 19),
    ("The library opened on time.", 18),
    ("The council did not approve the tunnel plan.", 14),
    ("The new quay never employed 3,400 people.", 4),
    # a changed modality
    ("The Harbour Trade Council will open a second office in Casper Bay next month.", 6),
    ("The Harbour Trade Council opened a second office in Casper Bay.", 6),
    ("Marrin delayed the rail link.", 5),
    ("Marrin did not delay the rail link.", 5),
    ("Marrin admitted delaying the rail link.", 5),
    ("Orran will buy two ferries from Japan.", 15),
    ("Orran bought two ferries from Japan.", 15),
    ("Orran is considering buying two ferries from Japan.", 15),
    ("Freight fees may rise by 5% from July.", 1),
    ("Freight fees rose by 5% from July.", 1),
    ("Mira Odell may run the ferry museum.", 13),
    # a changed direction
    ("Freight fees will fall by 5% from July.", 1),
    ("Coal exports fell from 12% to 15% of trade.", 9),
    ("Grain exports rose.", 9),
    ("Coal imports rose from 12% to 15% of trade.", 9),
    ("The council rejected the tunnel plan before the vote.", 14),
    ("The council approved the tunnel plan after the vote.", 14),
    ("Orran plans to sell two ferries from Japan.", 15),
    ("More than 500 homes lost power before the storm.", 11),
    ("Silt lies in the South Channel.", 10),
    # a swapped speaker
    ("Union leaders said that freight fees will rise by 5% from July.", 1),
    ("Marrin told Odell that the two ports need a joint timetable.", 3),
    ("Port officials said a higher levy does not mean better pay.", 8),
    ("According to the police, more than 500 homes lost power after the storm.", 11),
    ("“We are preparing for a strike,” a port official told reporters.", 12),
    ("Marrin said the new quay cost $1.2 billion.", 4),
    # nothing of the kind in the sources
    ("The Velland Rovers won the cup.", 1),
    ("Reth resigned over the dispute.", 16),
    ("The envoy praised the ferry museum's new roof.", 13),
    ("The library was paid for by a lottery.", 17),
    ("Freight fees will rise because the storm damaged every crane.", 1),
    ("An F-16 flew over the new quay.", 4),
    ("", 1),
    ("…", 1),
]

HONEST = [
    ("Marrin met Odell for 9 hours.", 2),
    ("Ilse Marrin met Tomas Odell for nine hours.", 2),
    ("Mr. Odell and Ms. Marrin met for nine hours.", 2),
    ("It was the first visit by an envoy from Orran since 2018.", 2),
    ("The new quay cost 1.2 billion dollars.", 4),
    ("The new quay cost $1.2bn.", 4),
    ("The quay cost US$1,200,000,000.", 4),
    ("The new quay employs 3400 people.", 4),
    ("The quay, which employs 3,400 people, cost $1.2 billion.", 4),
    ("Freight fees will rise by 5 percent from July.", 1),
    ("Freight fees will go up by 5% from July.", 1),
    ("From July, freight fees in Velland will rise by five per cent.", 1),
    ("Port officials said on Thursday that freight fees will rise.", 1),
    ("Officials at the port said freight fees will rise by 5%.", 1),
    ("Port officials said on March 14 that freight fees will rise by 5%.", 1),
    ("Odell told Marrin that the two ports need a joint timetable.", 2, 3),
    ("Marrin denied that she delayed the rail link.", 5),
    ("Marrin denied delaying the rail link", 5),
    ("The HTC may open a second office in Casper Bay.", 6),
    ("The Harbour Trade Council might open a second office in Casper Bay in April.", 6),
    ("The Harbour Trade Council may open a 2nd office in Casper Bay next month.", 6),
    ("Jonas Reth visited the shipyard on March 4.", 7),
    ("Reth visited the shipyard in March.", 7),
    ("Odell didn't visit the shipyard.", 7),
    ("On March 4, Jonas Reth visited the shipyard.", 7),
    ("Union leaders said a higher levy doesn't mean better pay.", 8),
    ("A higher levy does not mean better pay, union leaders said.", 8),
    ("Coal exports rose to 15% of trade.", 9),
    ("Coal exports climbed from 12 percent to 15 percent of trade.", 9),
    ("Grain exports fell.", 9),
    ("Grain exports fell while coal exports rose.", 9),
    ("More than 500 homes lost power after the storm.", 11),
    ("At least 500 homes lost power after the storm.", 11),
    ("According to the fire service, more than 500 homes lost power.", 11),
    ("A senior union official said they are preparing for a strike.", 12),
    ("Mira Odell runs the ferry museum.", 13),
    ("The council approved the tunnel plan before the vote.", 14),
    ("The vote came after the council approved the tunnel plan.", 14),
    ("Orran plans to buy 2 Japanese ferries.", 15),
    ("Reth sued Marrin over unpaid dues.", 16),
    ("Tarn opened a library with 40,000 books in 2021.", 17),
    ("The library did not open on time.", 18),
    ("Lund said the library failed to open on time.", 18),
    ("The library no longer lends maps.", 19),
    ("The new quay cost $1.2 billion, and Marrin denied delaying the rail link.", 4, 5),
    # words alone, as a small model answers
    ("nine hours", 2),
    ("9 hours", 2),
    ("2018", 2),
    ("since 2018", 2),
    ("Casper Bay", 6),
    ("$1.2 billion", 4),
    ("Jonas Reth", 7),
    ("March 4", 7),
    ("5%", 1),
    ("night traffic, unpaid dues, smuggled fuel", 10),
    ("the fire service", 11),
    ("from Japan", 15),
]


@pytest.mark.parametrize(("text", "cited"), WRONG)
def test_a_wrong_claim_is_not_shown(text, cited):
    outcome = judge(text, cited)
    assert outcome.verdict not in (Verdict.SUPPORTED, Verdict.RE_CITED)
    assert outcome.reason


@pytest.mark.parametrize("case", HONEST, ids=lambda case: case[0])
def test_an_honest_claim_is_shown(case):
    text, *cited = case
    outcome = judge(text, *cited)
    assert outcome.verdict is Verdict.SUPPORTED, outcome


@pytest.mark.parametrize("item", EVIDENCE, ids=lambda item: str(item.number))
def test_a_copied_sentence_is_supported_by_itself(item):
    outcome = judge(item.sentence.text, item.number)
    assert outcome.verdict is Verdict.SUPPORTED
    assert [citation.quote for citation in outcome.citations] == [item.sentence.text]


@pytest.mark.parametrize(
    ("text", "cited", "reason"),
    [
        ("Freight fees will rise by 6% from July.", 1, "source says by 5%, claim says by 6%"),
        (
            "The Harbour Trade Council will open a second office in Casper Bay.",
            6,
            "the source says “may”, the claim says “will”",
        ),
        ("Xenia Morse sued Marrin over the unpaid dues.", 16, "the source does not mention Xenia Morse"),
        ("Jonas Reth visited the shipyard on March 5.", 7, "source says March 4, claim says March 5"),
        ("Odell visited the shipyard.", 7, "the source says “not”, the claim leaves it out"),
        ("Grain exports rose.", 9, "the source says “fell”, the claim says “rose”"),
        ("Tourists said a higher levy does not mean better pay.", 8, "in the source Union leaders says it"),
    ],
)
def test_the_reason_gives_the_values(text, cited, reason):
    outcome = judge(text, cited)
    assert reason in outcome.reason


def test_a_changed_value_is_a_contradiction():
    assert judge("Freight fees will rise by 6% from July.", 1).verdict is Verdict.CONTRADICTED


def test_a_claim_from_nowhere_is_not_found():
    assert judge("The Velland Rovers won the cup.").verdict is Verdict.NOT_FOUND


def test_a_wrong_citation_is_replaced():
    outcome = judge("The new quay cost $1.2 billion.", 7)
    assert outcome.verdict is Verdict.RE_CITED
    assert [citation.quote for citation in outcome.citations] == [EVIDENCE[3].sentence.text]


def test_a_quote_of_another_article_is_cited_from_there():
    outcome = judge("The library no longer lends maps.", 4)
    assert outcome.verdict is Verdict.RE_CITED
    assert outcome.citations[0].article_id == LIBRARY.article_id


def test_a_sentence_number_that_does_not_exist_is_not_trusted():
    assert judge("The new quay cost $1.2 billion.", 99).verdict is Verdict.RE_CITED
    refused = judge("The new quay cost $1.3 billion.", 99)
    assert "there is no sentence 99" in refused.reason


def test_no_evidence_carries_nothing():
    outcome = judge("The new quay cost $1.2 billion.", 1, evidence=())
    assert outcome.verdict is Verdict.NOT_FOUND


def test_citations_are_the_fewest_that_carry_the_claim():
    outcome = judge("The new quay cost $1.2 billion.", 2, 4, 5, 9)
    assert [citation.quote for citation in outcome.citations] == [EVIDENCE[3].sentence.text]


def test_a_pronoun_is_carried_with_the_sentence_that_names_it():
    outcome = judge("Odell told Marrin that the two ports need a joint timetable.", 3)
    assert outcome.verdict is Verdict.RE_CITED
    assert [citation.quote for citation in outcome.citations] == [
        item.sentence.text for item in EVIDENCE[1:3]
    ]


def test_citations_come_in_reading_order():
    outcome = judge("Marrin denied delaying the rail link, and the new quay cost $1.2 billion.", 5, 4)
    assert [citation.start for citation in outcome.citations] == [
        EVIDENCE[3].sentence.start,
        EVIDENCE[4].sentence.start,
    ]


def test_two_sentences_do_not_lend_each_other_a_subject():
    texts = ("Yara Quist visited Paris.", "Bo Holm visited Rome.")
    evidence = numbered(texts, article("trip", "", texts, None))
    assert judge("Yara Quist visited Rome.", 1, 2, evidence=evidence).verdict is not Verdict.SUPPORTED


# --- who said it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cited", "speaker"),
    [
        ("Freight fees will rise by 5% from July.", 1, "Port officials in Velland"),
        ("A higher levy does not mean better pay.", 8, "Union leaders"),
        ("More than 500 homes lost power after the storm.", 11, "the fire service"),
        (
            "“We are preparing for a strike,” a senior union official told reporters.",
            12,
            "a senior union official",
        ),
        ("night traffic", 10, "Marrin’s advisers"),
        ("The library did not open on time.", 18, "Petra Lund"),
    ],
)
def test_a_reported_statement_keeps_its_speaker(text, cited, speaker):
    claim = judge(text, cited)
    assert claim.attribution.speaker == speaker
    span = claim.attribution.citation
    source = {item.article_id: item for item in (HARBOUR, LIBRARY)}[span.article_id]
    assert source.text[span.start : span.end] == span.quote == speaker


def test_a_plain_statement_has_no_speaker():
    assert judge("The new quay cost $1.2 billion.", 4).attribution is None


@pytest.mark.parametrize(
    ("speaker", "verdict"),
    [
        ("Union leaders", Verdict.SUPPORTED),
        ("union leaders", Verdict.SUPPORTED),
        ("Port officials", Verdict.CONTRADICTED),
        ("Marrin", Verdict.CONTRADICTED),
    ],
)
def test_the_speaker_beside_a_claim_is_checked(speaker, verdict):
    assert judge("A higher levy does not mean better pay.", 8, speaker=speaker).verdict is verdict


def test_a_copied_sentence_with_another_speaker_is_refused():
    outcome = judge("Union leaders said a higher levy does not mean better pay.", 8, speaker="Marrin")
    assert outcome.verdict is Verdict.CONTRADICTED


def test_a_bare_figure_is_not_looked_for_in_other_sentences():
    assert not is_shown("2", 2)


# --- properties -------------------------------------------------------------------------------------------


@given(st.sampled_from(HONEST), st.integers(0, 10**6))
def test_any_other_figure_is_refused(case, figure):
    text, *cited = case
    found = list(re.finditer(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d(?!\w)", text))
    assume(found)
    place = found[figure % len(found)]
    value = float(place.group().replace(",", "").rstrip("."))
    assume(figure != value and not 1500 <= figure <= 2100)  # "March 2024" is coarser than March 14, not wrong
    changed = f"{text[: place.start()]}{figure}{text[place.end() :]}"
    allowed = {12, 15} if "Coal" in text else set()
    assume(figure not in allowed)
    assert not is_shown(changed, *cited), changed


@given(
    st.text(max_size=80),
    st.lists(st.integers(-3, 30), max_size=4),
    st.one_of(st.none(), st.text(max_size=20)),
)
def test_any_text_gets_a_verdict(text, cited, speaker):
    draft = AnswerDraft(claims=(DraftClaim(text=text, sentences=tuple(cited), speaker=speaker),))
    grounded = ground(draft, EVIDENCE)
    assert len(grounded.claims) + len(grounded.rejected) == 1
    for claim in grounded.claims:
        for citation in claim.citations:
            source = HARBOUR if citation.article_id == HARBOUR.article_id else LIBRARY
            assert source.text[citation.start : citation.end] == citation.quote


@given(st.text(min_size=1, max_size=80).filter(lambda text: any(c.isalnum() for c in text)))
def test_any_sentence_carries_its_own_copy(text):
    evidence = numbered((text,), article("any", "", (text,), None))
    assert judge(text, 1, evidence=evidence).verdict is Verdict.SUPPORTED


def test_a_claim_is_judged_in_milliseconds():
    claims = tuple(DraftClaim(text=text, sentences=(cited,)) for text, cited in WRONG)
    started = time.perf_counter()
    ground(AnswerDraft(claims=claims), EVIDENCE)
    assert (time.perf_counter() - started) / len(claims) < 0.05
