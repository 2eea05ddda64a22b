//! The page at the root: what this server is, and its scenarios with an example each.

use scenario::{Entry, catalogue};

const ABOUT_HTML: &str = include_str!("about.html");

/// For `curl`.
pub(super) fn as_text() -> String {
    let mut text = "This is a WebSocket server. Connect to ws:// and this host and port; the path selects what \
                    the server does.\nParts are combined from left to right: steps (marked …) first, one act last. \
                    ?seed=N repeats the same random choices.\n"
        .to_owned();
    let mut last = None;
    for entry in catalogue() {
        if last != Some(entry.group) {
            text.push_str(&format!("\n{}\n", entry.group.title()));
            last = Some(entry.group);
        }
        text.push_str(&format!("  {:<46}  {}\n", entry.example, entry.does));
    }
    text.push_str(
        "\nGET /scenarios gives the same as JSON, /healthz whether the server is healthy,\n/metrics its counters, for Prometheus.\n",
    );
    text
}

/// For a browser.
pub(super) fn as_html() -> String {
    let row = |entry: &Entry| {
        format!(
            "<tr><td>{}<br><span lang=\"zh-CN\">{}</span></td><td><code>{}</code></td><td>{}<br><span lang=\"zh-CN\">{}</span></td></tr>\n",
            escaped(entry.title),
            escaped(entry.title_zh),
            escaped(entry.example),
            escaped(entry.does),
            escaped(entry.does_zh)
        )
    };
    let rows: String = catalogue().iter().map(row).collect();
    ABOUT_HTML.replace("<!-- scenarios -->", &rows)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
