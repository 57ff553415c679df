"""Serves pictures by their id, and nothing that is not a picture."""

import re

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from bot.quiz.ports import Media

MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}(\.[a-z0-9]{1,5})?")
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"\xff\xd8\xff": "image/jpeg",
}
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


def pictures(media: Media) -> APIRouter:
    """Return the route that serves what the media store keeps."""
    router = APIRouter()

    @router.get("/media/{id}", include_in_schema=False)
    async def picture(id: str) -> Response:
        data = await media.get(id) if MEDIA_ID.fullmatch(id) else None
        kind = media_type(data) if data else None
        if kind is None:
            return PlainTextResponse("There is no such picture.\n", 404)
        return Response(data, media_type=kind, headers=HEADERS)

    return router


def media_type(data: bytes) -> str | None:
    """Name the type by the first bytes: an id's suffix is a claim, not a proof."""
    return next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), None)
