"""``/docs``: the OpenAPI document for people, by Swagger UI.

Its files come in a package. The page is ours: Swagger UI's own has scripts inside, which our
Content-Security-Policy forbids, as it forbids everything from elsewhere.
"""

from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, Response

from jackfield.server.problems import Problem

PATH = "/docs"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jackfield: HTTP interface</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="interface"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/begin.js"></script>
</body>
</html>
"""
# Keys stay in the page's memory; the validator of others is not asked.
_BEGIN = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#interface",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
"""
_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
_CACHED = {"Cache-Control": "public, max-age=86400"}


def docs_router() -> APIRouter:
    """Its routes; they need no key, as the interface is no secret."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH, _show, methods=["GET", "HEAD"])
    router.add_api_route(PATH + "/{name}", _give, methods=["GET", "HEAD"])
    return router


async def _show() -> Response:
    return Response(_PAGE, media_type="text/html", headers={"Cache-Control": "no-cache"})


async def _give(name: Annotated[str, Path()]) -> Response:
    if name == "begin.js":
        return Response(_BEGIN, media_type="text/javascript", headers=_CACHED)
    if name not in _FILES:
        raise Problem(404, "there is nothing at this path", code="not_found")
    with resources.as_file(resources.files("fastapi_swagger") / "resources" / name) as path:
        return FileResponse(path, media_type=_FILES[name], headers=_CACHED)
