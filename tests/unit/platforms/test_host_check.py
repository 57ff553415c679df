import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.platforms.shared.host_check import HostCheckMiddleware


async def welcome(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def ask(
    headers: dict[str, str], *, kind: str = "http", host: str = "127.0.0.1", path: str = "/"
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "method": "GET", "headers": raw}
    await HostCheckMiddleware(welcome, host, open_paths={"/slack/events"})(scope, nothing, send)
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"])
async def test_loopback_host_is_served(host: str) -> None:
    assert (await ask({"host": host}))[0]["status"] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8080", "", "[::1", "@"])
async def test_rebound_host_is_refused(host: str) -> None:
    assert (await ask({"host": host}))[0]["status"] == 403


async def test_configured_host_is_served() -> None:
    sent = await ask({"host": "study.lan:8080"}, host="study.lan")

    assert sent[0]["status"] == 200


async def test_bound_to_all_interfaces_an_address_is_served_but_no_name() -> None:
    assert (await ask({"host": "192.168.0.7:8080"}, host="0.0.0.0"))[0]["status"] == 200
    assert (await ask({"host": "evil.example"}, host="0.0.0.0"))[0]["status"] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999"])
async def test_websocket_of_another_site_is_closed(origin: str) -> None:
    sent = await ask({"host": "localhost:8080", "origin": origin}, kind="websocket")

    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_own_origin_is_served() -> None:
    sent = await ask({"host": "localhost:8080", "origin": "http://localhost:8080"})

    assert sent[0]["status"] == 200


async def test_answers_carry_the_security_headers() -> None:
    headers = dict((await ask({"host": "localhost"}))[0]["headers"])

    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]


async def test_open_path_answers_any_host() -> None:
    assert (await ask({"host": "bot.example"}, path="/slack/events"))[0]["status"] == 200
    assert (await ask({"host": "bot.example"}, path="/slack/events/x"))[0]["status"] == 403
