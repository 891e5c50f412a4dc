"""Other sentence splitters, for comparison. Newsdesk needs none of them to run."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Splitter = Callable[[str], Iterable[str]]
"""Pieces of a text in order; their characters are the text's, white space aside."""


def load_splitter(package: str) -> Splitter:
    """The splitter of a package. Raises `ImportError` if it is not installed."""
    return _LOADERS[package](importlib.import_module(_MODULES.get(package, package)))


def plain_regex(text: str) -> Iterable[str]:
    """The least one can do: cut after a mark that white space follows."""
    return re.split(r"(?<=[.!?])\s+", text)


def _blingfire(library: Any) -> Splitter:  # noqa: ANN401  # a module without types
    return lambda text: library.text_to_sentences(text).split("\n")


def _syntok(library: Any) -> Splitter:  # noqa: ANN401
    def split(text: str) -> Iterable[str]:
        for paragraph in library.analyze(text):
            for sentence in paragraph:
                tokens = list(sentence)
                yield text[tokens[0].offset : tokens[-1].offset + len(tokens[-1].value)]

    return split


def _nupunkt(library: Any) -> Splitter:  # noqa: ANN401
    return lambda text: list(library.sent_tokenize(text))


def _sentencex(library: Any) -> Splitter:  # noqa: ANN401
    return lambda text: list(library.segment("en", text))


def _pysbd(library: Any) -> Splitter:  # noqa: ANN401
    segmenter = library.Segmenter(language="en", clean=False)
    return lambda text: list(segmenter.segment(text))


_MODULES = {"syntok": "syntok.segmenter"}
_LOADERS: Mapping[str, Callable[[Any], Splitter]] = {
    "blingfire": _blingfire,
    "syntok": _syntok,
    "nupunkt": _nupunkt,
    "sentencex": _sentencex,
    "pysbd": _pysbd,
}
PACKAGES = tuple(_LOADERS)
