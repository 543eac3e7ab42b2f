"""Settings of calls of many: how many, how large, how long a place is kept."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings

from jackfield.config_values import Unit


class CallSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of calls of many."""

    max_calls: Annotated[
        int, Unit("calls"), Field(ge=0, description="calls of many at a time; one more gets a 503")
    ] = 1000
    max_call_participants: Annotated[
        int, Unit("participants"), Field(ge=1, description="in one of them, agents included")
    ] = 250
    max_call_routes: Annotated[
        int, Unit("entries"), Field(ge=0, description="of who hears whom, in one call")
    ] = 1000
    calls_on_demand: Annotated[
        bool, Field(description="who joins a call that there is not makes it; off: gets a 404")
    ] = True
    resume_window_s: Annotated[
        float,
        Unit("s"),
        Field(ge=0, description="after a connection is lost: keep the participant's place"),
    ] = 30.0
    call_idle_s: Annotated[
        float, Unit("s"), Field(ge=0, description="without a person in it: until a call ends")
    ] = 60.0
    call_levels_ms: Annotated[
        int, Unit("ms"), Field(ge=0, description="between two events of levels; 0 for none")
    ] = 200
    call_quality_ms: Annotated[
        int, Unit("ms"), Field(ge=0, description="between two events of quality; 0 for none")
    ] = 5000
    max_chat_characters: Annotated[
        int, Unit("characters"), Field(ge=1, description="of one text in a call")
    ] = 2000
    chat_rate: Annotated[
        float, Unit("texts/s"), Field(gt=0, description="of one participant, in the long run")
    ] = 2.0
    chat_burst: Annotated[
        int, Unit("texts"), Field(ge=1, description="of one participant, at once")
    ] = 10
