// A server of Socket.IO: an acknowledgement, a namespace with a greeting, and an event with a binary attachment.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const server = new Server(http, { pingInterval: 300, pingTimeout: 5000 });
server.on("connection", (socket) => {
  socket.on("sum", (one, other, answer) => answer(one + other));
  socket.on("picture", () => socket.emit("picture", { name: "dot" }, Buffer.from([0x89, 0x50, 0x4e, 0x47])));
});
server.of("/chat").on("connection", (socket) => socket.emit("welcome", "to the chat"));
http.listen(0, "127.0.0.1", () => console.log(`listening on ws://127.0.0.1:${http.address().port}`));
