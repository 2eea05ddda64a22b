// The client of the npm package ws: exchanges messages with an echo server, and tells what was agreed on and how many bytes
// passed. `cargo xtask interop` runs it with the files of a plan and of the messages.
const { readFileSync } = require('node:fs');
const WebSocket = require('ws');

const PATIENCE_MS = 60_000;

const [plan, groups] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path)));
for (const group of groups) {
  group.messages = group.messages.map(({ text, base64 }) => text ?? Buffer.from(base64, 'base64'));
}

// Everything is compressed, however short. `false` would not only not ask: it would refuse.
const perMessageDeflate = (offer) => ({
  threshold: 0,
  serverNoContextTakeover: offer.server_no_context_takeover || undefined,
  clientNoContextTakeover: offer.client_no_context_takeover || undefined,
  serverMaxWindowBits: offer.server_max_window_bits ?? undefined,
  // Not told, it is offered without a size.
  clientMaxWindowBits: offer.client_max_window_bits ?? undefined,
});

function exchange(socket, group) {
  const { bytesRead, bytesWritten } = socket._socket;
  return new Promise((resolve, reject) => {
    let count = 0;
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on('message', (data, isBinary) => {
      const expected = group.messages[count];
      const isSame =
        isBinary === (typeof expected !== 'string') && data.equals(Buffer.from(expected));
      if (!isSame) reject(new Error(`${group.name}: message ${count} came back otherwise`));
      count += 1;
      if (count < group.messages.length) return;
      socket.removeAllListeners('message');
      socket.removeAllListeners('close');
      resolve({
        group: group.name,
        out: socket._socket.bytesWritten - bytesWritten,
        in: socket._socket.bytesRead - bytesRead,
      });
    });
    for (const message of group.messages) socket.send(message);
  });
}

async function converse({ url, offer }) {
  const socket = new WebSocket(url, { perMessageDeflate: perMessageDeflate(offer) });
  socket.on('error', () => {});
  let agreed = '';
  socket.on('upgrade', (answer) => {
    agreed = answer.headers['sec-websocket-extensions'] ?? '';
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  const passed = [];
  for (const group of groups) passed.push(await exchange(socket, group));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.close();
  await closed;
  return { agreed, passed };
}

const patience = () =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('it takes too long')), PATIENCE_MS).unref();
  });

(async () => {
  for (const connection of plan) {
    const told = await Promise.race([converse(connection), patience()]).catch((error) => ({
      error: String(error),
    }));
    console.log(JSON.stringify(told));
  }
  process.exit(0);
})();
