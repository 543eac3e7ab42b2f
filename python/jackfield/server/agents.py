"""``/v1/agents``: whom a caller may ask for by ``?agent=``."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from jackfield.agents.choice import AgentChoice
from jackfield.server.routes import add_view


def agents_router(agents: AgentChoice) -> APIRouter:
    """The list of agents, for pages that let people choose."""
    router = APIRouter(tags=["agents"])
    document = {
        "default": agents.default.name,
        "agents": [{"name": spec.name, "summary": spec.summary} for spec in agents.named.values()],
    }

    async def _list() -> Response:
        return JSONResponse(document, headers={"Cache-Control": "no-store"})

    add_view(router, "/v1/agents", _list)
    return router
