"""The page of the OpenAPI document in a browser, under the policy that it is served with."""

from playwright.async_api import Browser, ConsoleMessage, expect

from e2e.server import LiveServer


async def test_the_interface_is_shown_and_can_be_tried_out(
    browser: Browser, server: LiveServer
) -> None:
    page = await browser.new_page()
    complaints: list[str] = []

    def _note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", _note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(server.url + "docs")
    listing = page.locator(".opblock", has=page.get_by_text("/v1/calls", exact=True)).first
    await listing.locator(".opblock-summary").click()
    await listing.get_by_role("button", name="Try it out").click()
    await listing.get_by_role("button", name="Execute").click()
    await expect(listing.locator(".live-responses-table")).to_contain_text('"calls"')
    assert complaints == []
    await page.close()
