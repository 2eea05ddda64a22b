// An echo server of SockJS.
const { createServer } = require("node:http");
const sockjs = require("sockjs");

const echo = sockjs.createServer({ log: () => {}, heartbeat_delay: 300 });
echo.on("connection", (connection) => connection.on("data", (text) => connection.write(text)));
const http = createServer();
echo.installHandlers(http, { prefix: "/echo" });
http.listen(0, "127.0.0.1", () => console.log(`listening on ws://127.0.0.1:${http.address().port}`));
