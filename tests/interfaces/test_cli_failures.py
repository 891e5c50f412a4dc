"""What a failing command prints and returns."""

from __future__ import annotations

import pytest

from rag import errors
from rag.interfaces.cli.failures import report


def every_error() -> list[type[errors.NewsdeskError]]:
    found = [errors.NewsdeskError]
    for kind in found:
        # adapters have kinds of their own, made from other arguments, if they happen to be imported
        found.extend(child for child in kind.__subclasses__() if child.__module__ == errors.__name__)
    return found


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_of_ours_is_one_line_and_its_own_code(
    kind: type[errors.NewsdeskError], capsys: pytest.CaptureFixture[str]
) -> None:
    code = report(kind("The file\nx.txt \x1b[31m is gone."), verbose=False)
    assert code == kind.exit_code
    assert capsys.readouterr().err == "newsdesk: The file x.txt \\x1b[31m is gone.\n"


def test_anything_else_is_owned_up_to_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(KeyError("shelf"), verbose=False) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "this is a bug in newsdesk: KeyError: 'shelf'" in said
    assert "-v" in said


def test_verbose_adds_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as caught:
        {}["shelf"]
    assert report(caught.value, verbose=True) == 1
    said = capsys.readouterr().err
    assert said.startswith("Traceback")
    assert said.splitlines()[-1].startswith("newsdesk: ")


def test_an_interrupt_is_calm(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(KeyboardInterrupt(), verbose=False) == 130
    assert capsys.readouterr().err == "newsdesk: stopped; what was done until now is kept.\n"
