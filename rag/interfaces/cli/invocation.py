"""One run of the command line: what was given for every command, and the way to a `Newsdesk`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.app import Newsdesk
    from rag.ports import Progress
    from rag.settings import Settings


@dataclass
class Invocation:
    """Options that may stand before or after the command; the later one wins."""

    data: Path | None = None
    verbose: bool = False

    def settings(self) -> Settings:
        from rag.settings import load_settings

        return load_settings(data=self.data)

    @contextmanager
    def newsdesk(
        self,
        settings: Settings | None = None,
        *,
        progress: Progress | None = None,
        allow_download: bool = True,
    ) -> Iterator[Newsdesk]:
        """An open newsdesk, closed at the end whatever happens. ``progress`` is told of downloads."""
        from rag.app import open_newsdesk

        self.set_logging()
        with open_newsdesk(
            settings or self.settings(),
            progress=progress,
            allow_download=allow_download,
            verbose=self.verbose,
        ) as newsdesk:
            yield newsdesk

    def set_logging(self) -> None:
        """Libraries keep quiet, unless -v asks for what they have to say."""
        import logging
        import warnings

        logging.basicConfig(level=logging.INFO if self.verbose else logging.CRITICAL)
        if not self.verbose:
            warnings.simplefilter("ignore")


def this_invocation(ctx: typer.Context) -> Invocation:
    return ctx.ensure_object(Invocation)


def _remember_data(ctx: typer.Context, folder: Path | None) -> Path | None:
    if folder is not None:
        this_invocation(ctx).data = folder
    return folder


def _remember_verbose(ctx: typer.Context, verbose: bool) -> bool:
    if verbose:
        this_invocation(ctx).verbose = True
    return verbose


Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        callback=_remember_data,
        show_default=False,
        help="The data folder, instead of NEWSDESK_DATA.",
    ),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", callback=_remember_verbose, help="Show logs, and tracebacks of errors."),
]
ArticleId = Annotated[str, typer.Argument(metavar="ID", help="An id as `newsdesk articles` lists it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Download what is needed without asking.")]
