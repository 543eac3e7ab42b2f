"""Settings of recordings."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from pydantic_settings import BaseSettings

from jackfield.config_values import Unit

RecordingFormat: TypeAlias = Literal["ogg", "wav"]


class RecordingSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of recordings."""

    recording_directory: Annotated[
        str,
        Field(description="where recordings go that are given no place, and wait for their upload"),
    ] = "recordings"
    recording_url: Annotated[
        str,
        Field(description="where those go then, such as s3://bucket/folder; empty: they stay"),
    ] = ""
    recording_format: Annotated[
        RecordingFormat,
        Field(description="of those whose name does not say: Opus in Ogg as it came, or WAV"),
    ] = "ogg"
    recording_max_minutes: Annotated[
        int, Unit("min"), Field(ge=0, description="when a recording ends by itself; 0 for never")
    ] = 240
    recordings: Annotated[
        int, Unit("recordings"), Field(ge=1, description="that go on at once")
    ] = 1000
    recording_queue_packets: Annotated[
        int, Unit("packets"), Field(ge=64, description="that wait for the disk; more are silence")
    ] = 16_384
    recording_bitrate: Annotated[
        int, Unit("bit/s"), Field(ge=6000, le=510_000, description="of what has to be encoded")
    ] = 32_000
    recording_complexity: Annotated[
        int, Field(ge=0, le=10, description="of what has to be encoded: 0 is cheapest")
    ] = 5
    recording_shutdown_s: Annotated[
        float, Unit("s"), Field(gt=0, description="for uploads when the server stops; files stay")
    ] = 30.0
    recording_upload_attempts: Annotated[
        int, Unit("tries"), Field(ge=1, description="to store a recording elsewhere")
    ] = 5
    recording_upload_backoff_ms: Annotated[
        int, Unit("ms"), Field(ge=1, description="before the second attempt; doubles each time")
    ] = 1000
