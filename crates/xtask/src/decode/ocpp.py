"""A central system of OCPP 1.6, that asks what booted for its settings."""

import asyncio
import logging
from datetime import datetime, timezone

import websockets
from ocpp.routing import after, on
from ocpp.v16 import ChargePoint, call, call_result

logging.disable()


class Station(ChargePoint):
    @on("BootNotification")
    def boot(self, **_about):
        now = datetime.now(timezone.utc).isoformat()
        return call_result.BootNotification(current_time=now, interval=300, status="Accepted")

    @after("BootNotification")
    async def ask(self, **_about):
        await self.call(call.GetConfiguration(key=["HeartbeatInterval"]))

    @on("Heartbeat")
    def heartbeat(self):
        return call_result.Heartbeat(current_time=datetime.now(timezone.utc).isoformat())


async def serve(socket):
    await Station(socket.request.path.strip("/"), socket).start()


async def main():
    async with websockets.serve(serve, "127.0.0.1", 0, subprotocols=["ocpp1.6"]) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}", flush=True)
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
