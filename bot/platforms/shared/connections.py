"""Connections to the bot's own server: who begins a request has to finish it soon."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class PromptConnection(H11Protocol):
    """A connection that ends if a request is not complete in time after its first byte.

    So does one on which nothing ever comes. How long answers take, and WebSockets, is their own
    affair. It builds on h11, which uvicorn has everywhere; its other parsers are optional.
    """

    def __init__(self, *, deadline_s: float, **given: Any) -> None:
        super().__init__(**given)
        self._deadline_s = deadline_s
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def handle_events(self) -> None:
        super().handle_events()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._relax()

    def _watch(self) -> None:
        """Keep the deadline of a request that is on its way; one that is all there has none."""
        if self.transport.is_closing() or not self._is_awaited():
            self._relax()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self._deadline_s, self._end)

    def _relax(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_awaited(self) -> bool:
        """Tell whether it is the other side's turn. Between requests, uvicorn's own timer runs."""
        if self.conn.their_state is h11.IDLE:
            return self.timeout_keep_alive_task is None
        is_upgraded = self.transport.get_protocol() is not self
        return self.conn.their_state is h11.SEND_BODY and not is_upgraded

    def _end(self) -> None:
        """End the connection; who has sent something, and has no answer yet, is told why."""
        has_begun = self.conn.their_state is not h11.IDLE or self.conn.trailing_data[0]
        if has_begun and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._say_too_late()
        if self.cycle is not None:
            self.cycle.disconnected = True  # It may be about to answer.
        self.transport.close()

    def _say_too_late(self) -> None:
        headers = [("connection", "close"), ("content-length", "0")]
        self.transport.write(self.conn.send(h11.Response(status_code=408, headers=headers)) or b"")
