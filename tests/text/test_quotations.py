import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We won,” said Odell. “All of it.”", ["We won,", "All of it."]),
        ('"We won," said Odell. "All of it."', ["We won,", "All of it."]),
        ("«We won», said Odell.", ["We won"]),
        ("„We won,“ said Odell.", []),  # the German closing mark is the English opening one
        ("‘We won’t go,’ said the workers’ leader. ‘Not now.’", ["We won’t go,", "Not now."]),
        ("'We are the dockers' union,' he said.", ["We are the dockers' union,"]),
        ("He called it “a ‘bad’ deal”.", ["a ‘bad’ deal", "bad"]),
        ("\"All of 'the lot' of it,\" he said.", ["All of 'the lot' of it,", "the lot"]),
        ("The workers' union said it won't go.", []),
        ("rock 'n' roll of the '90s", []),
        ('A board of 5\'10" and an open "mark', []),
        ("“”", []),
    ],
)
def test_quotations(text, quoted):
    assert [text[found.inner_start : found.inner_end] for found in find_quotations(text)] == quoted


def test_depth_counts_the_quotations_around():
    assert [found.depth for found in find_quotations("“She told me ‘go ”home“’.”")][:1] == [0]
    assert [found.depth for found in find_quotations("He called it “a ‘bad’ deal”.")] == [0, 1]


@pytest.mark.parametrize("mark", ["“", '"', "‘"])
def test_a_quotation_left_open_runs_on_in_the_next_paragraph(mark):
    close = {"“": "”", '"': '"', "‘": "’"}[mark]
    text = f"{mark}One.\n\n{mark}Two.\n\n{mark}Three,{close} said Odell."
    found = find_quotations(text)
    assert [text[q.inner_start : q.inner_end] for q in found] == ["One.", "Two.", "Three,"]
    assert [q.continues for q in found] == [False, True, True]


def test_an_open_mark_that_the_next_paragraph_does_not_repeat_quotes_nothing():
    assert find_quotations("He said “one thing.\n\nAnd then another.”") == []


@given(st.text(alphabet="ab .,\n'\"“”‘’«»„s", max_size=80))
def test_spans_fit_and_are_ordered(text):
    found = find_quotations(text)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(q.start < q.inner_start < q.inner_end <= q.end <= len(text) for q in found)
    assert all("\n" not in text[q.start : q.end] for q in found)
