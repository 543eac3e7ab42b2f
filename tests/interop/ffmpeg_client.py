"""A program of its own, as FFmpeg's handshake cannot be interrupted: sends a WAV file by WHIP.

Arguments: endpoint, file, seconds, and options of FFmpeg's muxer as NAME=VALUE. Prints how many
packets were sent.
"""

import itertools
import sys
import time

import av

RATE = 48_000


def main(endpoint: str, file: str, seconds: str, *options: str) -> None:
    """Send in real time: the muxer itself does not wait."""
    muxer_options = dict(option.split("=", 1) for option in options)
    with av.open(file) as source, av.open(endpoint, "w", "whip", options=muxer_options) as sink:
        stream = sink.add_stream("libopus", rate=RATE, layout="stereo")
        resampler = av.AudioResampler("s16", "stereo", RATE, frame_size=RATE // 50)
        frames = itertools.chain.from_iterable(map(resampler.resample, source.decode(audio=0)))
        began, sent = 0.0, 0
        for frame in itertools.islice(frames, int(float(seconds) * 50)):
            for packet in stream.encode(frame):
                sink.mux(packet)  # the first one connects
                began = began or time.monotonic()
                sent += 1
                time.sleep(max(0, began + sent / 50 - time.monotonic()))
    sys.stdout.write(f"{sent}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
