//! The pure movements: by example in `table`, against a naive model in `model`.

mod model;
mod table;
