import json
import sys

import pytest

from eval import sentences as comparison
from eval.bench_data import find_bench
from rag.errors import SettingsError


def test_rules_join_what_another_splitter_cut_wrongly():
    split = comparison.with_our_rules(lambda text: text.replace(". ", ".|").split("|"))
    assert [piece.strip() for piece in split("U.S. officials met Mr. Roe. They left.")] == [
        "U.S. officials met Mr. Roe.",
        "They left.",
    ]


def test_the_command_prints_one_row_a_splitter(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "sentences"
    folder.mkdir()
    case = json.dumps({"text": "Mr. Roe left. She stayed.", "sentences": ["Mr. Roe left.", "She stayed."]})
    for name in ("gum_news.jsonl", "golden_rules_en.jsonl"):
        (folder / name).write_text(case + "\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["eval.sentences", "--data", str(tmp_path)])
    monkeypatch.setattr(comparison, "PACKAGES", ())
    comparison.main()
    ours, plain = capsys.readouterr().out.splitlines()[-2:]
    assert ours.startswith("| rag.text.sentences | 1.000 | 1.000–1.000 | 1.000 | 1.000 | 1 |")
    assert plain.startswith("| plain regex | 0.667 |")


def test_missing_data_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere.*--data"):
        find_bench(tmp_path / "nowhere")
