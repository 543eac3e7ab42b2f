"""Others in a call, for pictures of the page: painted people who show themselves and write."""

import json
from collections.abc import Mapping

from e2e.browser import HERE, CallPage

Look = Mapping[str, object]
ANN: Look = {
    "wall": ["#cfe3da", "#86b3a4"],
    "shirt": "#2f5d62",
    "skin": "#e8b796",
    "hair": {"color": "#7a4a2b", "width": 84, "height": 104, "fringe": 62},
}
MIRA: Look = {
    "wall": ["#f0dcc3", "#d39a6c"],
    "shirt": "#8c3f4d",
    "skin": "#9a6444",
    "hair": {"color": "#231a18", "width": 94, "height": 98, "fringe": 66},
    "talks": True,
}
JONAS: Look = {
    "wall": ["#ccd6ea", "#7d93bd"],
    "shirt": "#e3e6ea",
    "skin": "#f1c9a9",
    "hair": {"color": "#c9974c", "width": 72, "height": 84, "fringe": 52},
}


async def guest(beside: CallPage) -> CallPage:
    """A tab beside another one, which is closed with it."""
    return CallPage(await beside.page.context.new_page())


def portrait(look: Look) -> str:
    """The script that has a page film somebody painted."""
    return (HERE / "portrait.js").read_text().replace("LOOK", json.dumps(look))


async def enter(page: CallPage, address: str, name: str, look: Look) -> None:
    """Come into a call, as somebody who is painted like that, and switch the camera on."""
    await page.page.add_init_script(portrait(look))
    await page.page.goto(address)
    await page.page.get_by_role("textbox", name="Your name").fill(name)
    await page.start()
    await page.page.get_by_role("button", name="Camera").click()


async def say(page: CallPage, text: str) -> None:
    """Write to all."""
    await page.page.get_by_role("textbox", name="Message to all").fill(text)
    await page.page.keyboard.press("Enter")


async def fall_silent(page: CallPage) -> None:
    """Mute the microphone."""
    await page.page.get_by_role("button", name="Mute (stop streaming)").click()
