// An echo server with the npm package ws, as it comes, with compression switched on: a rival for `bench -- echo --rival`.
// Usage: PORT=4001 NODE_PATH=FOLDER/node_modules node node.cjs, with the folder in which the package is installed.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: true,
});
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
