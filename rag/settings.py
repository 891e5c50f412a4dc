"""Settings: read once, at the edge. Flags over environment over ``newsdesk.toml`` over defaults.

This is the only module that reads the environment. Everything inside takes the values it needs.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsError

CONFIG_FILE = "newsdesk.toml"


class Settings(BaseSettings):
    """Every setting of Newsdesk. Each can be given as ``NEWSDESK_<NAME>`` or in ``newsdesk.toml``."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSDESK_",
        env_ignore_empty=True,
        toml_file=[Path(platformdirs.user_config_dir("newsdesk")) / CONFIG_FILE, Path(CONFIG_FILE)],
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("newsdesk")),
        description="The data folder: the catalogue and the vector index.",
    )
    assets: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("newsdesk")) / "assets",
        description="Where the local model's files are kept; files put there by hand are used.",
    )
    model: str = Field(
        default="auto",
        description="`auto`, `local`, `extractive`, `openai:NAME` or `PROVIDER:NAME`.",
    )
    base_url: AnyHttpUrl | None = Field(
        default=None, description="An OpenAI-compatible server to use instead of OpenAI's own."
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="The key for OpenAI or the server at `base_url`.",
    )
    judge: str = Field(
        default="off",
        description="Whether a model reads each claim once more before it is shown, and may take it away: "
        "`off`, `on` (the model that answers, if it is a strong one), or the name of a model.",
    )
    embeddings: str = Field(default="local", description="`local` or `openai:NAME`.")
    rerank: str = Field(
        default="off",
        description="What reads the best passages of a search once more and orders them: `off`, the address "
        "of a rerank service (`https://HOST/v1/rerank`), or a folder with a cross-encoder's `model.onnx` "
        "and `tokenizer.json`.",
    )
    rerank_model: str | None = Field(default=None, description="The model to ask a rerank service for.")
    rerank_key: SecretStr | None = Field(default=None, description="The key for the rerank service.")
    rerank_seconds: float = Field(
        default=2.0,
        gt=0,
        le=60,
        description="How long a search waits for the reranker before it keeps its own order.",
    )
    embeddings_price: float | None = Field(
        default=None,
        ge=0,
        description="US dollars per million tokens of embeddings, for estimates and budgets. Those of OpenAI "
        "are known; to be set for another server.",
    )
    chroma_url: AnyHttpUrl | None = Field(
        default=None, description="A Chroma server to use instead of the embedded index."
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Names of hosts, parted by commas, that may be fetched from although their addresses are "
        "private or their ports unusual.",
    )
    fetch_interval: float = Field(
        default=1.0, ge=0, le=3600, description="Seconds between two requests to one website, at least."
    )
    serve_queue: int = Field(
        default=16,
        ge=0,
        le=10_000,
        description="Questions that may wait for the model of a server; the next one is told to come back.",
    )
    serve_slots: int | None = Field(
        default=None,
        ge=1,
        le=256,
        description="Questions that a server's model works on at once; by default 1 if it is local, else 4.",
    )
    serve_rate: int = Field(
        default=600, ge=1, le=1_000_000, description="Requests a minute that one API key is good for."
    )
    serve_parallel: int = Field(
        default=16, ge=1, le=10_000, description="Requests of one API key that a server works on at once."
    )
    log_text: bool = Field(
        default=False, description="Whether a server's log may hold questions and queries as they were asked."
    )
    serve_upload: int = Field(
        default=32, ge=1, le=1_024, description="Megabytes that one request to a server may carry."
    )
    families: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Publishers that are one house, by its name: they count as one source. In the file a "
        "table `[families]`, in the environment a JSON object.",
    )
    bench: Path | None = Field(default=None, description="The benchmark data, for `python -m eval`.")

    @field_validator("data", "assets")
    @classmethod
    def _resolve(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _part(cls, hosts: object) -> object:
        names = hosts.split(",") if isinstance(hosts, str) else hosts
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            return hosts
        return tuple(name.strip().strip("[]").lower().removesuffix(".") for name in names if name.strip())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: object) -> Settings:
    """The settings in force; a flag that is None was not given.

    Raises `SettingsError` for a value or a file that cannot be used.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{CONFIG_FILE} is not valid TOML: {error}. Mend or remove it.") from None


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "settings"
    return f"Setting {name!r} cannot be used: {first['msg']} (got {first.get('input')!r})."
