"""One object of the library: its pointer, its lock, and how its functions are asked."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from jackfield.tox.errors import KilledError, error_of
from jackfield.tox.library import ToxLibrary

if TYPE_CHECKING:
    from _cffi_backend import CData


class Handle:
    """The base of Tox and ToxAV. Ends with its ``with`` block.

    Attributes:
        library: Whose object it is.
        lock: Held during every call into the library: it allows one at a time for each Tox.
        pointer: The object; None when it was killed.
    """

    def __init__(self, library: ToxLibrary, lock: threading.RLock) -> None:
        self.library = library
        self.lock = lock
        self.pointer: CData | None = None
        self._error = library.ffi.new("int *")
        self._callbacks: list[object] = []
        self._raised: BaseException | None = None
        self._depth = 0
        self._kill_wanted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def is_calling_back(self) -> bool:
        """Whether one of its own callbacks is at work."""
        return self._depth > 0

    @property
    def is_killed(self) -> bool:
        """Whether it is over."""
        return self.pointer is None

    def ask(self, enum: str, name: str, *arguments: object) -> "CData":
        """Call a function that ends with an error argument.

        Args:
            enum: The type of its errors, in capitals.
            name: Of the function.
            arguments: All but the object and the error.

        Raises:
            ToxError: What the function said.
            KilledError: The object was killed.
        """
        with self.lock:
            error = self._error
            result = getattr(self.library.lib, name)(self.alive(), *arguments, error)
            code = error[0]
        if code:
            raise error_of(enum, code)
        return result

    def tell(self, name: str, *arguments: object) -> "CData":
        """Call a function that cannot fail.

        Raises:
            KilledError: The object was killed.
        """
        with self.lock:
            return getattr(self.library.lib, name)(self.alive(), *arguments)

    def alive(self) -> "CData":
        """The object.

        Raises:
            KilledError: It was killed.
        """
        if self.pointer is None:
            raise KilledError(f"this {type(self).__name__} was killed")
        return self.pointer

    def callback(self, kind: str, function: object) -> "CData":
        """Make something that C can call, and keep it as long as the object lives."""
        made = self.library.ffi.callback(f"{kind} *", function, onerror=self._note_error)
        self._callbacks.append(made)
        return made

    def text(self, pointer: "CData", length: int) -> str:
        """What C points to as text; what is no UTF-8 is replaced."""
        return bytes(self.library.ffi.buffer(pointer, length)).decode(errors="replace")

    def turn(self, name: str, *arguments: object) -> None:
        """Call a function that calls back, and raise what the first callback raised.

        Raises:
            KilledError: The object was killed.
        """
        with self.lock:
            self._depth += 1
            try:
                self.tell(name, *arguments)
            finally:
                self._depth -= 1
            raised, self._raised = self._raised, None
            if self._kill_wanted:
                self.kill()
        if raised is not None:
            raise raised

    def kill(self) -> None:
        """End it. Again: nothing happens. From one of its callbacks: when that has returned."""
        with self.lock:
            self._kill_wanted = self._is_calling_back()
            if self.pointer is not None and not self._kill_wanted:
                self._free()
                self.pointer = None
                self._callbacks.clear()

    def _is_calling_back(self) -> bool:
        return self._depth > 0

    def _free(self) -> None:
        raise NotImplementedError

    def _note_error(
        self, _kind: type[BaseException], error: BaseException, _traceback: TracebackType
    ) -> None:
        self._raised = self._raised or error
