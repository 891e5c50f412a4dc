"""The verbs that read: search, ask, verify."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, Yes, this_invocation

if TYPE_CHECKING:
    from rag.domain import Answer, AnswerEvent, Filters
    from rag.interfaces.cli.progress import ShownProgress

_ANSWER = "A file from `ask --json`, or a bundle from `ask --bundle`: a folder or a zip file. - reads stdin."
MODEL_FAILED = 36
LONGEST_QUESTION = 2_000
"""Characters. A longer text is an article or an accident, and no model here reads it as a question."""


def check_question(text: str) -> str:
    if not text.strip():
        raise typer.BadParameter("it is empty")
    if len(text) > LONGEST_QUESTION:
        raise typer.BadParameter(f"it has {len(text):,} characters; the most is {LONGEST_QUESTION:,}")
    if not text.isprintable() and any("\ud800" <= character <= "\udfff" for character in text):
        raise typer.BadParameter("it is not valid UTF-8")
    return text.strip()


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", show_default=False, help="Ask as if it were this day (default: now)."
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", show_default=False, help="Articles of this day or later."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", show_default=False, help="Articles of this day or earlier."),
]
Publishers = Annotated[
    list[str] | None,
    typer.Option(
        "--publisher", metavar="NAME", show_default=False, help="Only this publisher; may be repeated."
    ),
]
Authors = Annotated[
    list[str] | None,
    typer.Option("--author", metavar="NAME", show_default=False, help="Only this author; may be repeated."),
]
Sections = Annotated[
    list[str] | None,
    typer.Option("--section", metavar="NAME", show_default=False, help="Only this section; may be repeated."),
]
Languages = Annotated[
    list[str] | None,
    typer.Option(
        "--language", metavar="CODE", show_default=False, help="Only this language, as en; may be repeated."
    ),
]
Bundle = Annotated[
    Path | None,
    typer.Option(
        "--bundle",
        metavar="FOLDER",
        show_default=False,
        help="Also write all that it takes to check the answer: `newsdesk verify FOLDER`.",
    ),
]
NoPlan = Annotated[
    bool, typer.Option("--no-plan", help="Read no time and no publisher from the words of the question.")
]

Fast = Annotated[bool, typer.Option("--fast", help="Quote the best sentences; use no language model.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        show_default=False,
        help="The model, instead of NEWSDESK_MODEL.",
    ),
]


def read_model(model: str | None, *, fast: bool) -> str | None:
    """The model that the two options name. Raises `typer.BadParameter` if both are given."""
    if fast and model is not None:
        raise typer.BadParameter("it names no language model; leave out --model", param_hint="--fast")
    return "extractive" if fast else model


def read_filters(
    publishers: list[str] | None,
    authors: list[str] | None,
    sections: list[str] | None,
    languages: list[str] | None,
) -> Filters:
    from rag.domain import Filters

    return Filters(
        publishers=tuple(publishers or ()),
        authors=tuple(authors or ()),
        sections=tuple(sections or ()),
        languages=tuple(languages or ()),
    )


def search(
    ctx: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", callback=check_question, help="Words to look for.")
    ],
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=1000, help="How many passages.")] = 10,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    publisher: Publishers = None,
    author: Authors = None,
    section: Sections = None,
    language: Languages = None,
    no_plan: NoPlan = False,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Find passages by their words and by their meaning. No language model is used."""
    from rag.interfaces.cli.answer_text import show_hits
    from rag.interfaces.cli.moments import read_as_of, read_time_range
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.screen import Screen, write_json

    moment, time_range = read_as_of(as_of), read_time_range(since, until)
    with shown_progress() as progress, this_invocation(ctx).newsdesk(progress=progress) as newsdesk:
        result = newsdesk.search(
            query,
            k=limit,
            as_of=moment,
            time_range=time_range,
            filters=read_filters(publisher, author, section, language),
            read_words=not no_plan,
            progress=progress,
        )
    if as_json:
        write_json(result.model_dump(mode="json"))
    else:
        show_hits(Screen(), result)


def ask(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", callback=check_question, help="What to answer.")
    ],
    fast: Fast = False,
    model: Model = None,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    publisher: Publishers = None,
    author: Authors = None,
    section: Sections = None,
    language: Languages = None,
    no_plan: NoPlan = False,
    show_rejected: Annotated[
        bool, typer.Option("--show-rejected", help="Also list claims that the sources did not carry.")
    ] = False,
    bundle: Bundle = None,
    yes: Yes = False,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Answer a question in claims that the articles carry.

    Each claim comes with the sentence it rests on, cut from the stored article.
    """
    from rag.domain import Reason
    from rag.interfaces.cli.bundles import keep_bundle, require_new_folder
    from rag.interfaces.cli.downloads import model_that_may_be_used
    from rag.interfaces.cli.moments import read_as_of, read_time_range
    from rag.interfaces.cli.progress import shown_progress

    require_new_folder(bundle)
    wanted = read_model(model, fast=fast)
    moment, time_range = read_as_of(as_of), read_time_range(since, until)
    invocation = this_invocation(ctx)
    settings = invocation.settings()
    chosen = model_that_may_be_used(settings, wanted, yes=yes)
    with shown_progress() as progress, invocation.newsdesk(settings, progress=progress) as newsdesk:
        events = newsdesk.stream(
            question,
            model=chosen,
            as_of=moment,
            time_range=time_range,
            filters=read_filters(publisher, author, section, language),
            read_words=not no_plan,
            progress=progress,
        )
        answer = _tell(events, progress, as_json=as_json, rejected=show_rejected)
        if bundle is not None:
            keep_bundle(newsdesk, answer, bundle)
    if answer.reason is Reason.MODEL_FAILED:
        raise typer.Exit(MODEL_FAILED)


def _tell(events: Iterator[AnswerEvent], progress: ShownProgress, *, as_json: bool, rejected: bool) -> Answer:
    """Claims as they are checked for a reader, and one document at the end for a program."""
    from rag.domain import answer_of
    from rag.interfaces.cli.answer_text import show_as_it_comes
    from rag.interfaces.cli.screen import Screen, write_json

    if as_json:
        answer = answer_of(events)
        write_json(answer.model_dump(mode="json"))
    else:
        answer = show_as_it_comes(Screen(), events, rejected=rejected, before=progress.close)
    return answer


def verify(
    ctx: typer.Context,
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help=_ANSWER)],
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Check the quotes of a saved answer, or all of a bundle, again, without a model."""
    from rag.interfaces.cli.bundles import is_bundle, verify_bundle

    if is_bundle(answer):
        verify_bundle(ctx, Path(answer), as_json=as_json)
        return
    from rag.errors import VerificationFailed
    from rag.interfaces.cli.answer_text import show_verification
    from rag.interfaces.cli.screen import Screen, write_json

    answered = _read_answer(answer)
    with this_invocation(ctx).newsdesk() as newsdesk:
        verification = newsdesk.verify(answered)
    if as_json:
        write_json({"ok": verification.ok, **verification.model_dump(mode="json")})
    else:
        show_verification(Screen(), verification)
    if not verification.ok:
        raise typer.Exit(VerificationFailed.exit_code)


def _read_answer(name: str) -> Answer:
    """Raises `VerificationFailed` for a file that cannot be read, or is not an answer."""
    from pydantic import ValidationError

    from rag.domain import Answer
    from rag.errors import VerificationFailed

    try:
        written = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise VerificationFailed(
            f"{name} cannot be read: {error.strerror}. Save one with `newsdesk ask QUESTION --json > FILE`."
        ) from None
    try:
        return Answer.model_validate_json(written)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise VerificationFailed(
            f"{name} is not an answer as `newsdesk ask --json` prints it ({where}: {first['msg']})."
        ) from None
