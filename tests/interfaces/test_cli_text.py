"""What a person reads: safe to print whatever an article contains, and complete."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import (
    Answer,
    Attribution,
    CheckedCitation,
    Citation,
    Claim,
    Conflict,
    ConflictPosition,
    Hit,
    ModelInfo,
    PromptInfo,
    Ranks,
    Reason,
    RejectedClaim,
    Searched,
    SearchResult,
    SecondOpinion,
    Status,
    Usage,
    Verdict,
    Verification,
)
from rag.interfaces.cli.answer_text import show_answer, show_as_it_comes, show_hits, show_verification
from rag.interfaces.cli.moments import read_as_of, read_time_range
from rag.interfaces.cli.safe_text import neutral, neutral_json, one_line
from rag.interfaces.cli.screen import Screen, count, day, duration, size

NOON = datetime(2023, 10, 27, 12, tzinfo=UTC)


def citation(quote: str, *, title: str = "Talks", publisher: str | None = "Harbour Courier") -> Citation:
    return Citation(
        article_id="talks",
        content_sha256="0" * 64,
        start=0,
        end=len(quote),
        quote=quote,
        title=title,
        publisher=publisher,
        published_at=NOON,
    )


def answer(**changes: object) -> Answer:
    fields: dict[str, object] = {
        "question": "How long were the talks?",
        "status": Status.ANSWERED,
        "claims": (
            Claim(
                text="Nine hours", verdict=Verdict.SUPPORTED, citations=(citation("They took nine hours."),)
            ),
        ),
        "searched": Searched(query="talks", as_of=NOON, articles=7, hits=3),
        "model": ModelInfo(provider="local", name="qwen", chosen_because="no key is set"),
        "usage": Usage(seconds={"search": 0.25, "draft": 12.0}),
        "created_at": NOON,
    }
    return Answer(**{**fields, **changes})  # type: ignore[arg-type]  # pydantic checks them


def printed(capsys: pytest.CaptureFixture[str], shown: Answer, *, rejected: bool = False) -> str:
    show_answer(Screen(), shown, rejected=rejected)
    return capsys.readouterr().out


def test_a_second_opinion_is_told_with_what_it_could_not_say(capsys: pytest.CaptureFixture[str]) -> None:
    opinion = SecondOpinion(
        model=ModelInfo(provider="openai", name="gpt-x"),
        prompt=PromptInfo(name="judge", version=1, sha256="0" * 64),
        judged=3,
        lowered=1,
        failures=("It did not answer.",),
    )
    show_answer(Screen(), answer(second_opinion=opinion), rejected=False)
    shown = capsys.readouterr().out
    assert "Second reading by gpt-x: 3 claims, 1 taken away." in shown
    assert "It had no say on other claims: It did not answer." in shown


def test_an_answer_shows_claim_quote_source_search_and_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, answer()).splitlines() == [
        " 1. Nine hours",
        "    “They took nine hours.”",
        "    — Talks, Harbour Courier, 27 Oct 2023",
        "",
        "Searched 7 articles for “talks”; 3 passages found, as of 27 Oct 2023.",
        "Answered by qwen (no key is set) in 12 s, at no cost.",
    ]


def test_claims_on_one_sentence_stand_above_it_and_name_the_speaker(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shared = citation("Officials named Taiwan and trade.")
    claims = tuple(
        Claim(
            text=text,
            verdict=Verdict.SUPPORTED,
            attribution=Attribution(speaker="officials"),
            citations=(shared,),
        )
        for text in ("Taiwan", "Trade")
    )
    lines = printed(capsys, answer(claims=claims)).splitlines()
    assert lines[:3] == [
        " 1. Taiwan (said by officials)",
        " 2. Trade (said by officials)",
        "    “Officials named Taiwan and trade.”",
    ]


def test_an_unanswered_question_says_why_and_what_would_help(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(
        capsys,
        answer(
            status=Status.UNANSWERED,
            reason=Reason.NONE_IN_RANGE,
            explanation="No article is of that week.",
            claims=(),
            nearest=(citation("They met a week later."),),
        ),
    )
    assert text.startswith("Not answered. No article is of that week.\n")
    assert "Widen the dates" in text
    assert "“They met a week later.”" in text


def test_rejected_claims_are_listed_only_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    bad = RejectedClaim(text="Ten hours", verdict=Verdict.UNSUPPORTED, reason="10 is not in the sentence")
    shown = answer(rejected=(bad,))
    assert "Ten hours" not in printed(capsys, shown)
    with_rejected = printed(capsys, shown, rejected=True)
    assert "  - Ten hours\n    unsupported: 10 is not in the sentence\n" in with_rejected


def test_a_conflict_shows_every_side(capsys: pytest.CaptureFixture[str]) -> None:
    later = citation("1,450 joined.", publisher="Evening Post")
    conflict = Conflict(
        about="the strikers",
        positions=(
            ConflictPosition(value="1,200", citation=citation("1,200 stayed away.")),
            ConflictPosition(
                value="1,450",
                citation=later,
                attribution=Attribution(speaker="the union"),
                sources=2,
            ),
        ),
        corrected_by=later,
    )
    text = printed(capsys, answer(conflicts=(conflict,)))
    assert "disagree about “the strikers”" in text
    assert "  - 1,450 (said by the union; 2 sources; a later correction)\n" in text
    assert "1,200 stayed away." in text
    assert "Evening Post" in text


@pytest.mark.parametrize(
    ("model", "usage", "said"),
    [
        (
            ModelInfo(provider="openai", name="gpt-x"),
            Usage(prompt_tokens=1000, completion_tokens=34, cost_usd=0.0021),
            "1,034 tokens, $0.0021",
        ),
        (ModelInfo(provider="openai", name="gpt-x"), Usage(prompt_tokens=5), "5 tokens, price not known"),
        (
            ModelInfo(provider="extractive", name="extractive"),
            Usage(),
            "without a language model in 0.0 s, at no cost",
        ),
    ],
)
def test_the_cost_is_named_or_said_to_be_unknown(
    model: ModelInfo, usage: Usage, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in printed(capsys, answer(model=model, usage=usage))


def test_escape_sequences_of_an_article_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    nasty = citation("Red \x1b[31malert\x07 \u202egnp.exe", title="\x9b2J Title")
    claim = Claim(text="\x1b]0;owned\x07", verdict=Verdict.SUPPORTED, citations=(nasty,))
    text = printed(capsys, answer(claims=(claim,)))
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "\\x1b[31malert" in text


def test_a_narrow_terminal_wraps_wide_characters_without_losing_any(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.cells import cell_len

    monkeypatch.setattr("rich.console.Console.is_terminal", property(lambda _: True))
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("LINES", "25")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    quote = "王毅外长在华盛顿与布林肯举行了会谈并会见了总统" * 3
    claim = Claim(text="会谈", verdict=Verdict.SUPPORTED, citations=(citation(quote),))
    lines = printed(capsys, answer(claims=(claim,))).splitlines()
    assert all(cell_len(line) <= 30 for line in lines)
    assert quote in "".join(line.strip() for line in lines)


def test_hits_are_numbered_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    hit = Hit(
        article_id="talks",
        content_sha256="0" * 64,
        chunk_id="talks:0",
        start=0,
        end=5,
        score=0.5,
        ranks=Ranks(dense=1),
        text="Hello",
        title="Talks",
        publisher=None,
        url=None,
        published_at=None,
        copies=("wire",),
    )
    show_hits(Screen(), SearchResult(hits=(hit,), searched=answer().searched))
    assert capsys.readouterr().out.splitlines()[:3] == [
        " 1. Talks, date unknown",
        "    Hello",
        "    talks, with 1 copy",
    ]


def test_a_verification_names_what_does_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = citation("Kept."), citation("Changed.")
    show_verification(
        Screen(),
        Verification(
            checked=(
                CheckedCitation(citation=good),
                CheckedCitation(citation=bad, problem="the text is not there"),
            )
        ),
    )
    out = capsys.readouterr().out
    assert "talks [0:8]: the text is not there" in out
    assert "2 quotes checked: 1 does not hold." in out
    show_verification(Screen(), Verification(checked=()))
    assert capsys.readouterr().out == "There is nothing to check: the answer quotes nothing.\n"


@given(st.text())
def test_neutral_text_steers_nothing_and_plain_text_is_untouched(text: str) -> None:
    assert not any((ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in neutral(text))
    assert neutral(neutral(text)) == neutral(text)
    assert "\n" not in one_line(text)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_neutral_json_is_the_same_document(document: object) -> None:
    written = neutral_json(json.dumps(document, ensure_ascii=False, indent=2))
    assert json.loads(written) == document
    assert not any(0x7F <= ord(c) < 0xA0 for c in written)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-10-27", datetime(2023, 10, 27, 23, 59, 59, tzinfo=UTC)),
        ("2023-10-27T09:30:00Z", datetime(2023, 10, 27, 9, 30, tzinfo=UTC)),
        ("2023-10-27T09:30:00", datetime(2023, 10, 27, 9, 30, tzinfo=UTC)),
        ("2023-10-27T11:30:00+02:00", datetime(2023, 10, 27, 9, 30, tzinfo=UTC)),
    ],
)
def test_as_of_is_read_as_iso_8601(text: str, moment: datetime) -> None:
    assert read_as_of(text) == moment


def test_a_time_range_includes_its_last_day() -> None:
    time_range = read_time_range("2023-10-27", "2023-10-27")
    assert time_range is not None
    assert time_range.start == datetime(2023, 10, 27, tzinfo=UTC)
    assert time_range.end == datetime(2023, 10, 28, tzinfo=UTC)
    assert read_time_range(None, None) is None


def test_figures_read_as_people_say_them() -> None:
    assert (count(1, "article"), count(1200, "article")) == ("1 article", "1,200 articles")
    assert (size(1_117_320_768), size(22_928_619), size(512)) == ("1.1 GB", "23 MB", "512 bytes")
    assert (duration(0.84), duration(14.2), duration(200)) == ("0.8 s", "14 s", "3 min 20 s")
    assert (day(NOON), day(None)) == ("27 Oct 2023", "date unknown")


def test_stdout_that_cannot_show_a_character_shows_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    from rag.interfaces.cli import _bear_any_character

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    _bear_any_character()
    show_answer(Screen(), answer(), rejected=False)
    sys.stdout.flush()
    assert b"?They took nine hours.?" in written.getvalue()


def test_a_claim_is_printed_when_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answer()
    first: list[str] = []
    cleared: list[bool] = []

    def events() -> Iterator[Claim | Answer]:
        yield shown.claims[0]
        first.append(capsys.readouterr().out)
        yield shown

    given = show_as_it_comes(Screen(), events(), rejected=False, before=lambda: cleared.append(True))
    assert given is shown
    assert shown.claims[0].text in first[0]
    assert cleared, "the terminal is cleared of progress first"
