"""`newsdesk articles delete`, and the proof that nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import ArticleId, AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import DeletionProof
    from rag.interfaces.cli.screen import Screen

_PROVE = "Make the vector index anew, then search every byte of the data folder for what was deleted."


def delete_article(
    ctx: typer.Context,
    article_id: ArticleId,
    prove: Annotated[bool, typer.Option("--prove", help=_PROVE)] = False,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Remove one article with its revisions and everything that was made from them."""
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.screen import Screen, write_json

    proof = None
    with shown_progress() as progress, this_invocation(ctx).newsdesk(progress=progress) as newsdesk:
        if prove:
            proof = newsdesk.delete_for_good(article_id, progress=progress)
        else:
            newsdesk.delete(article_id)
    if as_json:
        write_json({"deleted": article_id, "proof": proof.model_dump(mode="json") if proof else None})
    else:
        screen = Screen()
        screen.line(f"{article_id} deleted.")
        if proof:
            _show(screen, proof)
    if proof and not proof.ok:
        from rag.errors import DataFolderDamaged

        raise typer.Exit(DataFolderDamaged.exit_code)


def _show(screen: Screen, proof: DeletionProof) -> None:
    from rag.interfaces.cli.screen import count, size

    searched = proof.searched
    screen.line(
        f"Looked for {count(proof.sentences, 'sentence')} of {count(proof.revisions, 'revision')} and "
        f"{count(proof.vectors, 'vector')} in {count(searched.files, 'file')}, {size(searched.bytes)}: "
        f"{'nothing' if not searched.found else count(len(searched.found), 'trace')} found."
    )
    if proof.shared:
        screen.line(f"{proof.shared:,} of them stand in other articles, too, and stay there.")
    for trace in searched.found:
        screen.line(f"{trace.file} at byte {trace.offset:,}: {trace.what}", lead="- ")
    for unread in searched.unread:
        screen.line(f"not read: {unread}", lead="- ")
