//! What all connections share.

use axum::Router;
use hyper_util::service::TowerToHyperService;

use crate::scenario::Halls;
use crate::{Config, pages};

/// What the server does, set up once.
pub(crate) struct Site {
    pub(crate) config: Config,
    /// Where connections hear each other.
    pub(crate) halls: Halls,
    /// Answers what is no WebSocket.
    pub(crate) pages: TowerToHyperService<Router>,
}

impl Site {
    pub(crate) fn new(config: Config) -> Self {
        let pages = TowerToHyperService::new(pages::router(config.web.as_deref()));
        let halls = Halls::new(config.scenarios);
        Self {
            config,
            halls,
            pages,
        }
    }
}
