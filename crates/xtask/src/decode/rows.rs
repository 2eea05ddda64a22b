//! What is sent to which server, and what the messages have to say.

use super::servers::Server;

/// One conversation.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) server: Server,
    /// Behind the address of the server.
    pub(super) path: &'static str,
    pub(super) subprotocol: Option<&'static str>,
    /// What the connection is recognised as, and why.
    pub(super) recognised: &'static str,
    pub(super) steps: &'static [Step],
    pub(super) says: &'static [Said],
}

/// What is done.
pub(super) enum Step {
    /// A text message is sent.
    Text(&'static str),
    /// A binary message is sent.
    Bytes(&'static [u8]),
    /// So many messages have come, since the beginning.
    Await(usize),
    /// For a moment nothing is sent.
    Pause,
}

/// What a message has to say.
pub(super) struct Said {
    /// The direction, kind, name, pair and summary; `*` stands for anything.
    pub(super) says: &'static str,
    /// Values of the tree, by their JSON pointers (RFC 6901).
    pub(super) tree: &'static [(&'static str, &'static str)],
}

impl Row {
    /// Whether what is sent is binary.
    pub(super) fn sends_bytes(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Bytes(_)))
    }
}

const fn says(says: &'static str) -> Said {
    Said { says, tree: &[] }
}

const fn tells(says: &'static str, tree: &'static [(&'static str, &'static str)]) -> Said {
    Said { says, tree }
}

use Step::{Await, Bytes, Pause, Text};

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "socket.io",
        server: Server::SocketIo,
        path: "/socket.io/?EIO=4&transport=websocket",
        subprotocol: None,
        recognised: "Socket.IO 4, because of the path",
        steps: &[
            Await(1),
            Text("40"),
            Await(2),
            Text(r#"420["sum",2,3]"#),
            Await(3),
            Text(r#"42["picture"]"#),
            Text("40/chat,"),
            Await(7),
            Await(8),
            Text("3"),
        ],
        says: &[
            tells(
r#"< control open: open {"sid":*"#,
&[("/data/pingInterval", "300")]),
            says("> control connect: connect"),
            says(r#"< control connect: connect {"sid":"*"}"#),
            tells(
"> call sum [client /#0]: sum 2 3",
&[("/data", r#"["sum",2,3]"#), ("/id", "0")]),
            tells(
"< acknowledgement [client /#0]: ack [5]",
&[("/data", "[5]")]),
            says("> event picture: picture"),
            tells(
r#"< event picture: picture {"name":"dot"} * + 1 attachment"#,
&[("/type", r#""binary event""#), ("/attachments/0/hex", r#""89504e47""#)]),
            tells(
r#"< control connect: connect /chat {"sid":*"#,
&[("/namespace", r#""/chat""#)]),
            tells(
r#"< event welcome: /chat welcome "to the chat""#,
&[("/namespace", r#""/chat""#), ("/data/1", r#""to the chat""#)]),
            says("< heartbeat ping: ping"),
            says("> heartbeat pong: pong"),
        ],
    },
    Row {
        name: "graphql",
        server: Server::Graphql,
        path: "/graphql",
        subprotocol: Some("graphql-transport-ws"),
        recognised: "GraphQL (graphql-transport-ws), because the server chose its subprotocol",
        steps: &[
            Text(r#"{"type":"connection_init"}"#),
            Await(1),
            Text(r#"{"id":"q","type":"subscribe","payload":{"query":"query Greet { hello }"}}"#),
            Text(r#"{"id":"s","type":"subscribe","payload":{"query":"subscription { count }"}}"#),
            Text(r#"{"id":"e","type":"subscribe","payload":{"query":"{ nothing }"}}"#),
            Text(r#"{"type":"ping"}"#),
            Await(9),
        ],
        says: &[
            says("> control connection_init: connection_init"),
            says("< control connection_ack: connection_ack"),
            tells(
"> call Greet [client q]: query Greet",
&[("/payload/query", r#""query Greet { hello }""#)]),
            says("> call count [client s]: subscription count"),
            says("> call nothing [client e]: query nothing"),
            says("> heartbeat ping: ping"),
            says("< heartbeat pong: pong"),
            tells(
                r#"< result [client q] partial: next {"data":{"hello":"world"}}"#,
                &[("/payload/data/hello", r#""world""#)],
            ),
            says("< result [client q]: complete"),
            says(r#"< result [client s] partial: next {"data":{"count":1}}"#),
            says(r#"< result [client s] partial: next {"data":{"count":3}}"#),
            says("< result [client s]: complete"),
            tells(
                r#"< error [client e]: error Cannot query field "nothing" on type "Query"."#,
                &[("/payload/0/locations/0/line", "1")],
            ),
        ],
    },
    Row {
        name: "sockjs",
        server: Server::SockJs,
        path: "/echo/000/abcdefgh/websocket",
        subprotocol: None,
        recognised: "SockJS, because of the path",
        steps: &[Await(1), Text(r#"["hello","world"]"#), Await(3)],
        says: &[
            says("< control open: open"),
            tells(
"> event: hello",
&[("", r#"["hello","world"]"#)]),
            says("> event: world"),
            tells(
"< event: hello",
&[("", r#"["hello"]"#)]),
            says("< event: world"),
        ],
    },
    Row {
        name: "signalr json",
        server: Server::SignalR,
        path: "/json",
        subprotocol: None,
        recognised: "SignalR, because of the first messages",
        steps: &[Text("{\"protocol\":\"json\",\"version\":1}\u{1e}"), Await(8)],
        says: &[
            says("> control handshake: handshake json 1"),
            says("< control handshake: handshake accepted"),
            tells(
r#"< call say [server 1]: say ["hello",42]"#,
&[("/arguments", r#"["hello",42]"#), ("/target", r#""say""#)]),
            says("< call count [server 2]: count [2]"),
            tells(
r#"< result [client 2] partial: item {"value":1}"#,
&[("/item/value", "1")]),
            says("< result [client 2]: completed"),
            tells(
r#"< result [client 1]: result "done""#,
&[("/result", r#""done""#)]),
            says("< heartbeat Ping: ping"),
            says("< error Close: close enough"),
        ],
    },
    Row {
        name: "signalr messagepack",
        server: Server::SignalR,
        path: "/messagepack",
        subprotocol: None,
        recognised: "SignalR, because of the first messages",
        steps: &[Text("{\"protocol\":\"messagepack\",\"version\":1}\u{1e}"), Await(5)],
        says: &[
            says("> control handshake: handshake messagepack 1"),
            says("< control handshake: handshake accepted"),
            tells(
r#"< call say [server 1]: say ["hello",42]"#,
&[("/arguments", r#"["hello",42]"#), ("/target", r#""say""#)]),
            says("< call count [server 2]: count [2]"),
            tells(
r#"< result [client 2] partial: item {"value":1}"#,
&[("/item/value", "1")]),
            says("< result [client 2]: completed"),
            tells(
r#"< result [client 1]: result "done""#,
&[("/result", r#""done""#)]),
            says("< heartbeat Ping: ping"),
            says("< control Close: close"),
        ],
    },
    Row {
        name: "ocpp 1.6",
        server: Server::Ocpp,
        path: "/station-1",
        subprotocol: Some("ocpp1.6"),
        recognised: "OCPP 1.6, 2.0.1, 2.1, because the server chose its subprotocol",
        steps: &[
            Text(r#"[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#),
            Await(2),
            Text(r#"[2,"2","Heartbeat",{}]"#),
            Text(r#"[2,"3","Nothing",{}]"#),
            Await(4),
        ],
        says: &[
            tells(
"> call BootNotification [client 1]: BootNotification {*",
&[("/payload/chargePointVendor", r#""V""#)]),
            says(r#"< result [client 1]: result {"currentTime":*"#),
            tells(
r#"< call GetConfiguration [server *]: GetConfiguration {"key":["HeartbeatInterval"]}"#,
&[("/payload/key/0", r#""HeartbeatInterval""#)]),
            says("> heartbeat Heartbeat [client 2]: Heartbeat {}"),
            says("> call Nothing [client 3]: Nothing {}"),
            says(r#"< heartbeat [client 2]: result {"currentTime":*"#),
            says("< error [client 3]: error NotSupported Requested Action is not known by receiver *"),
        ],
    },
    Row {
        name: "wamp json",
        server: Server::Crossbar,
        path: "/",
        subprotocol: Some("wamp.2.json"),
        recognised: "WAMP 2, because the server chose its subprotocol",
        steps: &[
            Text(r#"[1,"realm1",{"roles":{"caller":{},"callee":{},"subscriber":{},"publisher":{}}}]"#),
            Await(1),
            Text(r#"[64,1,{},"com.example.add"]"#),
            Await(2),
            Text(r#"[48,2,{},"com.example.add",[2,3]]"#),
            Await(3),
            Text(r#"[70,1,{},[5]]"#),
            Await(4),
            Text(r#"[32,3,{},"com.example.said"]"#),
            Await(5),
            Text(r#"[16,4,{"acknowledge":true,"exclude_me":false},"com.example.said",["hello"]]"#),
            Await(7),
            Text(r#"[48,5,{},"com.example.nothing"]"#),
            Await(8),
            Text(r#"[6,{},"wamp.close.close_realm"]"#),
            Await(9),
        ],
        says: &[
            says("> call realm1 [client HELLO]: HELLO realm1"),
            tells(
"< result WELCOME [client HELLO]: WELCOME session *",
&[("/details/authrole", r#""anonymous""#)]),
            says("> call com.example.add [client 1]: REGISTER com.example.add"),
            says("< result [client 1]: REGISTERED registration *"),
            tells(
"> call com.example.add [client 2]: CALL com.example.add [2,3]",
&[("/arguments", "[2,3]")]),
            says("< call INVOCATION [server 1]: INVOCATION registration * [2,3]"),
            says("> result [server 1]: YIELD [5]"),
            tells(
"< result [client 2]: RESULT [5]",
&[("/arguments", "[5]")]),
            says("> call com.example.said [client 3]: SUBSCRIBE com.example.said"),
            says("< result [client 3]: SUBSCRIBED subscription *"),
            says(r#"> call com.example.said [client 4]: PUBLISH com.example.said ["hello"]"#),
            says("< acknowledgement [client 4]: PUBLISHED"),
            tells(r#"< event EVENT: EVENT subscription * ["hello"]"#, &[("/arguments/0", r#""hello""#)]),
            says("> call com.example.nothing [client 5]: CALL com.example.nothing"),
            says("< error [client 5]: ERROR wamp.error.no_such_procedure *"),
            says("> control wamp.close.close_realm: GOODBYE wamp.close.close_realm"),
            says("< control wamp.close.normal: GOODBYE wamp.close.normal"),
        ],
    },
    Row {
        name: "wamp messagepack",
        server: Server::Crossbar,
        path: "/",
        subprotocol: Some("wamp.2.msgpack"),
        recognised: "WAMP 2, because the server chose its subprotocol",
        steps: &[
            Bytes(b"\x93\x01\xa6realm1\x81\xa5roles\x81\xa6caller\x80"),
            Await(1),
            Bytes(b"\x94\x30\x01\x80\xb3com.example.nothing"),
            Await(2),
        ],
        says: &[
            says("> call realm1 [client HELLO]: HELLO realm1"),
            tells(
"< result WELCOME [client HELLO]: WELCOME session *",
&[("/message", r#""WELCOME""#)]),
            says("> call com.example.nothing [client 1]: CALL com.example.nothing"),
            tells(
"< error [client 1]: ERROR wamp.error.no_such_procedure *",
&[("/request type", r#""CALL""#), ("/error", r#""wamp.error.no_such_procedure""#)]),
        ],
    },
    Row {
        name: "chromium",
        server: Server::Chromium,
        path: "",
        subprotocol: None,
        recognised: "JSON-RPC 2.0, because of the path, which is likely",
        steps: &[
            Text(r#"{"id":1,"method":"Browser.getVersion"}"#),
            Text(r#"{"id":2,"method":"Target.setDiscoverTargets","params":{"discover":true}}"#),
            Text(r#"{"id":3,"method":"Nothing.here"}"#),
            Await(4),
        ],
        says: &[
            says("> call Browser.getVersion [client 1]: Browser.getVersion"),
            says(r#"> call Target.setDiscoverTargets [client 2]: Target.setDiscoverTargets {"discover":true}"#),
            says("> call Nothing.here [client 3]: Nothing.here"),
            tells(
r#"< result [client 1]: result {"protocolVersion":*"#,
&[("/result/protocolVersion", r#""1.3""#)]),
            tells(
"< event Target.targetCreated: Target.targetCreated {*",
&[("/method", r#""Target.targetCreated""#)]),
            says("< result [client 2]: result {}"),
            tells(
"< error [client 3]: error -32601 'Nothing.here' wasn't found",
&[("/error/code", "-32601")]),
        ],
    },
    Row {
        name: "mqtt 3.1.1",
        server: Server::Mosquitto,
        path: "/mqtt",
        subprotocol: Some("mqtt"),
        recognised: "MQTT 3.1.1, because the server chose its subprotocol",
        steps: &[
            Bytes(b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a"),
            Await(1),
            Bytes(b"\x82\x08\0\x0a\0\x03t/#\x01"),
            Await(2),
            // One packet in two messages.
            Bytes(b"\x32\x0f\0\x03t/a"),
            Pause,
            Bytes(b"\0\x0b{\"c\":21}"),
            Await(4),
            Bytes(b"\x40\x02\0\x01\xc0\0"),
            Await(5),
        ],
        says: &[
            says("> call CONNECT [client CONNECT]: CONNECT \"a\", keep alive 60 s"),
            says("< result CONNACK [client CONNECT]: CONNACK Connection Accepted"),
            says("> call SUBSCRIBE [client 10]: SUBSCRIBE #10 t/# QoS 1"),
            says("< result SUBACK [client 10]: SUBACK #10 Granted QoS 1"),
            says(r#"> call t/a [client 11]: t/a #11 QoS 1 {"c":21}"#),
            tells(r#"< call t/a [server 1]: t/a #1 QoS 1 {"c":21}"#, &[("/payload/c", "21")]),
            says("< acknowledgement PUBACK [client 11]: PUBACK #11"),
            says("> acknowledgement PUBACK [server 1]: PUBACK #1"),
            says("> heartbeat PINGREQ: PINGREQ"),
            says("< heartbeat PINGRESP: PINGRESP"),
        ],
    },
    Row {
        name: "mqtt 5",
        server: Server::Mosquitto,
        path: "/mqtt",
        subprotocol: Some("mqtt"),
        recognised: "MQTT 5, because the server chose its subprotocol",
        steps: &[
            Bytes(b"\x10\x0e\0\x04MQTT\x05\x02\0\x3c\0\0\x01b"),
            Await(1),
            Bytes(b"\x82\x09\0\x0a\0\0\x03u/#\x01"),
            Await(2),
            Bytes(b"\x32\x10\0\x03u/a\0\x0b\0{\"c\":21}"),
            Await(4),
            Bytes(b"\xc0\0"),
            Await(5),
        ],
        says: &[
            says("> call CONNECT [client CONNECT]: CONNECT \"b\", keep alive 60 s"),
            tells(
                "< result CONNACK [client CONNECT]: CONNACK Success",
                &[("/properties/Topic Alias Maximum", "10")],
            ),
            says("> call SUBSCRIBE [client 10]: SUBSCRIBE #10 u/# QoS 1"),
            says("< result SUBACK [client 10]: SUBACK #10 Granted QoS 1"),
            says(r#"> call u/a [client 11]: u/a #11 QoS 1 {"c":21}"#),
            tells(r#"< call u/a [server 1]: u/a #1 QoS 1 {"c":21}"#, &[("/payload/c", "21")]),
            says("< acknowledgement PUBACK [client 11]: PUBACK #11"),
            says("> heartbeat PINGREQ: PINGREQ"),
            says("< heartbeat PINGRESP: PINGRESP"),
        ],
    },
    Row {
        name: "stomp",
        server: Server::RabbitMq,
        path: "",
        subprotocol: Some("v12.stomp"),
        recognised: "STOMP 1.2, because the server chose its subprotocol",
        steps: &[
            Bytes(b"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"),
            Await(1),
            Bytes(b"SUBSCRIBE\nid:0\ndestination:/topic/news\nreceipt:s\n\n\0"),
            Await(2),
            Bytes(b"SEND\ndestination:/topic/news\nreceipt:r\ncontent-type:application/json\n\n{\"n\":1}\0"),
            Await(4),
            Bytes(b"SUBSCRIBE\ndestination:/nowhere\n\n\0"),
            Await(5),
        ],
        says: &[
            tells(
"> control CONNECT: CONNECT",
&[("/headers/accept-version", r#""1.2""#)]),
            says("< control CONNECTED: CONNECTED 1.2"),
            says("> call /topic/news [client s]: SUBSCRIBE /topic/news"),
            says("< acknowledgement RECEIPT [client s]: RECEIPT s"),
            tells(r#"> call /topic/news [client r]: SEND /topic/news {"n":1}"#, &[("/body/n", "1")]),
            tells(r#"< event /topic/news: MESSAGE /topic/news {"n":1}"#, &[("/body/n", "1")]),
            says("< acknowledgement RECEIPT [client r]: RECEIPT r"),
            says("> control /nowhere: SUBSCRIBE /nowhere"),
            tells("< error ERROR: ERROR Unknown destination", &[("/headers/message", r#""Unknown destination""#)]),
        ],
    },
];
