"""The built page, and the place where it would be."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from jackfield.server import problems
from jackfield.server.page import page_router


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Jackfield</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-abc123.js").write_text("1")
    return tmp_path


async def get(folder: Path, path: str, method: str = "GET") -> httpx.Response:
    app = FastAPI()
    problems.install(app)
    app.include_router(page_router(folder))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path)


async def test_the_page_is_served_at_the_root(built: Path) -> None:
    response = await get(built, "/")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Jackfield" in response.text


async def test_the_page_is_asked_for_again_but_its_hashed_files_are_kept(built: Path) -> None:
    assert (await get(built, "/")).headers["Cache-Control"] == "no-cache"
    script = await get(built, "/assets/index-abc123.js")
    assert "immutable" in script.headers["Cache-Control"]
    assert "javascript" in script.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/favicon.svg", "/index.html"])
async def test_other_files_of_the_page_are_served(built: Path, path: str) -> None:
    assert (await get(built, path, "HEAD")).status_code == 200


@pytest.mark.parametrize("path", ["/missing.js", "/assets", "/../secret", "/%2e%2e/secret"])
async def test_nothing_else_is_served(built: Path, path: str) -> None:
    (built.parent / "secret").write_text("secret")
    assert (await get(built, path)).status_code == 404


async def test_a_page_that_was_not_built_says_how(tmp_path: Path) -> None:
    response = await get(tmp_path / "static", "/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "make build" in response.text
