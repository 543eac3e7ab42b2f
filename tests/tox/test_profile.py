"""Profiles: what is saved is who comes back, and nobody else can read it."""

from pathlib import Path

import pytest

from jackfield.tox import ProfileError, ToxLibrary, ToxProfile
from tox_kit import make_tox

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("password", ["", "correct horse battery"])
def test_who_was_saved_comes_back(library: ToxLibrary, tmp_path: Path, password: str) -> None:
    file = tmp_path / "bot.tox"
    with make_tox(library, file, password) as tox:
        tox.name = "Bot"
        friend = tox.friend_accept(make_key(library))
        tox.save()
        address, key = tox.address, tox.friend_public_key(friend)
    with make_tox(library, file, password) as again:
        assert (again.address, again.name) == (address, "Bot")
        assert again.friend_public_key(again.friends[0]) == key


def make_key(library: ToxLibrary) -> str:
    with make_tox(library) as other:
        return other.public_key


def test_an_encrypted_profile_tells_nothing_without_its_password(
    library: ToxLibrary, tmp_path: Path
) -> None:
    file = tmp_path / "bot.tox"
    with make_tox(library, file, "right") as tox:
        tox.save()
        secret = tox.savedata()
    assert secret[100:200] not in file.read_bytes()
    for password, code in (
        ("", "TOX_ERR_NEW_LOAD_ENCRYPTED"),
        ("wrong", "TOX_ERR_DECRYPTION_FAILED"),
    ):
        with pytest.raises(ProfileError, match=r"bot\.tox") as refused:
            make_tox(library, file, password)
        assert refused.value.code == code
        assert "wrong" not in str(refused.value).replace("password is wrong", "")


def test_a_file_that_is_no_profile_is_refused(library: ToxLibrary, tmp_path: Path) -> None:
    file = tmp_path / "bot.tox"
    file.write_bytes(b"x" * 200)
    with pytest.raises(ProfileError) as refused:
        make_tox(library, file)
    assert refused.value.code == "TOX_ERR_NEW_LOAD_BAD_FORMAT"


def test_a_plain_profile_becomes_encrypted_when_it_is_saved(
    library: ToxLibrary, tmp_path: Path
) -> None:
    file = tmp_path / "bot.tox"
    with make_tox(library, file) as tox:
        tox.save()
        address = tox.address
    with make_tox(library, file, "now") as tox:
        assert tox.address == address
        tox.save()
    assert library.lib.tox_is_data_encrypted(file.read_bytes())


def test_a_write_that_fails_leaves_the_old_file(library: ToxLibrary, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "bot.tox"
    file.mkdir(parents=True)  # a folder is in the place of the file
    with pytest.raises(ProfileError, match="cannot be written"):
        ToxProfile(file).save(library, b"data")
    assert [path.name for path in file.parent.iterdir()] == ["bot.tox"]
    with pytest.raises(ProfileError, match="cannot be read"):
        ToxProfile(file).load(library)


def test_only_its_owner_reads_it(library: ToxLibrary, tmp_path: Path) -> None:
    file = tmp_path / "bot.tox"
    ToxProfile(file).save(library, b"data")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == b"data"
