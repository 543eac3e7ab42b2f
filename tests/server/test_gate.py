"""Keys and the rate limit at the door (rows W33 and W34)."""

import pytest

from jackfield.auth import create_token
from server_kit import OFFER, SDP, TRICKLE, is_problem, serving

SECRET = "a-secret-of-thirty-two-bytes-or-more"
KEY = {"Authorization": "Bearer right-key"}


async def test_each_changing_method_needs_a_key() -> None:
    async with serving(api_keys="other-key,right-key") as running:
        posted = await running.client.post("/whip", content=OFFER, headers=SDP)
        assert is_problem(posted, 401, "unauthorized")
        opened = await running.post(headers=KEY)
        assert opened.status_code == 201
        url = str(opened.url.join(opened.headers["Location"]))
        assert is_problem(await running.client.patch(url, content=TRICKLE), 401)
        assert is_problem(await running.client.delete(url), 401)
        assert (await running.client.delete(url, headers=KEY)).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["Bearer wrong", "Bearer", "Basic right-key", "right-key", "Bearer right-key2", "Bearer \xff"],
)
async def test_a_wrong_key_is_refused(authorization: str) -> None:
    async with serving(api_keys="right-key") as running:
        response = await running.client.post(
            "/whip", content=OFFER, headers=[(b"Authorization", authorization.encode("latin-1"))]
        )
    assert is_problem(response, 401)
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


async def test_who_sends_no_key_is_told_how() -> None:
    async with serving(api_keys="right-key") as running:
        response = await running.post()
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="jackfield"'
    assert "Authorization: Bearer" in response.json()["detail"]


async def test_looking_needs_no_key() -> None:
    async with serving(api_keys="right-key") as running:
        for method, path in (("GET", "/whip"), ("OPTIONS", "/whip"), ("GET", "/health")):
            assert (await running.client.request(method, path)).is_success


async def test_too_many_requests_are_told_when_to_come_back() -> None:
    async with serving(rate_limit=0.5, rate_burst=2) as running:
        session = await running.open()
        assert (await running.patch(session, TRICKLE, if_match="*")).status_code == 204
        for response in (
            await running.post(),
            await running.patch(session, TRICKLE, if_match="*"),
            await running.client.delete(session.url),
        ):
            assert is_problem(response, 429, "rate_limited")
            assert response.headers["Retry-After"] == "2"
        running.clock.now += 2
        assert (await running.client.delete(session.url)).status_code == 200


async def test_guessing_keys_is_limited_too() -> None:
    async with serving(api_keys="right-key", rate_limit=1, rate_burst=3) as running:
        wrong = {"Authorization": "Bearer guess"}
        statuses = [(await running.post(headers=wrong)).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(("method", "path"), [("OPTIONS", "/whip"), ("GET", "/v1/client-config")])
async def test_looking_with_a_key_is_limited_as_the_answer_tells_whether_it_is_right(
    method: str, path: str
) -> None:
    async with serving(api_keys="right-key", rate_limit=1, rate_burst=3) as running:
        for guess in ("a", "b", "c"):
            headers = {"Authorization": f"Bearer {guess}"}
            assert (await running.client.request(method, path, headers=headers)).is_success
        right = await running.client.request(method, path, headers=KEY)
        assert is_problem(right, 429, "rate_limited")
        assert (await running.client.request(method, path)).is_success


async def test_looking_is_not_limited() -> None:
    async with serving(rate_limit=1, rate_burst=1) as running:
        for _ in range(5):
            assert (await running.client.get("/whip")).status_code == 204
            assert (await running.client.options("/whip", headers=KEY)).status_code == 204


def token(**claims: object) -> dict[str, str]:
    made = create_token("app", SECRET, **({"sub": "ann", "now": 1000.0} | claims))  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {made}"}


async def test_a_token_for_every_call_opens_a_session() -> None:
    async with serving(api_secrets={"app": SECRET}) as running:
        assert is_problem(await running.post(), 401, "unauthorized")
        assert (await running.post(headers=token())).status_code == 201


@pytest.mark.parametrize(
    ("claims", "status", "code"),
    [
        ({"call": "default:room"}, 403, "token_call"),
        ({"grants": ["listen"]}, 403, "grant_missing"),
        ({"now": 1000.0 - 3600 - 31}, 401, "token_expired"),
    ],
)
async def test_a_token_that_does_not_do_is_refused_with_the_reason(
    claims: dict[str, object], status: int, code: str
) -> None:
    async with serving(api_secrets={"app": SECRET}) as running:
        response = await running.post(headers=token(**claims))
    assert is_problem(response, status, code)
    assert (status == 401) == (
        'error="invalid_token"' in response.headers.get("WWW-Authenticate", "")
    )
