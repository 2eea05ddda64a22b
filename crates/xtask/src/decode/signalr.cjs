// What SignalR's own library writes, over a plain WebSocket: there is no server of it for Node. The path chooses the encoding.
const { JsonHubProtocol, MessageType } = require("@microsoft/signalr");
const { MessagePackHubProtocol } = require("@microsoft/signalr-protocol-msgpack");
const { WebSocketServer } = require("ws");

const messages = [
  { type: MessageType.Invocation, target: "say", arguments: ["hello", 42], invocationId: "1", streamIds: [] },
  { type: MessageType.StreamInvocation, target: "count", arguments: [2], invocationId: "2", streamIds: [] },
  { type: MessageType.StreamItem, invocationId: "2", item: { value: 1 } },
  { type: MessageType.Completion, invocationId: "2" },
  { type: MessageType.Completion, invocationId: "1", result: "done" },
  { type: MessageType.Ping },
  { type: MessageType.Close, error: "enough" },
];
const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
  console.log(`listening on ws://127.0.0.1:${server.address().port}`),
);
server.on("connection", (socket, request) => {
  const protocol = request.url === "/messagepack" ? new MessagePackHubProtocol() : new JsonHubProtocol();
  socket.once("message", () => {
    socket.send("{}\u001e");
    for (const message of messages) {
      try {
        socket.send(protocol.writeMessage(message));
      } catch {
        // Its MessagePack does not write what only a server sends.
        console.log(`not written: ${message.type}`);
      }
    }
  });
});
