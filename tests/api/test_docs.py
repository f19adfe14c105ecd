"""The docs of the service show what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api import shown


@pytest.fixture(scope="module")
def services() -> Iterator[shown.Services]:
    with shown.services() as found:
        yield found


@pytest.mark.parametrize("page", shown.PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_give_what_is_shown(services: shown.Services, page: Path) -> None:
    found = [command for _, commands in shown.blocks(page.read_text(encoding="utf-8")) for command in commands]
    differing = [command.text for command in found if services.differs(command)]
    assert found
    assert not differing, "`python -m tests.api.shown` writes the shown outputs anew"


def test_every_address_that_is_given_as_an_example_answers(client: httpx.Client) -> None:
    examples = re.findall(r"^\| `(/v1/\w+)` \| .* \| `(\w+\?.+)` \|$", shown.PAGES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert len(examples) > 10
    for path, address in examples:
        assert address.startswith(f"{path.removeprefix('/v1/')}?")
        assert client.get(f"/v1/{address}").status_code == 200, address
