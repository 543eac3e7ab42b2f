"""The clients: where calls are, and who asks for them."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from typing_extensions import override

from jackfield.client.account import AUDIO_SLOTS, Account
from jackfield.client.base import BaseCall
from jackfield.client.calls import AsyncRTCCall, RTCCall
from jackfield.client.cores import CORES, Cores
from jackfield.errors import ConfigError
from jackfield.tokens import ANY_CALL, DEFAULT_GRANTS, create_token

CallT = TypeVar("CallT", bound=BaseCall)


class Video(Generic[CallT]):
    """The calls of a client."""

    def __init__(self, call: Callable[[str, str], CallT]) -> None:
        self._call = call
        self._calls: WeakValueDictionary[tuple[str, str], CallT] = WeakValueDictionary()

    def rtc_call(self, call_type: str, call_id: str) -> CallT:
        """The call of that name; the same object as long as somebody holds it.

        Raises:
            ConfigError: A name is empty.
        """
        for field, value in (("call_type", call_type), ("call_id", call_id)):
            if not value:
                raise ConfigError(f"{field}: is empty")
        call = self._calls.get((call_type, call_id))
        if call is None:
            call = self._calls[call_type, call_id] = self._call(call_type, call_id)
        return call


class BaseClient:
    """What both clients have: a server, a key and its secret.

    They are taken from ``JACKFIELD_URL``, ``JACKFIELD_API_KEY`` and ``JACKFIELD_API_SECRET`` when
    they are not given. Without a server calls are those of this process: whoever joins them from
    the same event loop meets there. Those and mock calls need no key.
    Of those in a server's call ``audio_slots``, at most 16, are heard each by themselves, and the
    others as one mix.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        audio_slots: int = AUDIO_SLOTS,
    ) -> None:
        self._account = Account.of(base_url, api_key, api_secret, audio_slots)

    @property
    def base_url(self) -> str:
        """Of the server; empty for calls of this process."""
        return self._account.base_url

    @property
    def api_key(self) -> str:
        """What names the secret, or is a key by itself."""
        return self._account.api_key

    def create_token(
        self,
        user_id: str,
        *,
        call: str = ANY_CALL,
        grants: Iterable[str] = DEFAULT_GRANTS,
        ttl_s: float = 3600.0,
        name: str = "",
        tenant: str = "",
    ) -> str:
        """Make a token with which somebody else joins; the secret stays here.

        Args:
            user_id: Who they are.
            call: ``TYPE:ID``, or ``*`` for every call.
            grants: Some of ``join``, ``listen``, ``speak`` and ``admin``.
            ttl_s: Seconds until nobody can use it any more.
            name: The participant's, for people.
            tenant: Whose calls it is for; empty for nobody's.

        Raises:
            ConfigError: There is no key or no secret, or an argument cannot be right.
        """
        account = self._account
        return create_token(
            account.api_key,
            account.api_secret,
            sub=user_id,
            call=call,
            grants=grants,
            ttl_s=ttl_s,
            name=name,
            tenant=tenant,
        )

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, api_key={self.api_key!r})"


class Client(BaseClient):
    """Calls without waiting, except in them.

    ``cores`` are the media cores that its calls share with those of other clients.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        audio_slots: int = AUDIO_SLOTS,
        cores: Cores = CORES,
    ) -> None:
        super().__init__(base_url, api_key=api_key, api_secret=api_secret, audio_slots=audio_slots)
        account = self._account
        self.video = Video(lambda kind, name: RTCCall(account, cores, kind, name))

    def rtc_call(self, call_type: str, call_id: str) -> RTCCall:
        """The same as ``video.rtc_call``."""
        return self.video.rtc_call(call_type, call_id)


class AsyncClient(BaseClient):
    """The same as :class:`Client`, where everything is awaited."""

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        audio_slots: int = AUDIO_SLOTS,
        cores: Cores = CORES,
    ) -> None:
        super().__init__(base_url, api_key=api_key, api_secret=api_secret, audio_slots=audio_slots)
        account = self._account
        self.video = Video(lambda kind, name: AsyncRTCCall(account, cores, kind, name))

    def rtc_call(self, call_type: str, call_id: str) -> AsyncRTCCall:
        """The same as ``video.rtc_call``."""
        return self.video.rtc_call(call_type, call_id)
