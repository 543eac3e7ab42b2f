"""Ways to the server when the plain one is closed: hidden addresses, networks without UDP."""

from playwright.async_api import Route

from e2e.browser import CallPage, call_page, chromium
from e2e.server import LiveServer

# A page that was not given the microphone calls with a tone.
CALL_WITHOUT_MICROPHONE = """async () => {
  const peer = new RTCPeerConnection();
  const context = new AudioContext();
  const tone = new OscillatorNode(context);
  const sound = new MediaStreamAudioDestinationNode(context);
  tone.connect(sound);
  tone.start();
  peer.addTrack(sound.stream.getAudioTracks()[0], sound.stream);
  const gathered = new Promise((resolve) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
  });
  const connected = new Promise((resolve, reject) => {
    peer.onconnectionstatechange = () =>
      ({ connected: resolve, failed: reject })[peer.connectionState]?.(peer.connectionState);
  });
  await peer.setLocalDescription();
  await gathered;
  const offer = peer.localDescription.sdp;
  const headers = { 'Content-Type': 'application/sdp' };
  const response = await fetch('whip', { method: 'POST', headers, body: offer });
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  const state = await connected;
  await fetch(response.headers.get('Location'), { method: 'DELETE' });
  return { state, status: response.status, candidates: offer.match(/a=candidate:.*/g) };
}"""


async def test_a_browser_that_tells_only_local_names_is_reached_all_the_same(
    server: LiveServer,
) -> None:
    async with chromium(granted=False) as browser, call_page(browser, server.url) as page:
        await page.page.mouse.click(0, 0)  # sound may only start after a gesture
        call = await page.page.evaluate(CALL_WITHOUT_MICROPHONE)
    assert call["status"] == 201
    assert call["candidates"]
    assert [candidate for candidate in call["candidates"] if ".local " not in candidate] == []
    assert call["state"] == "connected"
    assert (await server.logged("session_closed"))["reason"] == "local"


async def test_a_call_goes_over_tcp_where_no_udp_gets_through(
    page: CallPage, server: LiveServer
) -> None:
    async def _without_udp(route: Route) -> None:
        response = await route.fetch()
        lines = (await response.text()).splitlines(keepends=True)
        body = "".join(line for line in lines if " udp " not in line)
        await route.fulfill(response=response, body=body)

    await page.page.route("**/whip*", _without_udp)
    await page.start()
    await page.expect_level_above("Echo level", -40)
    pairs = await page.page.evaluate("recorder.stats()")
    used = {entry["protocol"] for entry in pairs if entry["type"] == "remote-candidate"}
    assert used == {"tcp"}
    await page.stop()
    assert (await server.logged("session_closed"))["reason"] == "local"
