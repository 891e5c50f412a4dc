"""Assets from the Hugging Face hub, when it can be reached."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from rag.adapters.assets import Asset, HubFile, MirrorFailed
from rag.ports import Progress

_PATIENCE = 4.0
"""Seconds until the hub counts as out of reach; many networks let nothing through to it."""


class HubMirror:
    """The hub; once it could not be reached it is not tried again."""

    name = "Hugging Face hub"

    def __init__(self, endpoint: str | None = None) -> None:
        """``endpoint`` defaults to what ``HF_ENDPOINT`` says, or huggingface.co."""
        self._endpoint = endpoint
        self._out_of_reach: str | None = None

    def offers(self, asset: Asset) -> bool:
        return asset.hub is not None

    def fetch(self, asset: Asset, folder: Path, progress: Progress) -> Path:
        if asset.hub is None:
            raise MirrorFailed(f"{asset.name} is not there.")
        self._reach(asset.hub, progress)
        return self._download(asset, asset.hub, folder, _bar_for(asset, progress))

    def _reach(self, file: HubFile, progress: Progress) -> None:
        """Look for the hub, a name server that never answers included."""
        if self._out_of_reach is None:
            progress("looking for the Hugging Face hub", 0, None)
            answer: list[str] = []
            probe = threading.Thread(target=lambda: answer.append(self._probe(file)), daemon=True)
            probe.start()
            probe.join(_PATIENCE)
            self._out_of_reach = answer[0] if answer else f"no answer within {_PATIENCE:.0f} s."
        if self._out_of_reach:
            raise MirrorFailed(self._out_of_reach)

    def _probe(self, file: HubFile) -> str:
        """Why the hub is out of reach, or nothing."""
        import httpx2
        from huggingface_hub import get_session, hf_hub_url

        try:
            url = hf_hub_url(file.repository, file.path, endpoint=self._endpoint)
            get_session().head(url, timeout=_PATIENCE)
        except (OSError, ValueError, httpx2.HTTPError) as error:
            return f"out of reach ({error})."
        return ""

    def _download(self, asset: Asset, file: HubFile, folder: Path, bar: type) -> Path:
        from huggingface_hub import hf_hub_download

        kept = folder / f"{asset.name}.hub"
        try:
            arrived = hf_hub_download(
                file.repository,
                file.path,
                local_dir=kept,
                endpoint=self._endpoint,
                etag_timeout=_PATIENCE,
                token=False,
                tqdm_class=bar,
            )
        except Exception as error:
            if _is_ours(error):
                raise
            raise MirrorFailed(f"{' '.join(str(error).split())[:300]}.") from error
        whole = folder / f"{asset.name}.from-hub"
        Path(arrived).replace(whole)
        shutil.rmtree(kept, ignore_errors=True)
        return whole


def _is_ours(error: Exception) -> bool:
    """Whether this machine, not the hub, is at fault: a disk that is full or cannot be written."""
    return isinstance(error, OSError) and error.errno is not None and not isinstance(error, ConnectionError)


def _bar_for(asset: Asset, progress: Progress) -> type:
    """A class in place of the hub's progress bar that draws nothing and tells ours."""
    from huggingface_hub.utils.tqdm import tqdm

    class Bar(tqdm):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **{**options, "disable": True})  # type: ignore[no-untyped-call]
            self.arrived = 0

        def update(self, n: float | None = 1) -> None:
            self.arrived += int(n or 0)
            progress(f"download {asset.name}", min(self.arrived, asset.size), asset.size)

    return Bar
