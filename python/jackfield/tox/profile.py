"""Who a Tox is, kept in a file: its keys, its name, its friends."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from jackfield.tox.errors import ProfileError, error_of
from jackfield.tox.library import ToxLibrary

EXTRA_BYTES = 80
"""By how much encryption makes it longer (TOX_PASS_ENCRYPTION_EXTRA_LENGTH)."""


class ToxProfile:
    """A file of libtoxcore's format, as other clients read and write it.

    With a password it is encrypted as by ``toxencryptsave``. Files of the one kind become those of
    the other only by saving: a file without encryption is read with any password.

    Args:
        path: The file; none there is a new identity.
        password: Never told to anybody; empty for no encryption.
    """

    def __init__(self, path: Path | str, password: str = "") -> None:
        self.path = Path(path)
        self._password = password.encode()

    def load(self, library: ToxLibrary) -> bytes:
        """What the file holds, decrypted; nothing if there is no file.

        Raises:
            ProfileError: It cannot be read, or the password is not its own.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise ProfileError(f"{self.path} cannot be read: {error.strerror}") from error
        if len(data) < EXTRA_BYTES or not library.lib.tox_is_data_encrypted(data):
            return data
        if not self._password:
            raise ProfileError(
                f"{self.path} is encrypted: give its password", code="TOX_ERR_NEW_LOAD_ENCRYPTED"
            )
        return self._decrypt(library, data)

    def save(self, library: ToxLibrary, data: bytes) -> None:
        """Write the file anew, as a whole: who reads it meanwhile finds the old one or the new one.

        Raises:
            ProfileError: It cannot be written; what was there before is there still.
        """
        content = self._encrypt(library, data) if self._password else data
        try:
            _replace(self.path, content)
        except OSError as error:
            raise ProfileError(f"{self.path} cannot be written: {error.strerror}") from error

    def _decrypt(self, library: ToxLibrary, data: bytes) -> bytes:
        ffi = library.ffi
        plain, error = ffi.new("uint8_t[]", len(data) - EXTRA_BYTES), ffi.new("int *")
        password = self._password
        library.lib.tox_pass_decrypt(data, len(data), password, len(password), plain, error)
        if error[0]:
            told = error_of("TOX_ERR_DECRYPTION", error[0], str(self.path))
            raise ProfileError(str(told), code=told.code)
        return bytes(ffi.buffer(plain))

    def _encrypt(self, library: ToxLibrary, data: bytes) -> bytes:
        ffi = library.ffi
        cipher, error = ffi.new("uint8_t[]", len(data) + EXTRA_BYTES), ffi.new("int *")
        password = self._password
        library.lib.tox_pass_encrypt(data, len(data), password, len(password), cipher, error)
        if error[0]:
            told = error_of("TOX_ERR_ENCRYPTION", error[0], str(self.path))
            raise ProfileError(str(told), code=told.code)
        return bytes(ffi.buffer(cipher))


def _replace(path: Path, content: bytes) -> None:
    """Its owner alone may read it: it holds the secret key."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
