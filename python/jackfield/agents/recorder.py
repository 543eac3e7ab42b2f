"""The recorder: a call's audio on disk, by the core alone."""

from jackfield.call import Connection


async def recorder(connection: Connection) -> None:
    """Record to the directory of recordings until the call is over."""
    recording = await connection.record()
    await recording.wait()
