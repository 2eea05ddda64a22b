//! How the protocol of a connection is spoken.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

#[cfg(not(target_arch = "wasm32"))]
use crate::kit::proto_files::ProtoFault;
use crate::kit::protocol_choice::ProtocolChoice;

/// What a person chose for a connection, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Speaking {
    /// In which protocol messages are decoded.
    pub protocol: ProtocolChoice,
    /// Whether heartbeats are answered.
    pub answers_heartbeats: bool,
    /// So many heartbeats were sent. A page sends none by itself.
    #[cfg(not(target_arch = "wasm32"))]
    pub heartbeats: u64,
    /// What is wrong with the .proto files that are decoded with.
    #[cfg(not(target_arch = "wasm32"))]
    pub schema_fault: Option<Arc<ProtoFault>>,
}
