"""Offers by WHIP and WHEP are taken alike; metrics tell them apart."""

from server_kit import FRAGMENT, OFFER, RESTART, SDP, serving


async def test_sessions_and_restarts_are_counted_by_the_way_they_came() -> None:
    async with serving() as running:
        listener = OFFER.replace("a=sendrecv", "a=recvonly")
        response = await running.client.post("/whep?call=a:b", content=listener, headers=SDP)
        session = str(response.url.join(response.headers["Location"]))
        await running.client.patch(
            session, content=RESTART, headers={"Content-Type": FRAGMENT, "If-Match": "*"}
        )
        text = (await running.client.get("/metrics")).text
    assert 'jackfield_transport_sessions{transport="whep"} 1.0' in text
    assert 'jackfield_transport_sessions{transport="whip"} 0.0' in text
    assert 'jackfield_transport_ice_restarts_total{result="done",transport="whep"} 1.0' in text
