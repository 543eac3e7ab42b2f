"""What is done to a call's audio and pictures on their way; with Jackfield's own library."""

from dataclasses import asdict, dataclass

_MOST = 0x7FFF
"""The largest number that each of C's fields has a place for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioEffects:
    """What is done to audio, in this order: echo, noise, loudness. As made, nothing is.

    Attributes:
        echo_cancellation: Take what was received, and a microphone hears again, out of what is
            sent; about 5 ms later. Only for audio that is sent.
        noise_suppression: Take out whatever is not speech, music too; 10 ms later.
        automatic_gain: Bring speech to about -25 dBFS, by 6 dB a second.
        gain_db: Louder or quieter, in dB: up to 60, and ``-math.inf`` is silence.
    """

    echo_cancellation: bool = False
    noise_suppression: bool = False
    automatic_gain: bool = False
    gain_db: float = 0.0

    def as_fields(self) -> dict[str, bool | float]:
        """As C has them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoEffects:
    """What is done to pictures: mirror, brightness, contrast, blur, colours. As made, nothing is.

    Attributes:
        mirror: Exchange left and right.
        brightness: Steps of luma: -219, black, to 219, white.
        contrast: 0, all grey, over 1, as it is, to 10.
        blur: The mean of so many pixels to each side: 0 to 100.
        grayscale: Without colours.
    """

    mirror: bool = False
    brightness: int = 0
    contrast: float = 1.0
    blur: int = 0
    grayscale: bool = False

    def as_fields(self) -> dict[str, bool | float]:
        """As C has them; what has no place there is as wrong as the nearest that has."""
        fields = asdict(self)
        fields["brightness"] = max(-_MOST, min(self.brightness, _MOST))
        fields["blur"] = self.blur if 0 <= self.blur <= _MOST else _MOST
        return fields
