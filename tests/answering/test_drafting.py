from drafted import budget, evidence

from rag.answering.drafting import Drafting, Ending, Outcome
from rag.domain import DraftClaim
from rag.errors import ModelFailed


class Scripted:
    """A drafter that says these claims and ends so."""

    def __init__(self, *texts, outcome=Outcome.COMPLETE, error=None):
        self._texts, self._outcome, self._error = texts, outcome, error
        self.was_asked = False

    def draft(self, question, evidence, budget):
        self.was_asked = True
        for text in self._texts:
            yield DraftClaim(text=text)
        if self._error is not None:
            raise self._error
        return Ending(outcome=self._outcome)


def drafting(*drafters, last=None):
    return Drafting(drafters, "?", evidence(), budget(), last=last)


def texts(drafts, *, shown=()):
    said = []
    for claim in drafts:
        said.append(claim.text)
        if claim.text in shown:
            drafts.keep()
    return said


def test_the_first_draft_that_ends_well_is_the_draft():
    second = Scripted("b")
    drafts = drafting(Scripted("a"), second)
    assert texts(drafts) == ["a"]
    assert not second.was_asked


def test_a_draft_that_fails_is_followed_by_the_next():
    drafts = drafting(Scripted(outcome=Outcome.REFUSED), Scripted("b"))
    assert texts(drafts) == ["b"]
    assert drafts.ending.outcome is Outcome.COMPLETE


def test_a_draft_that_fails_after_a_claim_was_shown_is_not_replaced():
    drafts = drafting(Scripted("a", error=ModelFailed("the line was cut")), Scripted("b"), last=Scripted("c"))
    assert texts(drafts, shown="a") == ["a"]
    assert (drafts.ending.outcome, drafts.ending.detail) == (Outcome.FAILED, "the line was cut")


def test_a_draft_that_fails_after_claims_that_did_not_hold_is_replaced():
    drafts = drafting(Scripted("a", outcome=Outcome.FILTERED), Scripted("b"))
    assert texts(drafts) == ["a", "b"]


def test_what_was_cut_off_counts_if_it_held_a_claim():
    assert texts(drafting(Scripted("a", outcome=Outcome.CUT_OFF), last=Scripted("c"))) == ["a"]
    assert texts(drafting(Scripted(outcome=Outcome.CUT_OFF), last=Scripted("c"))) == ["c"]


def test_where_all_fail_the_last_resort_says_what_it_stands_for():
    drafts = drafting(Scripted(error=ModelFailed("gone")), last=Scripted("c"))
    assert texts(drafts, shown="c") == ["c"]
    assert (drafts.ending.outcome, drafts.ending.instead_of) == (Outcome.COMPLETE, "gone")


def test_a_last_resort_of_which_nothing_holds_leaves_the_failure():
    drafts = drafting(Scripted(outcome=Outcome.REFUSED), last=Scripted("c"))
    assert texts(drafts) == ["c"]
    assert (drafts.ending.outcome, drafts.ending.instead_of) == (Outcome.REFUSED, "")
