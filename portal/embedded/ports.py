import errno
import socket
from random import SystemRandom

# Below those that systems give to outgoing connections: one of these could take it again at once.
RANGE = range(20_000, 32_000)


def free_port() -> int:
    """A port that nobody listens on just now."""
    return next(port for port in SystemRandom().sample(RANGE, 200) if not is_taken(port))


def is_taken(port: int) -> bool:
    """Whether another program answers, or would answer, at localhost."""
    for family, address in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
    return False
