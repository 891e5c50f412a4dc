"""The revisions of an article: which there are, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Article, Revision, RevisionDiff
from rag.errors import ArticleNotFound
from rag.ports import ArticleStore
from rag.text.differences import compare


def revisions_of(articles: ArticleStore, article_id: str) -> Sequence[Revision]:
    """Every revision of an article, the first one taken in first. Raises `ArticleNotFound`."""
    found = articles.revisions(article_id)
    if not found:
        raise ArticleNotFound(f"There is no article {article_id!r}. `newsdesk articles` lists the ids.")
    return found


def diff_revisions(
    articles: ArticleStore, article_id: str, before: str | None = None, after: str | None = None
) -> RevisionDiff:
    """What changed from one revision to another, each named by the beginning of its hash.

    By default ``after`` is the current one, and ``before`` the one taken in last besides it. Raises
    `ArticleNotFound` for an article or a revision that is not there.
    """
    revisions = revisions_of(articles, article_id)
    current = next(revision for revision in revisions if revision.is_current)
    new = _named(revisions, after, article_id) if after else current
    old = _named(revisions, before, article_id) if before else _last_besides(revisions, new, article_id)
    one, other = _text_of(articles, article_id, old), _text_of(articles, article_id, new)
    changes, unchanged = compare(one.text, other.text)
    return RevisionDiff(article_id=article_id, before=old, after=new, changes=changes, unchanged=unchanged)


def _last_besides(revisions: Sequence[Revision], new: Revision, article_id: str) -> Revision:
    others = [revision for revision in revisions if revision.content_sha256 != new.content_sha256]
    if not others:
        raise ArticleNotFound(f"Article {article_id!r} has one revision only: there is nothing to compare.")
    return others[-1]


def _named(revisions: Sequence[Revision], name: str, article_id: str) -> Revision:
    found = [revision for revision in revisions if revision.content_sha256.startswith(name.lower())]
    if len(found) != 1:
        several = "several revisions" if found else "no revision"
        raise ArticleNotFound(
            f"Article {article_id!r} has {several} with a hash that begins with {name!r}. "
            f"`newsdesk articles history {article_id}` lists them."
        )
    return found[0]


def _text_of(articles: ArticleStore, article_id: str, revision: Revision) -> Article:
    article = articles.article(article_id, revision.content_sha256)
    if article is None:
        raise ArticleNotFound(f"Article {article_id!r} was deleted meanwhile.")
    return article
