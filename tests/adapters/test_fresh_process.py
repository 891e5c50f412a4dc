import pytest

from rag.adapters.fresh_process import run_afresh


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("import json, sys; assert json.load(sys.stdin) == {'a': [1, 'é']}", None),
        ("import sys; sys.stderr.write('one\\ntwo\\n'); sys.exit(3)", "two"),
        ("import sys; sys.exit(3)", "it ended with code 3"),
        ("raise ValueError('why')", "ValueError: why"),
    ],
)
def test_a_program_that_fails_says_why(program, failure):
    assert run_afresh(program, {"a": [1, "é"]}) == failure
