"""Models as ONNX files, each beside its tokenizer: the one place that opens them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import AssetCorrupt, AssetUnavailable

if TYPE_CHECKING:
    from tokenizers import Encoding as Encoding
    from tokenizers import Tokenizer

_ERRORS_ONLY = 3


@dataclass(frozen=True)
class OnnxModel:
    """A model on one thread, and a tokenizer that neither cuts nor pads unless it is told to."""

    tokenizer: Tokenizer
    session: Any

    @property
    def inputs(self) -> set[str]:
        return {item.name for item in self.session.get_inputs()}

    @property
    def outputs(self) -> dict[str, list[Any]]:
        """The shape of each output; what is not a number is free."""
        return {item.name: item.shape for item in self.session.get_outputs()}


@dataclass(frozen=True)
class OnnxFiles:
    """Where a model lies, and how to say that it does not, or that it is something else."""

    model: Path
    tokenizer: Path
    missing: Callable[[Path], AssetUnavailable]
    corrupt: Callable[[Path, object], AssetCorrupt]

    def open(self) -> OnnxModel:
        """Read both files. Raises what ``missing`` and ``corrupt`` make."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        for path in (self.model, self.tokenizer):
            if not path.is_file():
                raise self.missing(path)
        try:
            session = onnxruntime.InferenceSession(
                str(self.model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise self.corrupt(self.model, error) from error
        try:
            tokenizer = Tokenizer.from_file(str(self.tokenizer))
        except Exception as error:
            raise self.corrupt(self.tokenizer, error) from error
        # the files often ask for a length of their own, cut and padded; lengths are ours to check
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return OnnxModel(tokenizer, session)
