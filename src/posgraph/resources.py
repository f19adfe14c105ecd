"""Where the ontology and the bundled data lie: inside the installed package, or in the checkout of an editable install."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent

BUNDLED = "miami-2025"
"""The dataset that every command reads when none is named."""


def _folder(name: str) -> Path:
    for parent in (_PACKAGE, _CHECKOUT):
        if (found := parent / name).is_dir():
            return found
    raise FileNotFoundError(f"posgraph's {name}/ folder is neither in {_PACKAGE} nor in {_CHECKOUT}; install posgraph again")


def ontology() -> Path:
    """The ontology folder (modules, vocab, shapes, alignments, questions, context).

    >>> (ontology() / "core.ttl").is_file()
    True
    """
    return _folder("ontology")


def data() -> Path:
    """The folder of bundled datasets.

    >>> (data() / BUNDLED / "dataset.toml").is_file()
    True
    """
    return _folder("data")


def bundled() -> tuple[str, ...]:
    """The names of the bundled datasets, which are those of their folders.

    >>> BUNDLED in bundled()
    True
    """
    return tuple(sorted(folder.name for folder in data().iterdir() if (folder / "dataset.toml").is_file()))


def place(path: str | PathLike[str]) -> Path:
    """The path, or, where nothing is there and it is the bare name of a bundled dataset, the folder of that.

    >>> place("russia-ukraine").parent == data(), place("./russia-ukraine").is_dir()
    (True, False)
    """
    given = Path(fspath(path))
    bare = given.name == fspath(path) and given.name in bundled() and not given.exists()
    return data() / given.name if bare else given
