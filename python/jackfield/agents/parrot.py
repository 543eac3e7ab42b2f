"""The parrot in Python: says back what it hears, frame by frame."""

from jackfield.call import Connection


async def pcm_parrot(connection: Connection) -> None:
    """Echo decoded audio; what every agent of your own starts from."""
    async for _, (rate, pcm) in connection.incoming_audio:
        await connection.send_audio(rate, pcm)
