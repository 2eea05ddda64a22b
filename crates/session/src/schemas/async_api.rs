//! A document of AsyncAPI 3.0.0 (<https://www.asyncapi.com/docs/reference/specification/v3.0.0>), with the WebSocket binding.

use message_log::Direction;
use payload::object::object;
use serde_json::{Map, Value, json};

use super::{MessageKind, Schemas};

/// The schemas as an AsyncAPI document. It describes the server: that receives what was sent, and sends what was received.
pub fn async_api(schemas: &Schemas) -> Value {
    let names = schemas.unique_names();
    let mut servers = Map::new();
    let mut channels = Map::new();
    let mut operations = Map::new();
    for (index, address) in schemas.channels.iter().enumerate() {
        let place = Place::of(address);
        let server = server_id(&mut servers, &place);
        let channel = format!("channel-{}", index + 1);
        let of_channel = schemas.kinds.iter().zip(&names);
        let of_channel: Vec<(&MessageKind, &String)> = of_channel
            .filter(|(kind, _)| kind.channel == Some(index))
            .collect();
        let messages = of_channel.iter().map(|(_, name)| {
            let reference = json!({"$ref": format!("#/components/messages/{name}")});
            ((*name).clone(), reference)
        });
        channels.insert(
            channel.clone(),
            json!({
                "address": place.path,
                "servers": [{"$ref": format!("#/servers/{server}")}],
                "messages": object(messages),
                "bindings": {"ws": {"method": "GET"}},
            }),
        );
        for (action, direction) in [("receive", Direction::Sent), ("send", Direction::Received)] {
            let those = of_channel
                .iter()
                .filter(|(kind, _)| kind.direction == direction);
            let messages: Vec<Value> = those
                .map(|(_, name)| json!({"$ref": format!("#/channels/{channel}/messages/{name}")}))
                .collect();
            if !messages.is_empty() {
                operations.insert(
                    format!("{action}-{channel}"),
                    json!({
                        "action": action,
                        "channel": {"$ref": format!("#/channels/{channel}")},
                        "messages": messages,
                    }),
                );
            }
        }
    }
    let messages = schemas.kinds.iter().zip(&names);
    let messages = messages.map(|(kind, name)| (name.clone(), message(kind)));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "A recorded WebSocket session",
            "version": "1.0.0",
            "description": "Inferred from the messages that were recorded. It describes the server: it receives what its clients send.",
        },
        "servers": servers,
        "channels": channels,
        "operations": operations,
        "components": {"messages": object(messages)},
    })
}

fn message(kind: &MessageKind) -> Value {
    let mut message = json!({
        "title": kind.title(),
        "summary": summary(kind),
    });
    // Nothing is known of what is no JSON.
    if kind.schema.texts() > 0 {
        message["contentType"] = json!("application/json");
        message["payload"] = kind.schema.to_json();
    }
    message
}

fn summary(kind: &MessageKind) -> String {
    let count = match kind.messages {
        1 => "Inferred from one message".to_owned(),
        count => format!("Inferred from {count} messages"),
    };
    let without = [
        (kind.not_json, "not JSON"),
        (kind.too_deep, "nested too deeply"),
    ];
    let without = without.into_iter().filter(|(count, _)| *count > 0);
    let of_them: String = without
        .map(|(count, why)| format!(", {count} of them {why}"))
        .collect();
    match kind.protocol {
        Some(protocol) => {
            format!("{count}{of_them}. The payload is what {protocol} decodes it to.")
        }
        None => format!("{count}{of_them}."),
    }
}

/// The parts of an address.
struct Place<'a> {
    protocol: &'a str,
    host: &'a str,
    path: &'a str,
}

impl<'a> Place<'a> {
    fn of(address: &'a str) -> Self {
        let (protocol, rest) = address.split_once("://").unwrap_or(("ws", address));
        let (host, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        // A login with a slash in it would be taken for a host: an address of ours has none.
        let is_host = host.rsplit_once(':').is_none_or(|(_, port)| {
            port.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit())
        });
        let (host, path) = if is_host {
            (host, path)
        } else {
            ("unknown", "/")
        };
        Self {
            protocol,
            host,
            path,
        }
    }
}

/// The name of the server, which is added if it is a new one.
fn server_id(servers: &mut Map<String, Value>, place: &Place<'_>) -> String {
    let server = json!({"host": place.host, "protocol": place.protocol});
    let known = servers.iter().find(|(_, known)| **known == server);
    if let Some((id, _)) = known {
        return id.clone();
    }
    let id = format!("server-{}", servers.len() + 1);
    servers.insert(id.clone(), server);
    id
}
