"""/v1/questions: asked of files, of a store without findings, and as pages that tell ids by name."""

from __future__ import annotations

from pathlib import Path

import httpx

import posgraph
from posgraph.questions import questions
from posgraph_api.pages.frame import ways
from tests.api.serving import serving
from tests.api.test_bad_requests import check
from tests.api.test_things import Page

HTML = {"accept": "text/html"}
FRAME = {way.href for way in ways()}
BUNDLED = Path(__file__).parents[2] / "data" / "miami-2025"


def own(page: Page) -> list[str]:
    """The links of a page without those of its frame, which every page has."""
    found = [link for link in page.links if link not in FRAME and not link.startswith("#")]
    assert found
    return found


def test_every_question_is_answered_where_the_data_are_files(client: httpx.Client) -> None:
    asked = [question.name for question in questions().values() if question.needs_inferred]
    assert len(asked) > 3
    for name in asked:
        assert client.get(f"/v1/questions/{name}").status_code == 200, name
    rows = client.get("/v1/questions/conflicts-inferred", headers={"accept": "text/csv"}).text.splitlines()
    assert len(rows) > 1


def test_a_store_without_findings_says_what_to_do_and_its_pages_do_not_lead_there(tmp_path: Path) -> None:
    posgraph.graph.load(BUNDLED, tmp_path / "store")
    with serving("--data", str(tmp_path / "store")) as service, httpx.Client(base_url=service.url, timeout=60) as client:
        body = check(client.get("/v1/questions/conflicts-inferred"), 409, "no-findings")
        assert "posgraph infer --data STORE" in str(body["detail"])
        page = Page(client.get("/v1/questions", headers=HTML).text)
        assert "posgraph infer --data STORE" in page.text
        assert questions()["conflicts-inferred"].text in page.text
        assert "/v1/questions/conflicts-inferred" not in page.links
        assert all(client.get(link, headers=HTML).status_code == 200 for link in own(page))
    with serving("--data", str(tmp_path / "store"), "--infer") as service:
        assert httpx.get(f"{service.url}/v1/questions/conflicts-inferred", timeout=60).status_code == 200


def test_ids_are_told_by_name_and_lead_to_their_things(client: httpx.Client) -> None:
    page = Page(client.get("/v1/questions/stances-on-issue?issue=ceasefire&day=2025-12-29", headers=HTML).text)
    assert {"/id/miami-2025/actor/donald-trump", "/id/miami-2025/position/US007"} <= set(page.links)
    assert "Donald Trump donald-trump" in page.text
    assert not any(link.startswith("/id/miami-2025/") and "/0." in link for link in own(page))
    for link in own(page):
        assert client.get(link, headers={"accept": "text/html, */*;q=0.1"}).status_code == 200, link


def test_a_question_whose_example_is_not_in_the_data_has_a_page_to_choose(tmp_path: Path) -> None:
    tables = {
        "actors.csv": "id,label,kind\na,A,state\n",
        "demands.csv": "id,issue,label\nd,i,D\n",
        "positions.csv": "id,actor,demand,stance\np,a,d,demands\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with serving("--data", str(tmp_path)) as service, httpx.Client(base_url=service.url, timeout=60) as client:
        for link in own(Page(client.get("/v1/questions", headers=HTML).text)):
            assert client.get(link, headers=HTML).status_code == 200, link
        check(client.get("/v1/questions/stances-on-issue"), 400, "unknown-name")
        page = Page(client.get("/v1/questions/stances-on-issue?issue=i", headers=HTML).text)
        assert "1 row" in page.text
        assert "1 rows" not in page.text
        front = Page(client.get("/", headers=HTML).text)
        assert "1 actor ·" in front.text
        assert "1 position" in front.text
