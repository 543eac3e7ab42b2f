"""A browser sends its picture at several sizes; others in the call are shown the best there is."""

from e2e.browser import HERE, CallPage

LIMIT_MS = 90_000
"""Chromium sends large pictures only after it has found that the network takes them."""


async def test_others_see_the_largest_picture_and_the_next_when_it_stops(page: CallPage) -> None:
    script = (HERE / "simulcast.js").read_text()
    options = {"call": "default:gallery", "limitMs": LIMIT_MS}
    widths = await page.page.evaluate(script, options)
    assert 1280 in widths[:-1]  # the smallest may be shown until the next one's size is known
    assert widths[-1] == 640
