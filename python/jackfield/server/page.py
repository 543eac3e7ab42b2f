"""The built web page."""

from pathlib import Path, PurePosixPath

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

PAGE_FOLDER = Path(__file__).parent / "static"
_HASHED = "assets"
"""Vite puts files there whose names change with their content."""
_NOT_BUILT = (
    "The page is not built. Run `make build` in the source tree, then start the server again.\n"
    "WHIP clients can use /whip without it.\n"
)


def page_router(folder: Path = PAGE_FOLDER) -> APIRouter:
    """Serve the page and its files at every path nobody else serves."""
    router = APIRouter(include_in_schema=False)
    if not (folder / "index.html").is_file():

        async def _explain() -> Response:
            return PlainTextResponse(_NOT_BUILT, 404)

        router.add_api_route("/", _explain, methods=["GET", "HEAD"])
        return router

    files = StaticFiles(directory=folder, html=True)

    async def _serve(request: Request) -> Response:
        path: str = request.path_params["path"]
        response = await files.get_response(path or "index.html", request.scope)
        response.headers["Cache-Control"] = _cache_control(path)
        return response

    router.add_api_route("/{path:path}", _serve, methods=["GET", "HEAD"])
    return router


def _cache_control(path: str) -> str:
    if PurePosixPath(path).parts[:1] == (_HASHED,):
        return "public, max-age=31536000, immutable"
    return "no-cache"
