// An echo server with the npm package ws. The query of a path says what it asks for; the text `figures` is answered with the
// bytes that were read and written so far. `cargo xtask interop` runs it.
const { createServer } = require('node:http');
const { WebSocketServer } = require('ws');

const bits = (query, name) => (query.has(name) ? Number(query.get(name)) : undefined);

const http = createServer();
http.on('upgrade', (request, stream, head) => {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: {
      // Everything is compressed, however short. `false` would not only not ask: it would refuse.
      threshold: 0,
      serverNoContextTakeover: query.has('server_no_context_takeover') || undefined,
      clientNoContextTakeover: query.has('client_no_context_takeover') || undefined,
      serverMaxWindowBits: bits(query, 'server_max_window_bits'),
      clientMaxWindowBits: bits(query, 'client_max_window_bits'),
    },
  });
  server.handleUpgrade(request, stream, head, (socket) => {
    socket.on('error', (error) => console.error(String(error)));
    socket.on('message', (data, isBinary) => {
      if (!isBinary && data.toString() === 'figures') {
        const { bytesRead, bytesWritten } = stream;
        socket.send(JSON.stringify({ read: bytesRead, written: bytesWritten }));
      } else {
        socket.send(data, { binary: isBinary });
      }
    });
  });
});
http.listen(0, '127.0.0.1', () => {
  console.log(`listening on ws://127.0.0.1:${http.address().port}`);
});
