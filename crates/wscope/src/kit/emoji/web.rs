//! A file beside the page.

use std::time::Duration;

use egui::{Context, FontData};

use crate::kit::http::get;
use crate::kit::task::Task;

/// Where `index.html` says where it is: the name has the hash of its content.
const PLACE: (&str, &str) = ("loader", "data-emoji");
/// The font has a tenth of that.
const MAX_BYTES: usize = 1024 * 1024;
/// How long it may take to come: a minute on a very slow line. Until then a box is drawn.
const WITHIN: Duration = Duration::from_secs(60);

/// Fetches the font; `None` if it cannot be had.
pub(super) fn fetch(context: &Context) -> Task<Option<FontData>> {
    Task::spawn("wscope-emoji", context, async {
        let (element, attribute) = PLACE;
        let document = web_sys::window()?.document()?;
        let address = document
            .get_element_by_id(element)?
            .get_attribute(attribute)?;
        let answer = get(&address, MAX_BYTES, WITHIN).await.ok()?;
        (answer.status == 200).then(|| FontData::from_owned(answer.bytes))
    })
}
