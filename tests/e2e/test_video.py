"""The native parrot shows what it is shown: VP8 comes back undecoded, like sound."""

from e2e.browser import HERE, PATIENCE_MS, CallPage

ORANGE = [255, 128, 0]
COLOR_ERROR = 40
"""What VP8 at a low bit rate and two colour conversions may do to it."""


async def test_a_picture_comes_back_in_its_colour(page: CallPage) -> None:
    script = (HERE / "video_call.js").read_text()
    color = f"rgb({', '.join(map(str, ORANGE))})"
    terms = {"path": "whip", "color": color, "limitMs": PATIENCE_MS}
    shown = await page.page.evaluate(script, terms)
    assert [abs(a - b) < COLOR_ERROR for a, b in zip(shown, ORANGE, strict=True)] == [True] * 3
