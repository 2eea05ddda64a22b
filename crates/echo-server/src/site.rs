//! What all connections share.

use std::sync::Arc;

use axum::Router;
use hyper_util::service::TowerToHyperService;
use scenario::Rooms;

use crate::addresses::Addresses;
use crate::events::Runs;
use crate::metrics::Metrics;
use crate::spare_thread::SpareThread;
use crate::{Config, pages};

/// What the server does, set up once.
pub(crate) struct Site {
    pub(crate) config: Config,
    /// How many connections each address has.
    pub(crate) addresses: Arc<Addresses>,
    /// In which connections receive what others publish.
    pub(crate) rooms: Rooms,
    pub(crate) metrics: Arc<Metrics>,
    /// Events that are fetched in different ways, to compare them.
    pub(crate) runs: Runs,
    /// Compresses long messages.
    pub(crate) spare_thread: Arc<SpareThread>,
    /// Answers requests that are not for a WebSocket.
    pub(crate) pages: TowerToHyperService<Router>,
}

impl Site {
    pub(crate) fn new(config: Config) -> Self {
        let rooms = Rooms::new(config.scenarios);
        let metrics = Arc::new(Metrics::new());
        let router = pages::router(config.web.as_deref(), metrics.clone(), rooms.clone());
        Self {
            addresses: Addresses::new(config.max_connections_per_address),
            spare_thread: Arc::new(SpareThread::new(config.threads)),
            config,
            runs: Runs::new(),
            rooms,
            metrics,
            pages: TowerToHyperService::new(router),
        }
    }
}
