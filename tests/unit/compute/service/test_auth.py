"""Who is let in: by the token, or where there is none, by a name of this machine."""

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from compute.service.auth import AuthMiddleware


async def hello(_: object) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def status(token: SecretStr | None, **headers: str) -> int:
    app = AuthMiddleware(Starlette(routes=[Route("/v1/demos", hello)]), token)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return (await client.get("/v1/demos", headers=headers)).status_code


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("localhost:8090", 200),
        ("127.0.0.1:8090", 200),
        ("[::1]:8090", 200),
        ("evil.example:8090", 401),
        ("127.0.0.1.evil.example", 401),
        ("[", 401),
        ("", 401),
    ],
)
async def test_without_a_token_only_names_of_this_machine_are_served(
    host: str, answer: int
) -> None:
    assert await status(None, host=host) == answer


@pytest.mark.parametrize(("given", "answer"), [("mine", 200), ("yours", 401)])
async def test_with_a_token_it_alone_counts(given: str, answer: int) -> None:
    headers = {"host": "compute", "authorization": f"Bearer {given}"}
    assert await status(SecretStr("mine"), **headers) == answer
