"""Words put in the place of others: claim and source run alike but for one."""

import pytest

from rag.answering.grounding.facts import facts_of
from rag.answering.grounding.slots import alikeness, slot_clash

SOURCE = (
    "The new ferry carried fifteen passengers to Stenby for the last few months, but it did not stop at"
    " the inner quay."
)
OTHER = [
    ("The old ferry carried fifteen passengers to Stenby for the last few months.", "new"),
    ("The new ferry carried twenty passengers to Stenby for the last few months.", "fifteen"),
    ("The new ferry carried fifteen passengers to Aldby for the last few months.", "Stenby"),
    ("The new ferry carried fifteen passengers to Stenby for the last few years.", "months"),
    ("The new ferry did not carry fifteen passengers to Stenby for the last few months.", "not"),
    ("The new ferry carried fifteen passengers to Stenby, but it did stop at the inner quay.", "not"),
    ("The new ferry carried fifteen passengers to Stenby, but it did not stop at the outer quay.", "inner"),
]
SAME = [
    "The new ferry carried 15 passengers to Stenby for the last few months.",
    "The new ferry brought fifteen passengers to Stenby for the last few months.",
    "The new ferry carried fifteen passengers to Stenby, but it didn't stop at the inner quay.",
    "The new ferry carried passengers to Stenby for the last few months.",
    "Nothing of the kind was ever written here.",
]


@pytest.mark.parametrize(("claim", "said"), OTHER)
def test_a_word_in_the_place_of_another_is_named_with_it(claim, said):
    clash = slot_clash(facts_of(claim, None), facts_of(SOURCE, None), {})
    assert clash is not None
    assert said in clash


@pytest.mark.parametrize("claim", SAME)
def test_another_form_or_another_wording_is_no_clash(claim):
    assert slot_clash(facts_of(claim, None), facts_of(SOURCE, None), {}) is None


def test_texts_that_do_not_run_alike_are_not_aligned():
    source = facts_of(SOURCE, None)
    assert alikeness(source, source) == 1.0
    assert alikeness(facts_of("Aldby has a quay.", None), source) == 0.0
    assert alikeness(facts_of("", None), source) == 0.0
