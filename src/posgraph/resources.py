"""Where the ontology and the bundled data lie: inside the installed package, or in the checkout of an editable install."""

from __future__ import annotations

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
