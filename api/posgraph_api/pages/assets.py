"""The style sheet, the script and the icon, each one file with a digest of its content in its name: browsers keep it for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

_VALUE, _VARIABLE = re.compile(r"(--[a-z]+): ([^;]+);"), re.compile(r"var\((--[a-z]+)\)")
_STATIC = files("posgraph_api").joinpath("static")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load; ``name`` holds the digest of its content."""

    name: str
    data: bytes
    media_type: str

    @property
    def href(self) -> str:
        """Its address."""
        return f"/static/{self.name}"


def joined(folder: str) -> str:
    """The files of a folder of ``static`` as one text, in the order of their names."""
    found = sorted(_STATIC.joinpath(folder).iterdir(), key=lambda file: file.name)
    return "\n".join(_text(file) for file in found)


def read(path: str) -> str:
    """A file of ``static``."""
    return _text(_STATIC.joinpath(path))


@cache
def style() -> Asset:
    """The style sheet of every page."""
    return _asset("style", "css", joined("css"), "text/css")


@cache
def figure_style() -> str:
    """The part of it that colours figures, for files that stand alone: in the colours of paper, whatever the screen has."""
    parts = sorted(file.name for file in _STATIC.joinpath("css").iterdir() if file.name.startswith(("0-", "1-", "figure")))
    text = "\n".join(read(f"css/{name}") for name in parts)
    values = dict(_VALUE.findall(read("css/0-colours.css")))
    return _VARIABLE.sub(lambda found: values[found[1]], text)  # who opens such a file may know no variables


@cache
def script() -> Asset:
    """The script of every page: without it the pages read and work the same, with more reloading."""
    return _asset("posgraph", "js", joined("js"), "text/javascript")


@cache
def icon() -> Asset:
    """The icon of the service."""
    return _asset("icon", "svg", read("icon.svg"), "image/svg+xml")


def _asset(name: str, suffix: str, text: str, media_type: str) -> Asset:
    data = text.encode()
    return Asset(f"{name}.{blake2b(data, digest_size=8).hexdigest()}.{suffix}", data, f"{media_type}; charset=utf-8")


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
