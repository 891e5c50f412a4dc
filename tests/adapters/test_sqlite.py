"""Opening, upgrading, sharing and failing: the catalogue file itself."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from child_processes import child_environment, folder_for_anyone, run_python
from small_articles import entries, make_article

from rag.adapters import sqlite
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_lexical import SqliteLexicalIndex
from rag.adapters.sqlite import APPLICATION_ID, Database
from rag.domain import Filters
from rag.errors import (
    DataFolderBusy,
    DataFolderDamaged,
    DataFolderError,
    DataFolderFull,
    DataFolderReadOnly,
    DataFolderVersion,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


def test_a_new_file_is_ours_and_in_wal_mode(path: Path) -> None:
    database = Database(path)
    assert database.value("PRAGMA application_id") == APPLICATION_ID
    assert database.value("PRAGMA user_version") == len(sqlite._migrations())
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA foreign_keys") == 1
    assert database.value("PRAGMA secure_delete") == 1
    database.close()
    assert sorted(file.name for file in path.parent.glob("catalogue*")) == ["catalogue.db"]


def test_an_older_file_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteArticles(Database(path)).put(*entries(make_article()))
    newest = sqlite._migrations()
    number = len(newest) + 1
    monkeypatch.setattr(
        sqlite, "_migrations", lambda: [*newest, (f"{number:04}_more.sql", "CREATE TABLE more (x)")]
    )
    with pytest.raises(DataFolderVersion, match="newsdesk ingest"):
        Database(path, read_only=True)
    database = Database(path)
    assert database.value("PRAGMA user_version") == number
    assert database.value("SELECT count(*) FROM more") == 0
    assert SqliteArticles(database).article("a1") == make_article()


def test_a_failed_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database(path).close()
    newest = sqlite._migrations()
    broken = "CREATE TABLE more (x); CREATE TABLE articles (again)"
    monkeypatch.setattr(
        sqlite, "_migrations", lambda: [*newest, (f"{len(newest) + 1:04}_broken.sql", broken)]
    )
    with pytest.raises(DataFolderDamaged, match="articles"):
        Database(path)
    monkeypatch.undo()
    database = Database(path)
    assert database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'more'") == 0
    assert database.value("PRAGMA user_version") == len(newest)


def test_a_newer_version_is_refused(path: Path) -> None:
    database = Database(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(DataFolderVersion, match="version 99"):
        Database(path)


def test_a_foreign_database_is_refused_and_left_alone(path: Path) -> None:
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE recipes (name)")
    foreign.commit()
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(DataFolderDamaged, match="another program"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "garbage", [b"not a database, only some text that is long enough" * 100, b"\x00" * 4096]
)
def test_garbage_is_refused(path: Path, garbage: bytes) -> None:
    path.write_bytes(garbage)
    with pytest.raises(DataFolderDamaged, match=r"catalogue\.db"):
        Database(path)
    assert path.read_bytes() == garbage


def test_damaged_pages_are_reported(path: Path) -> None:
    database = Database(path)
    for number in range(50):
        SqliteArticles(database).put(*entries(make_article(f"a{number}")))
    database.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(DataFolderDamaged):
        list(SqliteArticles(Database(path)).articles())


def test_a_folder_in_the_way(path: Path) -> None:
    path.mkdir()
    with pytest.raises(DataFolderError, match=r"cannot be"):
        Database(path)


def test_a_missing_file_reads_as_an_empty_catalogue(path: Path) -> None:
    database = Database(path, read_only=True)
    assert list(SqliteArticles(database).articles()) == []
    assert SqliteLexicalIndex(database).search("rain", 5) == []
    assert not path.exists()


def test_a_reader_may_not_write(path: Path) -> None:
    Database(path).close()
    with pytest.raises(DataFolderReadOnly, match=r"cannot be written"):
        SqliteArticles(Database(path, read_only=True)).put(*entries(make_article()))


def test_a_full_disk_keeps_what_was_stored(path: Path) -> None:
    database = Database(path)
    store = SqliteArticles(database)
    store.put(*entries(make_article("first")))
    database.rows(f"PRAGMA max_page_count = {database.value('PRAGMA page_count') + 5}")

    def fill() -> None:
        for number in range(1000):
            store.put(*entries(make_article(f"n{number}", text=f"{number} " * 500)))

    with pytest.raises(DataFolderFull, match="MB free"):
        fill()
    stored = [info.article_id for info in store.articles()]
    assert "first" in stored
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    database.rows("PRAGMA max_page_count = 1000000")
    store.put(*entries(make_article("last")))
    assert sorted([*stored, "last"]) == [info.article_id for info in store.articles()]


_FILL = """
import resource, sys
from pathlib import Path
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.sqlite import Database
from rag.errors import DataFolderFull
from small_articles import entries, make_article
store = SqliteArticles(Database(Path(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for number in range(1000):
        store.put(*entries(make_article(f"n{number}", text=f"{number} " * 900)))
except DataFolderFull as error:
    print("full:", error)
"""


def test_a_limit_of_the_operating_system_is_a_full_folder(path: Path) -> None:
    done = run_python(_FILL, str(path))
    assert done.stdout.startswith("full:"), done.stderr
    database = Database(path)
    assert 0 < SqliteArticles(database).count(None, Filters()) < 1000
    assert database.rows("PRAGMA integrity_check") == [("ok",)]


_READ = """
import sys
from pathlib import Path
from child_processes import give_up_root
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.sqlite import Database
from rag.errors import DataFolderReadOnly
give_up_root()
path = Path(sys.argv[1])
print([info.article_id for info in SqliteArticles(Database(path, read_only=True)).articles()])
try:
    Database(path)
except DataFolderReadOnly as error:
    print("read only:", error)
"""


def test_a_read_only_folder_can_be_read() -> None:
    with folder_for_anyone() as folder:
        path = folder / "catalogue.db"
        database = Database(path)
        SqliteArticles(database).put(*entries(make_article()))
        database.close()
        path.chmod(0o444)
        folder.chmod(0o555)
        done = run_python(_READ, str(path))
    assert done.stdout.startswith("['a1']\n"), done.stderr
    assert "read only:" in done.stdout


def test_a_transaction_of_another_process_is_waited_for_then_reported(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_MS", 50)
    database = Database(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DataFolderBusy, match="another process"):
        SqliteArticles(database).put(*entries(make_article()))
    other.execute("ROLLBACK")
    SqliteArticles(database).put(*entries(make_article()))
    other.close()


_WRITE_MANY = """
import sys
from pathlib import Path
from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.sqlite import Database
from small_articles import entries, make_article
store = SqliteArticles(Database(Path(sys.argv[1])))
print("ready", flush=True)
for number in range(300):
    store.put(*entries(make_article(f"n{number:03}", text=f"Rain fell on town {number}.\\nRoads closed.")))
"""


def test_readers_see_whole_articles_while_another_process_writes(path: Path) -> None:
    Database(path).close()
    command = [sys.executable, "-c", _WRITE_MANY, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=child_environment()) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        database = Database(path, read_only=True)
        store, lexical = SqliteArticles(database), SqliteLexicalIndex(database)
        seen = []
        while writer.poll() is None:
            found = lexical.search("rain roads", 1000)
            assert len(lexical.chunks([hit.chunk_id for hit in found])) == len(found)
            assert len(list(store.articles())) >= len(found)
            seen.append(len(found))
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert len(lexical.search("rain", 1000)) == 300


def test_threads_share_one_database(path: Path) -> None:
    database = Database(path)
    store, failures = SqliteArticles(database), []

    def work(name: str) -> None:
        try:
            for number in range(40):
                store.put(*entries(make_article(f"{name}{number}")))
                assert store.article(f"{name}{number}") is not None
        except Exception as error:  # noqa: BLE001  # whatever it is, the test has to show it
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.count(None, Filters()) == 160
