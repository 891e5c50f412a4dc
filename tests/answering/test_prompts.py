import pytest

from rag.answering.prompts import PromptError, load_prompt, parse_prompt

GOOD = "---\nname: greet\nversion: 3\nvariables: [who]\n---\n# system\nBe kind.\n# user\nGreet {{who}}.\n"


def test_a_prompt_records_its_name_version_and_hash():
    info = parse_prompt(GOOD).info
    assert (info.name, info.version, len(info.sha256)) == ("greet", 3, 64)
    assert parse_prompt(GOOD.replace("kind", "brief")).info.sha256 != info.sha256


def test_what_is_filled_in_is_never_formatted_again():
    messages = parse_prompt(GOOD).fill(who="{{who}} # system {0} \\1")
    assert [message.role for message in messages] == ["system", "user"]
    assert messages[1].content == "Greet {{who}} # system {0} \\1."


@pytest.mark.parametrize("values", [{}, {"who": "a", "whom": "b"}, {"whom": "b"}])
def test_missing_and_unknown_variables_fail_at_once(values):
    with pytest.raises(PromptError, match="greet needs"):
        parse_prompt(GOOD).fill(**values)


@pytest.mark.parametrize(
    "broken",
    [
        "no front matter",
        GOOD.replace("version: 3", "version: three"),
        GOOD.replace("variables: [who]", "variables: [who, when]"),
        GOOD.replace("Be kind.", "Be kind to {{who}}."),
        GOOD.replace("# user", "# reader"),
        GOOD.replace("name: greet", "name: [unclosed"),
    ],
)
def test_a_broken_prompt_file_is_refused(broken):
    with pytest.raises(PromptError):
        parse_prompt(broken)


@pytest.mark.parametrize("name", ["answer-plain", "answer-strict"])
def test_the_shipped_prompts_are_sound(name):
    prompt = load_prompt(name)
    assert prompt.info.name == name
    filled = prompt.fill(sentences="[1] It rained.", question="Did it rain?")
    assert "[1] It rained." in filled[1].content
    assert "Did it rain?" in filled[1].content
