"""Why a platform cannot be started, or not go on."""


class PortInUse(Exception):
    """Another program listens on this port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"another program listens on {host} port {port}")
        self.host = host
        self.port = port


class TokenRefused(Exception):
    """The platform does not accept a token; the message says where to look."""


class Disconnected(Exception):
    """The platform ended the connection and will not have it back as it is."""
