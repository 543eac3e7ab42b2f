"""Every setting of a server: name, default, unit and range, by part.

A value comes from, in this order: a flag of ``jackfield serve``, the environment
(``JACKFIELD_<NAME>``), a TOML file, the default. ``jackfield config`` prints what is in force
and where it came from. docs/configuration.md is checked against these files.
"""

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from jackfield.config_calls import CallSettings
from jackfield.config_media import MediaSettings
from jackfield.config_operators import OperatorSettings
from jackfield.config_recording import RecordingSettings
from jackfield.config_server import ServerSettings
from jackfield.config_tox import ToxSettings

ENV_PREFIX = "JACKFIELD_"


class Settings(  # the fields of the last one come first
    ToxSettings, RecordingSettings, MediaSettings, CallSettings, OperatorSettings, ServerSettings
):
    """The settings in force; immutable."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _certificate_is_whole(self) -> "Settings":
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ValueError("tls_cert and tls_key are needed together")
        if self.tls_cert and self.tls_self_signed:
            raise ValueError("tls_self_signed makes a certificate: leave tls_cert and tls_key out")
        return self

    @property
    def needs_key(self) -> bool:
        """Whether calls are opened only by those who hold a key or a token."""
        return bool(self.api_keys or self.api_secrets)

    @property
    def media_address(self) -> str:
        """Where the media sockets are bound: beside the HTTP server unless said otherwise."""
        host = self.media_bind or self.host
        return "127.0.0.1" if host == "localhost" else host
