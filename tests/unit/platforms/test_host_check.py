import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.platforms.shared.host_check import HostCheckMiddleware


async def welcome(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def ask(
    headers: dict[str, str], *, kind: str = "http", host: str = "127.0.0.1", path: str = "/"
) -> Message:
    """Return the first that is answered."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "method": "GET", "headers": raw}
    await HostCheckMiddleware(welcome, host, open_paths={"/slack/events"})(scope, nothing, send)
    return sent[0]


@pytest.mark.parametrize(
    ("bound", "asked", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8080", 200),
        ("127.0.0.1", "localhost:8080", 200),
        ("127.0.0.1", "LOCALHOST", 200),
        ("127.0.0.1", "[::1]:8080", 200),
        ("127.0.0.1", "evil.example", 403),
        ("127.0.0.1", "127.0.0.1.evil.example:8080", 403),
        ("127.0.0.1", "", 403),
        ("127.0.0.1", "[::1", 403),
        ("127.0.0.1", "@", 403),
        ("study.lan", "study.lan:8080", 200),
        ("0.0.0.0", "192.168.0.7:8080", 200),
        ("0.0.0.0", "evil.example", 403),
    ],
)
async def test_only_own_names_are_served_and_any_address_where_all_are_bound(
    bound: str, asked: str, status: int
) -> None:
    assert (await ask({"host": asked}, host=bound))["status"] == status


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://[", "http://localhost:9999"]
)
async def test_websocket_of_another_site_is_closed(origin: str) -> None:
    answer = await ask({"host": "localhost:8080", "origin": origin}, kind="websocket")
    assert answer == {"type": "websocket.close", "code": 1008}


async def test_own_origin_is_served_with_the_security_headers() -> None:
    answer = await ask({"host": "localhost:8080", "origin": "http://localhost:8080"})
    headers = dict(answer["headers"])
    assert answer["status"] == 200
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]


async def test_open_path_answers_any_host() -> None:
    assert (await ask({"host": "bot.example"}, path="/slack/events"))["status"] == 200
    assert (await ask({"host": "bot.example"}, path="/slack/events/x"))["status"] == 403
