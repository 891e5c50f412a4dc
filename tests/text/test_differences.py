import time

from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Difference
from rag.text.differences import compare

OLD = "The council met. The cost is $14 million. Nobody objected. The mayor left.\n\nWork begins soon."
NEW = "The council met. The cost is $16 million. Two members objected to it, loudly. Work begins soon. Rain."


def test_sentences_are_added_removed_and_changed():
    changes, unchanged = compare(OLD, NEW)
    assert unchanged == 2
    assert [(change.kind, change.before, change.after) for change in changes] == [
        (Difference.CHANGED, "The cost is $14 million.", "The cost is $16 million."),
        (Difference.ADDED, None, "Two members objected to it, loudly."),
        (Difference.REMOVED, "Nobody objected.", None),
        (Difference.REMOVED, "The mayor left.", None),
        (Difference.ADDED, None, "Rain."),
    ]
    assert [(word.kind, word.text) for word in changes[0].words] == [
        (Difference.SAME, "The cost is $"),
        (Difference.REMOVED, "14"),
        (Difference.ADDED, "16"),
        (Difference.SAME, " million."),
    ]


def test_the_same_text_has_no_changes():
    assert compare(OLD, OLD) == ((), 5)


def test_a_rewritten_book_takes_seconds():
    started = time.perf_counter()
    one = " ".join(f"The number {number} is here." for number in range(2_000))
    other = " ".join(f"We see a figure of {number * 7} today." for number in range(2_000))
    changes, _ = compare(one, other)
    assert changes
    assert time.perf_counter() - started < 10


SENTENCES = st.lists(
    st.sampled_from(["One is here.", "One was here.", "Two left.", "Three came by.", "No."]), max_size=8
)


@given(SENTENCES, SENTENCES)
def test_changes_lead_from_one_text_to_the_other(old, new):
    changes, unchanged = compare(" ".join(old), " ".join(new))
    gone = [change.before for change in changes if change.before is not None]
    come = [change.after for change in changes if change.after is not None]
    assert len(old) == unchanged + len(gone)
    assert len(new) == unchanged + len(come)
    assert sorted([*old, *come]) == sorted([*new, *gone])
    for change in changes:
        if change.kind is Difference.CHANGED:
            kept = [word for word in change.words if word.kind is not Difference.ADDED]
            assert "".join(word.text for word in kept) == change.before
            kept = [word for word in change.words if word.kind is not Difference.REMOVED]
            assert "".join(word.text for word in kept) == change.after
