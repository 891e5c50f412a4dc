"""Field names that a user gives for the records of an export, by option or in a small YAML file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rag.adapters.records import USUAL_FIELDS, FieldNames
from rag.errors import SettingsError

_NAMES = ", ".join(USUAL_FIELDS)


def field_names(given: Iterable[str] = (), file: Path | None = None) -> FieldNames:
    """The usual field names, replaced where a file or, before it, an option ``text=body_html`` gives others.

    Raises `SettingsError` for a name that is none of ours, for a malformed option, and for a file that cannot
    be read or holds anything else.
    """
    from_file = _from_file(file) if file is not None else {}
    return {**USUAL_FIELDS, **from_file, **_from_options(given)}


def _from_options(given: Iterable[str]) -> FieldNames:
    found: dict[str, tuple[str, ...]] = {}
    for option in given:
        name, equals, field = (part.strip() for part in option.partition("="))
        if not equals or not field:
            raise SettingsError(f"--field {option} is not NAME=FIELD, as in --field text=body_html.")
        _require_known(name, f"--field {option}")
        found[name] = (*found.get(name, ()), field)
    return found


def _from_file(file: Path) -> FieldNames:
    import yaml

    try:
        content = yaml.safe_load(file.read_bytes())
    except OSError as error:
        raise SettingsError(f"The mapping {file} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = f" in line {place.line + 1}" if place else ""
        raise SettingsError(f"The mapping {file} is not valid YAML{line}.") from None
    if not isinstance(content, Mapping) or not content:
        raise SettingsError(f"The mapping {file} has to hold lines such as `text: body_html`.")
    return {
        _require_known(name, f"The mapping {file}"): _fields(name, content[name], file) for name in content
    }


def _fields(name: str, given: object, file: Path) -> tuple[str, ...]:
    fields = tuple(given) if isinstance(given, list) else (given,)
    if not fields or not all(isinstance(field, str) and field.strip() for field in fields):
        raise SettingsError(f"The mapping {file} gives {given!r} for {name}; it has to be a field or a list.")
    return tuple(field.strip() for field in fields)


def _require_known(name: object, where: str) -> str:
    if not isinstance(name, str) or name not in USUAL_FIELDS:
        raise SettingsError(f"{where} names {name!r}, which is none of {_NAMES}.")
    return name
