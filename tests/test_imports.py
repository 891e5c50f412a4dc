"""Who may import whom, held by reading the imports. `docs/architecture.md` draws the same picture."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
USE_CASES = ("rag.ingest", "rag.retrieval", "rag.answering", "rag.summaries", "rag.conversing")
CORE = ("rag.domain", "rag.errors", "rag.ports", "rag.text")

MAY_IMPORT = {
    "rag.domain": (),
    "rag.errors": (),
    "rag.text": ("rag.domain",),
    "rag.ports": ("rag.domain", "rag.errors"),
    "rag.settings": ("rag.domain", "rag.errors"),
    "rag.testing": CORE,
    **dict.fromkeys(USE_CASES, (*CORE, *USE_CASES)),
    "rag.adapters": CORE,
    # turns the settings into a choice for rag.app, and is too long to stand there
    "rag.adapters.model_choice": (*CORE, "rag.adapters", "rag.settings"),
    "rag.app": (*CORE, *USE_CASES, "rag.adapters", "rag.settings", "rag.wiring"),
    "rag.wiring": (*CORE, *USE_CASES, "rag.adapters", "rag.settings"),
    "rag.interfaces": ("rag.app", "rag.domain", "rag.errors", "rag.settings", "rag.ports"),
    "rag.__main__": ("rag.interfaces",),
    "rag": ("rag.app", "rag.domain", "rag.errors", "rag.settings"),
}
"""Each layer and what of ours it may import besides itself."""

ONE_HOME = (
    "chromadb",
    "docx",
    "filelock",
    "httpcore2",
    "huggingface_hub",
    "langchain",
    "langchain_openai",
    "lxml",
    "onnxruntime",
    "openai",
    "pypdfium2",
    "sqlite3",
    "tokenizers",
    "trafilatura",
    "xllamacpp",
)
"""Outside things. Each is known to one adapter file, so that its types and errors stop there."""
SEVERAL_HOMES = {
    # the errors of the client are raised by LangChain's chat model, too
    "openai": {"rag.adapters.openai_embeddings", "rag.adapters.openai_errors"},
}

NETWORK = (
    "aiohttp",
    "asyncio",
    "chromadb",
    "ftplib",
    "http.client",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "huggingface_hub",
    "imaplib",
    "langchain.chat_models",
    "langchain_openai",
    "openai",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "urllib.request",
    "urllib.robotparser",
    "urllib3",
    "uvicorn",
    "websockets",
    "xllamacpp",
    "xmlrpc",
)
"""Ways to the network, programs that may know one included."""

REACH_THE_NETWORK = {
    # the one door to websites and feeds
    "rag.adapters.web_connection",
    # model clients
    "rag.adapters.background_loop",
    "rag.adapters.local_model",
    "rag.adapters.openai_chat",
    "rag.adapters.openai_embeddings",
    "rag.adapters.openai_errors",
    "rag.adapters.openai_http",
    "rag.adapters.provider_chat",
    "rag.adapters.rerank_service",
    # mirrors of the local models' files
    "rag.adapters.asset_hub",
    "rag.adapters.asset_wheels",
    # the vector index, which may be a server
    "rag.adapters.chroma",
    "rag.adapters.chroma_faults",
    # starts a part of this program again, in a process of its own
    "rag.adapters.fresh_process",
    # asks for the name of this machine
    "rag.adapters.data_folder",
    # asks the server that holds the data folder
    "rag.adapters.server_client",
    # listens
    "rag.interfaces.api.serving",
}
"""Every module with a way to the network, and what for. Whatever reads the web goes through the first."""

FETCH_BY_THEMSELVES = ("fetch_url", "fetch_response", "urlopen", "urlretrieve", "import_module", "__import__")
"""Names by which a library fetches, or an import hides."""

CLOCKS = ("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.time_ns")

HEAVY = (
    "chromadb",
    "fastapi",
    "httpcore2",
    "httpx",
    "langchain_core",
    "numpy",
    "onnxruntime",
    "openai",
    "pydantic_settings",
    "sqlite3",
    "tokenizers",
    "trafilatura",
    "uvicorn",
)
"""What a command that only prints its help has no use for."""


def modules() -> list[Path]:
    return sorted((ROOT / "rag").rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported_by(path: Path) -> tuple[str, ...]:
    """Full names of everything a file imports, wherever in the file, for type checking or not."""
    return tuple(_imports(ast.parse(path.read_text("utf-8"))))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import of {node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def layer_of(name: str) -> str:
    """The most specific layer a module belongs to; the package itself is the public door."""
    return max((layer for layer in MAY_IMPORT if is_in(name, layer)), key=len)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    name = name_of(path)
    assert name == "rag" or layer_of(name) != "rag", f"{name} belongs to no layer: add it to MAY_IMPORT"
    layer = layer_of(name)
    allowed = (layer, *MAY_IMPORT[layer]) if layer != "rag" else MAY_IMPORT["rag"]
    ours = [used for used in imported_by(path) if is_in(used, "rag")]
    assert [used for used in ours if not any(is_in(used, package) for package in allowed)] == []


def test_each_outside_library_has_one_home() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        for library in ONE_HOME:
            if any(is_in(used, library) for used in imported_by(path)):
                homes[library].add(name_of(path))
    several = {library: names for library, names in homes.items() if len(names) > 1}
    assert {library: names for library, names in several.items() if names != SEVERAL_HOMES.get(library)} == {}
    outside = {name for names in homes.values() for name in names if not is_in(name, "rag.adapters")}
    assert outside == set()


def test_there_is_no_second_way_to_the_network() -> None:
    reaching = {
        name_of(path)
        for path in modules()
        if any(is_in(used, way) for used in imported_by(path) for way in NETWORK)
    }
    assert reaching == REACH_THE_NETWORK


def test_nothing_fetches_through_a_library_or_hides_an_import() -> None:
    hidden = {
        name_of(path): found
        for path in modules()
        if (found := sorted(_named(path).intersection(FETCH_BY_THEMSELVES)))
    }
    # the package imports its public names late, and the check of a Chroma server's version is one request
    assert hidden == {"rag": ["import_module"], "rag.adapters.chroma_faults": ["urlopen"]}


def _named(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return names | {used.rpartition(".")[2] for used in imported_by(path)}


def test_only_settings_reads_the_environment() -> None:
    readers = {name_of(path) for path in modules() if _reads_environment(path)}
    assert readers - {"rag.settings"} == set()


def _reads_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return bool({"environ", "getenv"} & named) or any(
        used in ("os.environ", "os.getenv") for used in imported_by(path)
    )


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    """pytest imports them by their bare names."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_clock_is_passed_in() -> None:
    """`app` and `interfaces` stand at the edge. Elsewhere a clock may only be the default of a parameter."""
    edge = ("rag.app", "rag.interfaces")
    tellers = {
        name_of(path)
        for path in modules()
        if not any(is_in(name_of(path), package) for package in edge)
        and _asks_the_time(ast.parse(path.read_text("utf-8")))
    }
    assert tellers == set()


def _asks_the_time(tree: ast.AST) -> bool:
    if isinstance(tree, ast.arguments):
        return False
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) in CLOCKS:
        return True
    return any(_asks_the_time(child) for child in ast.iter_child_nodes(tree))


def loaded_by(arguments: list[str], candidates: tuple[str, ...]) -> list[str]:
    """Which of the candidates a fresh interpreter has imported after this command."""
    program = (
        "import sys\n"
        "from rag.interfaces.cli import main\n"
        f"assert main({arguments!r}) == 0\n"
        f"sys.stderr.write(' '.join(name for name in {candidates!r} if name in sys.modules))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stderr.split()


def test_the_first_help_imports_next_to_nothing() -> None:
    assert loaded_by(["--help"], (*HEAVY, "pydantic", "rich", "rag.domain")) == []


@pytest.mark.parametrize("arguments", [["ask", "--help"], ["models", "--help"], ["--version"]])
def test_no_help_imports_a_model_or_a_store(arguments: list[str]) -> None:
    assert loaded_by(arguments, HEAVY) == []
