"""The client of the Python package websockets: exchanges messages with an echo server, and tells what was agreed on and how
many bytes passed. `cargo xtask interop` runs it with the files of a plan and of the messages."""

import asyncio
import base64
import json
import sys

from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

import counting

PATIENCE_S = 60
MAX_SIZE = 2 << 20


class Factory(ClientPerMessageDeflateFactory):
    def process_response_params(self, params, accepted):
        return counting.Counting(super().process_response_params(params, accepted))


async def exchange(socket, name, messages):
    counter = counting.of(socket)
    sent, received = counter.sent, counter.received

    async def send():
        for message in messages:
            await socket.send(message)

    async def receive():
        for number, expected in enumerate(messages):
            if await socket.recv() != expected:
                raise ValueError(f"{name}: message {number} came back otherwise")

    await asyncio.gather(send(), receive())
    return {"group": name, "out": counter.sent - sent, "in": counter.received - received}


async def converse(connection, groups):
    # Not told, a window of the client's is offered without a size.
    offer = connection["offer"]
    offer["client_max_window_bits"] = offer["client_max_window_bits"] or True
    options = {"extensions": [Factory(**offer)], "compression": None, "max_size": MAX_SIZE}
    async with connect(connection["url"], **options) as socket:
        agreed = socket.response.headers.get("Sec-WebSocket-Extensions", "")
        passed = [await exchange(socket, name, messages) for name, messages in groups]
    return {"agreed": agreed, "passed": passed}


def message_of(told):
    return told["text"] if "text" in told else base64.b64decode(told["base64"])


async def main():
    plan, groups = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
    groups = [(group["name"], [*map(message_of, group["messages"])]) for group in groups]
    for connection in plan:
        try:
            told = await asyncio.wait_for(converse(connection, groups), PATIENCE_S)
        except Exception as error:
            told = {"error": repr(error)}
        print(json.dumps(told), flush=True)


asyncio.run(main())
