"""Claims in words of their own: every fact has to stand in the article, and most of the words by weight."""

import pytest
from harbour_evidence import EVIDENCE
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.grounding import Wording, ground
from rag.answering.grounding.covering import CountedSentences, covered_share
from rag.answering.grounding.facts import facts_of
from rag.domain import AnswerDraft, DraftClaim, Verdict


def judge(text, *, evidence=EVIDENCE):
    grounded = ground(AnswerDraft(claims=(DraftClaim(text=text),)), evidence, wording=Wording.FREE)
    return (grounded.claims or grounded.rejected)[0]


CARRIED = [
    "The port of Velland, where a new quay cost $1.2 billion, wants higher freight fees from July.",
    "Marrin and Odell spoke for nine hours when the envoy came to see her.",
    "In Tarn, a library holding 40,000 books was opened by the city in 2021.",
]
NOT_CARRIED = [
    ("The port of Velland, where a new quay cost $1.4 billion, wants higher freight fees from July.", "1.4"),
    ("Marrin and Reth spoke for nine hours when the envoy came to see her in Brask.", "Brask"),
    ("In Tarn, a library holding 40,000 books was opened by the city in 2019.", "2019"),
]
TURNED = [
    ("Finance Minister Ilse Marrin met Orran’s envoy Jonas Reth for nine hours.", "Reth"),
    ("The council approved the tunnel plan after the vote.", "before"),
    ("Marrin’s advisers said the port has six main worries.", "five"),
]


@pytest.mark.parametrize("text", CARRIED)
def test_a_claim_in_other_words_is_carried_by_sentences_together(text):
    claim = judge(text)
    assert claim.verdict is Verdict.SUPPORTED
    assert 1 <= len(claim.citations) <= 3


@pytest.mark.parametrize(("text", "lacking"), NOT_CARRIED)
def test_a_fact_that_stands_nowhere_is_named(text, lacking):
    rejected = judge(text)
    assert rejected.verdict in (Verdict.PARTLY_SUPPORTED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
    assert lacking in rejected.reason


@pytest.mark.parametrize(("text", "said"), TURNED)
def test_a_sentence_that_says_otherwise_in_the_same_words_settles_it(text, said):
    rejected = judge(text)
    assert rejected.verdict is Verdict.CONTRADICTED
    assert said in rejected.reason
    assert len(rejected.citations) == 1


def test_what_no_article_speaks_of_is_not_found():
    assert judge("Whales were seen off the coast of Brask.").verdict is Verdict.NOT_FOUND
    assert judge("Whales were seen off the coast.", evidence=()).verdict is Verdict.NOT_FOUND


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text):
    assert judge(text).verdict in Verdict


def test_sentences_are_chosen_for_what_they_add():
    lines = ("The quay cost much.", "The quay cost much money.", "The ferry sank.", "It rained.")
    article = CountedSentences([facts_of(line, None) for line in lines])
    claim = facts_of("The quay cost much money and the ferry sank.", None)
    cover = article.cover(claim, most=2)
    assert set(cover.places) == {1, 2}
    assert covered_share(claim, [article.sentences[at] for at in cover.places], cover.weights) == 1.0


def test_a_rare_word_weighs_more_than_a_frequent_one():
    article = CountedSentences([facts_of(line, None) for line in ("The port grew.", "The port has silt.")])
    weights = article.cover(facts_of("The port has silt and whales.", None), most=3).weights
    assert weights["port"] < weights["silt"] < weights["whale"]
