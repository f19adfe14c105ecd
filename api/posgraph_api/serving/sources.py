"""Where settings come from: a flag wins over the environment, that over the settings file, that over the default."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from posgraph.errors import Fault, PosgraphError, UsageError
from posgraph.model.cells import near
from posgraph_api.serving.options import Option
from posgraph_api.serving.settings import Settings, options

FILE_VARIABLE = "POSGRAPH_CONFIG"
"""The variable that names the settings file."""


class SettingsError(UsageError):
    """Settings that cannot be used, all of them at once; ``faults`` says where each stands."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.fault = self.faults[0]
        head = f"{len(self.faults)} settings cannot be used\n  " if len(self.faults) > 1 else ""
        PosgraphError.__init__(self, head + "\n  ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Effective:
    """The settings that hold, and where each came from: a flag, a variable, a file, or ``default``."""

    settings: Settings
    origins: Mapping[str, str]

    def write(self) -> str:
        """The settings as a file that could be used again, each with where it came from; secrets are left out."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        group = ""
        for option in options():
            if option.group != group:
                yield f"\n# {option.group}" if group else f"# {option.group}"
                group = option.group
            value, origin = getattr(self.settings, option.name), self.origins[option.name]
            if option.secret:
                yield f"# {option.name}: {'a secret, set by ' + origin if value else 'not set'}"
            elif value is None:
                yield f"# {option.name}: not set"
            else:
                yield f"{f'{option.name} = {_toml(value)}':<39} # {origin}"


def gather(environment: Mapping[str, str], flags: Mapping[str, Any], file: str | None = None) -> Effective:
    """The settings as flags (texts or values; None: not given), environment and file give them.

    Raises SettingsError with every setting that cannot be used, and where it stands.
    """
    values: dict[str, Any] = {}
    origins = {option.name: "default" for option in options()}
    faults: list[Fault] = []

    def take(option: Option, value: Any, origin: str, where: str) -> None:
        try:
            if origin.startswith("-"):
                values[option.name] = option.parse(where, value) if isinstance(value, str) else value
                option.check(where, values[option.name])
            else:
                values[option.name] = option.parse(where, value) if origin == where else option.take(where, value)
            origins[option.name] = origin
        except UsageError as error:
            faults.append(error.fault)

    known = {option.name: option for option in options()}
    if place := file or environment.get(FILE_VARIABLE):
        for name, value in _read(place, faults).items():
            if name in known:
                take(known[name], value, place, f"{place}: {name}")
            else:
                expected = "a setting; posgraph serve --help lists them"
                faults.append(Fault(f"{place}: {name}", str(value), expected, near(name.replace("-", "_"), known)))
    for option in known.values():
        if text := environment.get(option.variable):
            take(option, text, option.variable, option.variable)
        if (given := flags.get(option.name)) is not None:
            take(option, given, option.flag, option.flag)
    if unknown := sorted(set(flags) - set(known)):
        raise TypeError(f"no such settings: {', '.join(unknown)}")
    if faults:
        raise SettingsError(faults)
    return Effective(Settings(**values), origins)


def _read(place: str, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(place).read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(Fault("config", place, f"a settings file that can be read ({error.strerror})"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault("config", place, f"a file in TOML, as query_seconds = 20 ({error})"))
    return {}


def _toml(value: Any) -> str:
    """A value as TOML writes it; the password in an address is left out."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(without_password(value), ensure_ascii=False).replace("\x7f", "\\u007F")
    return str(value).lower() if isinstance(value, bool) else str(value)


def without_password(text: str) -> str:
    """An address without the password in it.

    >>> without_password("http://me:secret@host/sparql"), without_password("talks.store")
    ('http://me:…@host/sparql', 'talks.store')
    """
    try:
        parts = urlsplit(text)
        if parts.password is None:
            return text
    except ValueError:
        return text
    return text.replace(f":{parts.password}@", ":…@", 1)
