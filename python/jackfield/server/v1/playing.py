"""``/v1/calls/…/play``: what is sent, or a file of the media folder, for all or for one."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request

from jackfield.calls import LiveCall
from jackfield.errors import CodecError, RemoteProtocolError
from jackfield.server.body import read_body
from jackfield.server.v1.audio_file import AudioFile, stored, uploaded
from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import audio_or, problems
from jackfield.server.v1.models import (
    PARTICIPANT_PATTERN,
    PlayerList,
    PlayerView,
    PlayFile,
)
from jackfield.server.v1.operating import JSON, Operating, media_type
from jackfield.server.v1.players import Player, Players

PLAY = CALL + "/play"

PlayerId = Annotated[str, Path(pattern=PARTICIPANT_PATTERN)]
To = Annotated[str | None, Query(pattern=PARTICIPANT_PATTERN, description="of what is sent")]


class PlayRoutes:
    """The resource of what is played."""

    def __init__(self, operating: Operating, players: Players) -> None:
        self._operating = operating
        self._players = players

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=["play"])
        found = problems(401, 403, 404)
        router.add_api_route(PLAY, self.list_all, methods=["GET"], responses=found)
        router.add_api_route(
            PLAY,
            self.begin,
            methods=["POST"],
            status_code=201,
            responses=problems(401, 403, 404, 409, 413, 415, 422, 503),
            openapi_extra=audio_or(PlayFile),
        )
        router.add_api_route(
            PLAY + "/{player}", self.stop, methods=["DELETE"], status_code=204, responses=found
        )
        return router

    async def list_all(self, request: Request, call_type: CallType, call_id: CallId) -> PlayerList:
        """What is played now."""
        call = self._operating.find(request, call_type, call_id)
        return PlayerList(players=tuple(map(_view, self._players.of(call))))

    async def begin(
        self, request: Request, call_type: CallType, call_id: CallId, to: To = None
    ) -> PlayerView:
        """Play audio that is sent (WAV, MP3, FLAC, Ogg, M4A), or a file of the media folder."""
        operating = self._operating
        call = operating.find(request, call_type, call_id)
        with operating.refusing(), self._players.room(operating.settings.max_players):
            audio, to = await self._audio(request, call, to)
            return _view(await self._players.play(call, audio, to=to or ""))

    async def stop(
        self, request: Request, call_type: CallType, call_id: CallId, player: PlayerId
    ) -> None:
        """Fall silent at once."""
        call = self._operating.find(request, call_type, call_id)
        with self._operating.refusing():
            if not self._players.stop(call, player):
                message = "player: there is none with this id in this call"
                raise RemoteProtocolError(message, status_hint=404, code="player_unknown")

    async def _audio(
        self, request: Request, call: LiveCall, to: str | None
    ) -> tuple[AudioFile, str | None]:
        settings = self._operating.settings
        try:
            if media_type(request) == JSON:
                asked = await self._operating.read(request, PlayFile)
                _check_listener(call, asked.to)
                return await stored(settings.media_dir, asked.file), asked.to
            _check_listener(call, to)
            content = await read_body(
                request, limit=settings.max_upload_bytes, timeout_s=settings.request_timeout_s
            )
            return await uploaded(content), to
        except CodecError as error:
            message = f"this audio cannot be played: {error}"
            raise RemoteProtocolError(message, status_hint=415, code="not_audio") from error


def _check_listener(call: LiveCall, to: str | None) -> None:
    if to is not None:
        call.find(to)


def _view(player: Player) -> PlayerView:
    return PlayerView(
        id=player.id,
        source=player.source,
        to=player.to or None,
        seconds=round(player.seconds, 3),
    )
