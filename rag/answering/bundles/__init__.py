"""Audit bundles: an answer that anybody can check, without the archive and without a model."""

from __future__ import annotations

from rag.answering.bundles.checking import check_bundle
from rag.answering.bundles.contents import Files, make_bundle
from rag.answering.bundles.sealing import MANIFEST, seal_of

__all__ = ["MANIFEST", "Files", "check_bundle", "make_bundle", "seal_of"]
