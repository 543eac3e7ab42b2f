"""Settings of what operators do with calls and watch them with."""

from typing import Annotated, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode

from jackfield.config_values import Flag, Tenant, Unit, split_list
from jackfield.v1 import Event
from jackfield.webhooks import secret_bytes

WEBHOOK_SECRET_BYTES = 24
"""The shortest that Standard Webhooks allows."""


class Webhook(BaseModel):
    """Somebody who is told of events.

    Attributes:
        url: Where to post them.
        secret: What they are signed with.
        events: Their types; empty for all but the fleeting ones.
        tenant: Only of its calls; empty for nobody's, left out for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: HttpUrl
    secret: SecretStr
    events: tuple[str, ...] = ()
    tenant: Tenant | None = None

    @field_validator("secret")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr) -> SecretStr:
        if len(secret_bytes(secret.get_secret_value())) < WEBHOOK_SECRET_BYTES:
            message = f"the secret of a webhook must have {WEBHOOK_SECRET_BYTES} bytes at least"
            raise ValueError(message)
        return secret

    @field_validator("events")
    @classmethod
    def _events_are_there(cls, events: tuple[str, ...]) -> tuple[str, ...]:
        for event in events:
            if event not in Event.DESCRIPTOR.fields_by_name:
                message = f"there is no event {event!r}"
                raise ValueError(message)
        return events

    @property
    def place(self) -> str:
        """How logs name it: the rest of an address may be a password."""
        return f"{self.url.scheme}://{self.url.host}:{self.url.port}"


def _split_webhooks(value: object) -> object:
    return [value] if isinstance(value, dict) else split_list(value)


Webhooks: TypeAlias = Annotated[tuple[Webhook, ...], NoDecode, BeforeValidator(_split_webhooks)]


class OperatorSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of operators."""

    media_dir: Annotated[
        str, Field(description="folder of audio that may be played in calls; empty for none")
    ] = ""
    max_upload_bytes: Annotated[
        int, Unit("bytes"), Field(ge=1024, description="largest audio that is sent to be played")
    ] = 10_485_760
    max_players: Annotated[
        int, Unit("players"), Field(ge=0, description="what is played at a time, in all calls")
    ] = 100
    dial_targets: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(split_list),
        Flag("--dial-target"),
        Field(description="addresses of WHIP endpoints, or what they begin with, to be called"),
    ] = ()
    webhooks: Annotated[
        Webhooks,
        Flag("--webhook"),
        Field(description='JSON: {"url": …, "secret": …, "events": […]}; events are posted there'),
    ] = ()
    webhook_queue: Annotated[
        int,
        Unit("events"),
        Field(ge=1, description="that may wait for one webhook; of more the oldest go"),
    ] = 1000
    webhook_timeout_s: Annotated[
        float, Unit("s"), Field(gt=0, description="for one try; and for what is left at the end")
    ] = 10.0
    webhook_attempts: Annotated[
        int, Unit("tries"), Field(ge=1, description="until an event is given up")
    ] = 10
    webhook_backoff_s: Annotated[
        float, Unit("s"), Field(gt=0, description="before the second try, then twice as long each")
    ] = 1.0
    webhook_backoff_max_s: Annotated[
        float, Unit("s"), Field(gt=0, description="longest wait between two tries")
    ] = 120.0
    event_history: Annotated[
        int,
        Unit("events"),
        Field(ge=0, description="kept for streams that come back"),
    ] = 1000
    event_queue: Annotated[
        int,
        Unit("events"),
        Field(ge=1, description="that may wait for one stream; of more the oldest go"),
    ] = 1000
    event_streams: Annotated[
        int, Unit("streams"), Field(ge=0, description="of events at a time; one more gets a 503")
    ] = 100
    metric_tenants: Annotated[
        int,
        Unit("tenants"),
        Field(ge=0, description="with a label of their own in /metrics; of more all are `other`"),
    ] = 100
    event_heartbeat_s: Annotated[
        float, Unit("s"), Field(gt=0, description="a sign of life in a stream without events")
    ] = 15.0
