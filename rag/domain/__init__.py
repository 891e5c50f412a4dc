"""The nouns of Newsdesk: frozen values, equal by content, with no client, cache or I/O on them.

Spans are Unicode code points, start inclusive, end exclusive, into the canonical text of one revision of an
article: ``article.text[start:end] == text`` holds for every sentence, chunk and citation.
"""

from __future__ import annotations

from rag.domain.access import ApiKey, NewApiKey, Scope
from rag.domain.answers import Answer, ModelInfo, PromptInfo, Reason, Status, Usage
from rag.domain.articles import Article, ArticleInfo, ArticlePage, Chunk, DateSource, Origins, Sentence, Span
from rag.domain.attribution import Mention, Naming, SpeechAct
from rag.domain.citing import (
    Attribution,
    Citation,
    Claim,
    Conflict,
    ConflictPosition,
    Evidence,
    RejectedClaim,
    Verdict,
)
from rag.domain.copies import Copy, CopyGroup, Credit, OriginalBy
from rag.domain.drafts import AnswerDraft, DraftClaim
from rag.domain.ingesting import (
    FailedSource,
    IngestReport,
    PageVersion,
    RawArticle,
    RememberedFeed,
    UnchangedSource,
    Validators,
)
from rag.domain.installation import AssetStatus, Check
from rag.domain.jobs import IngestJob, IngestWork, JobFailure, JobState, Upload
from rag.domain.revisions import (
    DeletionProof,
    Difference,
    Revision,
    RevisionDiff,
    SearchedFiles,
    SentenceChange,
    Trace,
    WordChange,
)
from rag.domain.searching import (
    Filters,
    Hit,
    Ranks,
    Searched,
    SearchResult,
    TimeRange,
    Understood,
    UnderstoodAs,
)
from rag.domain.streaming import Activity, AnswerEvent, Doing, answer_of
from rag.domain.values import Value, sha256_of
from rag.domain.verification import CheckedCitation, CheckedClaim, Verification

__all__ = [
    "Activity",
    "Answer",
    "AnswerDraft",
    "AnswerEvent",
    "ApiKey",
    "Article",
    "ArticleInfo",
    "ArticlePage",
    "AssetStatus",
    "Attribution",
    "Check",
    "CheckedCitation",
    "CheckedClaim",
    "Chunk",
    "Citation",
    "Claim",
    "Conflict",
    "ConflictPosition",
    "Copy",
    "CopyGroup",
    "Credit",
    "DateSource",
    "DeletionProof",
    "Difference",
    "Doing",
    "DraftClaim",
    "Evidence",
    "FailedSource",
    "Filters",
    "Hit",
    "IngestJob",
    "IngestReport",
    "IngestWork",
    "JobFailure",
    "JobState",
    "Mention",
    "ModelInfo",
    "Naming",
    "NewApiKey",
    "OriginalBy",
    "Origins",
    "PageVersion",
    "PromptInfo",
    "Ranks",
    "RawArticle",
    "Reason",
    "RejectedClaim",
    "RememberedFeed",
    "Revision",
    "RevisionDiff",
    "Scope",
    "SearchResult",
    "Searched",
    "SearchedFiles",
    "Sentence",
    "SentenceChange",
    "Span",
    "SpeechAct",
    "Status",
    "TimeRange",
    "Trace",
    "UnchangedSource",
    "Understood",
    "UnderstoodAs",
    "Upload",
    "Usage",
    "Validators",
    "Value",
    "Verdict",
    "Verification",
    "WordChange",
    "answer_of",
    "sha256_of",
]
