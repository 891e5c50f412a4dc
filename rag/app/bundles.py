"""The verbs about audit bundles: an answer with all that it takes to check it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rag.app.foundation import Foundation

if TYPE_CHECKING:
    from rag.domain import Answer, BundleCheck


class Bundles(Foundation):
    """Writing and checking bundles. No model is used."""

    def bundle(self, answer: Answer) -> Mapping[str, bytes]:
        """The files of a bundle, by their paths in it. Raises `VerificationFailed`.

        They are the answer, a page to read it on, the whole texts it cites, the prompt, the settings without
        secrets, and a manifest with the hash of each.
        """
        from rag.wiring.bundles import make_files

        return make_files(answer, self._archive, self.settings, at=self._clock())

    def bundle_zip(self, answer: Answer) -> bytes:
        """The same as one zip file. Raises `VerificationFailed`."""
        from rag.adapters.bundle_files import zipped

        return zipped(self.bundle(answer))

    def write_bundle(self, answer: Answer, folder: Path) -> str:
        """Write a bundle to a new or empty folder; its seal, to note down elsewhere.

        Raises `VerificationFailed`, and `SettingsError` for a folder that cannot be used.
        """
        from rag.adapters.bundle_files import write_bundle
        from rag.answering.bundles import seal_of

        files = self.bundle(answer)
        write_bundle(folder, files)
        return seal_of(files)

    def check_bundle(self, path: Path) -> BundleCheck:
        """What still holds of a bundle, a folder or a zip file. Raises `VerificationFailed` for what is none.

        The archive is not needed; where it has articles, the bundle is compared with them, too.
        """
        from rag.wiring.bundles import check_files

        return check_files(path, self._archive)
