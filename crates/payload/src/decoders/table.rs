//! All protocols, and which of them a connection speaks.

use super::as_protocol::AsProtocol;
use super::encodings::Encoding;
use super::protocol::Protocol;
use super::recognition::{Confidence, Evidence, Reason};
use super::{
    action_cable, graphql, json_rpc, ocpp, phoenix, pusher, signalr, socket_io, sockjs, stomp, wamp,
};

/// All protocols, in the order in which they are offered and tried.
pub static PROTOCOLS: &[&dyn Protocol] = &[
    &socket_io::SocketIo,
    &sockjs::SockJs,
    &stomp::Stomp,
    &signalr::SignalR,
    &graphql::GraphqlTransportWs,
    &graphql::GraphqlWs,
    &phoenix::Phoenix,
    &action_cable::ActionCable,
    &pusher::Pusher,
    #[cfg(feature = "xmpp")]
    &super::xmpp::Xmpp,
    #[cfg(feature = "binary-protocols")]
    &super::jupyter::Jupyter,
    &json_rpc::JsonRpc,
    #[cfg(feature = "binary-protocols")]
    &super::kubernetes::Kubernetes,
    #[cfg(feature = "binary-protocols")]
    &super::mqtt::Mqtt::Five,
    #[cfg(feature = "binary-protocols")]
    &super::mqtt::Mqtt::Three,
    &ocpp::Ocpp,
    &wamp::Wamp,
    &AsProtocol(Encoding::MessagePack),
    &AsProtocol(Encoding::Cbor),
    &AsProtocol(Encoding::Protobuf),
    &AsProtocol(Encoding::Json),
    &AsProtocol(Encoding::Ndjson),
    &AsProtocol(Encoding::Gzip),
    &AsProtocol(Encoding::Zlib),
    #[cfg(feature = "zstd")]
    &AsProtocol(Encoding::Zstd),
];

/// The protocol with an id.
pub fn protocol_named(id: &str) -> Option<&'static dyn Protocol> {
    PROTOCOLS
        .iter()
        .copied()
        .find(|protocol| protocol.id() == id)
}

/// The protocol that a connection speaks.
#[derive(Clone, Copy)]
pub struct Recognition {
    /// The protocol.
    pub protocol: &'static dyn Protocol,
    /// How certain it is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
}

/// Which protocol a connection speaks: the one that is most certain, of those the first in [`PROTOCOLS`]. `None` if it is none
/// that is known, or if not enough was said.
pub fn recognise(evidence: &Evidence<'_>) -> Option<Recognition> {
    let mut found: Option<Recognition> = None;
    for protocol in PROTOCOLS.iter().copied() {
        let Some((confidence, reason)) = protocol.recognise(evidence) else {
            continue;
        };
        if found.is_none_or(|found| found.confidence < confidence) {
            found = Some(Recognition {
                protocol,
                confidence,
                reason,
            });
        }
    }
    found
}

impl std::fmt::Debug for Recognition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recognition")
            .field("protocol", &self.protocol.id())
            .field("confidence", &self.confidence)
            .field("reason", &self.reason)
            .finish()
    }
}
