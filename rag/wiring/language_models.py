"""From the choice of a language model to one that can be asked; none starts before the first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain import ModelInfo
from rag.ports import Progress
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.adapters.assets import AssetStore
    from rag.adapters.chat import LangChainChat
    from rag.adapters.model_choice import ModelChoice


class LanguageModels:
    """The models of one newsdesk, each opened once and kept until the end."""

    def __init__(
        self, settings: Settings, *, progress: Progress, allow_download: bool, verbose: bool
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._allow_download = allow_download
        self._verbose = verbose
        self._opened: dict[str, tuple[LangChainChat | None, ModelInfo]] = {}

    def get(self, model: str | None = None) -> tuple[LangChainChat | None, ModelInfo]:
        """The model of that name, or the settings' own; None for extractive. Raises `ModelError`."""
        wanted = model or self._settings.model
        if wanted not in self._opened:
            choice = self.choice(wanted)
            self._opened[wanted] = (self._chat(choice), choice.info)
        return self._opened[wanted]

    def choice(self, wanted: str | None = None) -> ModelChoice:
        """Which model answers and why, without opening it. Raises `ModelError`."""
        from rag.adapters.assets import CHAT_MODEL
        from rag.adapters.model_choice import choose_model

        here = self._assets().is_present(CHAT_MODEL)
        settings = self._settings.model_copy(update={"model": wanted or self._settings.model})
        return choose_model(settings, local_possible=here or self._allow_download)

    def close(self) -> None:
        while self._opened:
            _, (chat, _) = self._opened.popitem()
            if chat is not None:
                chat.close()

    def _chat(self, choice: ModelChoice) -> LangChainChat | None:
        from rag.adapters.model_choice import EXTRACTIVE, LOCAL
        from rag.adapters.openai_chat import openai_chat
        from rag.adapters.provider_chat import provider_chat

        if choice.info.provider == EXTRACTIVE:
            return None
        if choice.info.provider == LOCAL:
            return self._local(choice.info)
        if choice.endpoint is not None:
            return openai_chat(choice.info, choice.endpoint, is_strong=choice.is_strong)
        return provider_chat(choice.info, is_strong=choice.is_strong)

    def _local(self, info: ModelInfo) -> LangChainChat:
        from rag.adapters.assets import CHAT_MODEL
        from rag.adapters.local_model import LocalModelServer
        from rag.adapters.openai_chat import local_chat

        store = self._assets()
        server = LocalModelServer(
            lambda: store.path(CHAT_MODEL, progress=self._progress, allow_download=self._allow_download),
            name=info.name,
            verbose=self._verbose,
        )
        return local_chat(info, server.start, stop=server.stop)

    def _assets(self) -> AssetStore:
        from rag.adapters.assets import AssetStore

        return AssetStore(self._settings.assets)
