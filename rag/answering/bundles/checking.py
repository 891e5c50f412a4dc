"""Checking a bundle again: every byte, and whether what it says still fits together.

Nothing but the bundle is needed, and no model. Where the archive is at hand, its texts have the last word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from rag.answering.bundles.contents import (
    ANSWER,
    ARTICLES,
    PAGE,
    PROMPTS,
    SETTINGS,
    Files,
    passages_of,
    prompts_of,
)
from rag.answering.bundles.page import render_page
from rag.answering.bundles.sealing import MANIFEST, check_files, read_manifest, seal_of
from rag.answering.screening import findings_of
from rag.answering.verifying import Revisions, verify
from rag.domain import Answer, Article, BundleCheck, CheckedFile, Finding, Manifest, Value, sha256_of

V = TypeVar("V", bound=Value)


def check_bundle(files: Files, *, version: str, archive: Revisions | None = None) -> BundleCheck:
    """What holds of a bundle. ``version`` is that of the program: only what it made itself is made again."""
    manifest, problem = read_manifest(files)
    checked = [CheckedFile(path=MANIFEST, problem=problem)]
    checked += check_files(manifest, files) if manifest is not None else ()
    answer = _read(Answer, files.get(ANSWER))
    if answer is None:
        return BundleCheck(
            seal=seal_of(files), files=tuple(checked), answer=None, problems=(f"{ANSWER} holds no answer.",)
        )
    bundled = Bundled(files)
    problems, warnings = [*_loose_ends(answer, manifest, files, bundled)], []
    if manifest is not None and manifest.newsdesk == version:
        problems += _made_again(answer, files, bundled)
    else:
        warnings.append(f"Made by another version than {version}: the page and findings are not made again.")
    if archive is not None:
        against, apart = _against(answer, archive)
        problems += against
        warnings += apart
    return BundleCheck(
        seal=seal_of(files),
        files=tuple(checked),
        answer=verify(answer, bundled),
        problems=tuple(problems),
        warnings=tuple(warnings),
    )


class Bundled:
    """The articles in a bundle; those whose text does not fit their hash are none."""

    def __init__(self, files: Files) -> None:
        numbered = sorted((path for path in files if path.startswith(ARTICLES)), key=lambda p: (len(p), p))
        read = (_read(Article, files[path]) for path in numbered)
        self.articles = [article for article in read if article is not None]

    def article(self, article_id: str, content_sha256: str | None = None) -> Article | None:
        for article in self.articles:
            if article.article_id == article_id and content_sha256 in (None, article.content_sha256):
                return article
        return None


def _loose_ends(answer: Answer, manifest: Manifest | None, files: Files, bundled: Bundled) -> Iterator[str]:
    """What the files say of one another that is not so."""
    if manifest is not None and manifest.passages != passages_of(answer):
        yield f"{MANIFEST} lists other passages than {ANSWER} cites."
    for used in prompts_of(answer):
        path = f"{PROMPTS}{used.name}.md"
        text = files.get(path, b"").decode("utf-8", "replace")
        if path in files and sha256_of(text) != used.sha256:
            yield f"{path} is not the prompt that {ANSWER} names by its hash."


def _made_again(answer: Answer, files: Files, bundled: Bundled) -> Iterator[str]:
    """What this version would have written otherwise."""
    for article in bundled.articles:
        told = [finding for finding in answer.findings if _is_of(finding, article)]
        if list(findings_of(article)) != told:
            yield f"The findings in {ANSWER} about article {article.article_id!r} are not those of its text."
    settings = _read_document(files.get(SETTINGS))
    if settings is None:
        yield f"{SETTINGS} holds no settings."
        return
    texts = {used.name: files.get(f"{PROMPTS}{used.name}.md") for used in prompts_of(answer)}
    prompts = {name: text.decode("utf-8", "replace") for name, text in texts.items() if text is not None}
    if render_page(answer, bundled.articles, settings, prompts).encode() != files.get(PAGE):
        yield f"{PAGE} does not show what {ANSWER}, {ARTICLES}, {PROMPTS} and {SETTINGS} hold."


def _against(answer: Answer, archive: Revisions) -> tuple[list[str], list[str]]:
    """What the archive contradicts, and what it cannot tell: it may be another one, or have forgotten."""
    verification = verify(answer, archive)
    problems, warnings = [], list(verification.warnings)
    for checked in verification.checked:
        if checked.problem is None:
            continue
        if archive.article(checked.citation.article_id) is None:
            warnings.append(f"The archive has no article {checked.citation.article_id!r}.")
        else:
            problems.append(f"The archive says otherwise: {checked.problem}")
    return list(dict.fromkeys(problems)), list(dict.fromkeys(warnings))


def _is_of(finding: Finding, article: Article) -> bool:
    return (finding.article_id, finding.content_sha256) == (article.article_id, article.content_sha256)


def _read(kind: type[V], written: bytes | None) -> V | None:
    try:
        return None if written is None else kind.model_validate_json(written)
    except ValidationError:
        return None


def _read_document(written: bytes | None) -> dict[str, object] | None:
    try:
        document = json.loads(written or b"")
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
