"""The page that shows the OpenAPI document."""

import re

import httpx
import pytest
from fastapi import FastAPI

from jackfield.server import problems
from jackfield.server.api_docs import docs_router
from server_kit import is_problem


async def ask(path: str) -> httpx.Response:
    app = FastAPI(docs_url=None)
    problems.install(app)
    app.include_router(docs_router())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


async def test_the_page_needs_nothing_from_elsewhere_and_has_no_scripts_inside() -> None:
    page = await ask("/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "//" not in page.text
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page.text)


async def test_whatever_the_page_names_is_there() -> None:
    page = await ask("/docs")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 4
    for name in named:
        found = await ask(f"/{name}")
        assert found.status_code == 200, name
        assert found.content


async def test_the_script_begins_with_our_document() -> None:
    script = await ask("/docs/begin.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert 'url: "openapi.json"' in script.text


@pytest.mark.parametrize("name", ["main.py", "..%2Fmain.py", "absent"])
async def test_nothing_else_of_the_package_is_given(name: str) -> None:
    assert is_problem(await ask(f"/docs/{name}"), 404, "not_found")
