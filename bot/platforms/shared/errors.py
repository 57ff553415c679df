"""Why a platform cannot be started, or not go on."""


class CannotListen(Exception):
    """This address and port can't be had; the message says which, and why."""

    def __init__(self, host: str, port: int, reason: str | None) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}")
        self.host = host
        self.port = port


class PortInUse(CannotListen):
    """Another program listens on this port."""


class TokenRefused(Exception):
    """The platform does not accept a token; the message says where to look."""


class Disconnected(Exception):
    """The platform ended the connection and will not have it back as it is."""
