//! What all connections share.

use std::sync::Arc;

use axum::Router;
use hyper_util::service::TowerToHyperService;

use crate::addresses::Addresses;
use crate::events::Events;
use crate::metrics::Metrics;
use crate::scenario::Halls;
use crate::{Config, pages};

/// What the server does, set up once.
pub(crate) struct Site {
    pub(crate) config: Config,
    /// How many connections each address has.
    pub(crate) addresses: Arc<Addresses>,
    /// Where connections hear each other.
    pub(crate) halls: Halls,
    pub(crate) metrics: Arc<Metrics>,
    /// What is fetched in different ways, to compare them.
    pub(crate) events: Events,
    /// Answers what is no WebSocket.
    pub(crate) pages: TowerToHyperService<Router>,
}

impl Site {
    pub(crate) fn new(config: Config) -> Self {
        let halls = Halls::new(config.scenarios);
        let metrics = Arc::new(Metrics::new());
        let router = pages::router(config.web.as_deref(), metrics.clone(), halls.clone());
        Self {
            addresses: Addresses::new(config.max_connections_per_address),
            config,
            events: Events::new(),
            halls,
            metrics,
            pages: TowerToHyperService::new(router),
        }
    }
}
