"""Looking at something, with or without its body."""

from server_kit import serving


async def test_head_gives_the_headers_of_get_without_its_body() -> None:
    async with serving() as running:
        whole = await running.client.get("/health")
        head = await running.client.head("/health")
    assert head.status_code == whole.status_code
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


async def test_other_methods_are_told_which_they_may_use() -> None:
    async with serving() as running:
        response = await running.client.post("/health")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
