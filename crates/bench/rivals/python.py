"""An echo server with the Python package websockets, as it comes, which compresses: a rival for `bench -- echo --rival`.
Usage: PORT=4002 python python.py, where the package is installed."""

import asyncio
import os

from websockets.asyncio.server import serve


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def main():
    async with serve(echo, "127.0.0.1", int(os.environ["PORT"])):
        await asyncio.Future()


asyncio.run(main())
