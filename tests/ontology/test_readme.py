"""The ontology's README names what is there, and its example runs."""

import doctest
import re

from posgraph import resources

FOLDER = resources.ontology()
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_file_and_folder_is_named() -> None:
    tree = TEXT.partition("```\n")[2].partition("```")[0]
    named = {line.split()[0].rstrip("/") for line in tree.splitlines() if line}
    assert named == {path.name for path in FOLDER.iterdir()} - {"README.md"}


def test_every_vocabulary_and_alignment_is_named() -> None:
    words = set(re.findall(r"`([a-z-]+)`", TEXT))
    for folder in ("vocab", "alignments"):
        assert {path.stem for path in (FOLDER / folder).glob("*.ttl")} <= words


def test_the_example_runs() -> None:
    failed, tried = doctest.testfile(str(FOLDER / "README.md"), module_relative=False)
    assert tried > 3
    assert failed == 0
