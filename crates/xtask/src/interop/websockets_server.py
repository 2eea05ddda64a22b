"""An echo server with the Python package websockets. The query of a path says what it asks for; the text `figures` is
answered with the bytes that were received and sent so far. `cargo xtask interop` runs it."""

import asyncio
import json
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

import counting

MAX_SIZE = 2 << 20


class Factory(ServerPerMessageDeflateFactory):
    def process_request_params(self, params, accepted):
        params, inner = super().process_request_params(params, accepted)
        return params, counting.Counting(inner)


def choose_extensions(connection, request):
    query = parse_qs(urlsplit(request.path).query, keep_blank_values=True)

    def bits(name):
        return int(query[name][0]) if name in query else None

    factory = Factory(
        server_no_context_takeover="server_no_context_takeover" in query,
        client_no_context_takeover="client_no_context_takeover" in query,
        server_max_window_bits=bits("server_max_window_bits"),
        client_max_window_bits=bits("client_max_window_bits"),
    )
    connection.protocol.available_extensions = [factory]


async def echo(connection):
    counter = counting.of(connection)
    async for message in connection:
        if message == "figures":
            figures = {"read": counter.received, "written": counter.sent}
            message = json.dumps(figures)
        await connection.send(message)


async def main():
    options = {"process_request": choose_extensions, "compression": None, "max_size": MAX_SIZE}
    async with serve(echo, "127.0.0.1", 0, **options) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}", flush=True)
        await asyncio.Future()


asyncio.run(main())
