"""What both sides with the Python package websockets need: compression that counts what passes it."""


class Counting:
    """An extension around permessage-deflate. It counts the payloads as they are on the wire."""

    def __init__(self, inner):
        self.inner = inner
        self.name = inner.name
        self.received = 0
        self.sent = 0

    def decode(self, frame, **options):
        self.received += len(frame.data)
        return self.inner.decode(frame, **options)

    def encode(self, frame):
        encoded = self.inner.encode(frame)
        self.sent += len(encoded.data)
        return encoded


def of(connection):
    """The only extension of a connection."""
    (counting,) = connection.protocol.extensions
    return counting
