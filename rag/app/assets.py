"""The files of the local models: which of them are here, and fetching the others."""

from __future__ import annotations

from pathlib import Path

from rag.domain import AssetStatus
from rag.ports import Progress
from rag.settings import Settings


def asset_status(settings: Settings) -> list[AssetStatus]:
    """The files of the local models, and which of them are here."""
    from rag.adapters.assets import ASSETS, AssetStore

    store = AssetStore(settings.assets)
    return [
        AssetStatus(
            name=asset.name,
            purpose=asset.purpose,
            size=asset.size,
            present=store.is_present(asset),
            path=str(store.file(asset)),
        )
        for asset in ASSETS
    ]


def fetch_assets(settings: Settings, *, progress: Progress | None = None) -> list[Path]:
    """Fetch the files of the local models that are missing and check all of them. Raises `AssetError`."""
    from rag.adapters.assets import ASSETS, AssetStore

    store = AssetStore(settings.assets)
    return [store.path(asset, progress=progress) for asset in ASSETS]
