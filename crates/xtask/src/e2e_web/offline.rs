//! The page without its server.

use super::fixture::{Fixture, quiet_but_for_network};
use super::widgets::{press, wait_for_rows, wait_until_open};
use crate::Result;

pub(super) fn offline(fixture: &Fixture) -> Result<()> {
    let site = fixture.site(0)?;
    let (port, url) = (site.port, site.url(""));
    let page = fixture.browser.open(&url)?;
    wait_until_open(&page)?;
    page.wait_for(
        "navigator.serviceWorker.ready.then((ready) => ready.active.state === 'activated')",
    )?;
    press(&page, "点击请求")?;
    wait_for_rows(&page, &[("received", "helloworld")])?;
    drop(site);
    page.wait_for("wscope.phase() === 'idle'")?;
    page.wait_for("wscope.rows(1)[0].text.includes('连接中断')")?;
    page.reload()?;
    page.wait_for("wscope.rows(1)[0]?.text.includes('尚无 WebSocket 服务器')")?;
    let _site = fixture.site(port)?;
    press(&page, "连接")?;
    wait_until_open(&page)?;
    press(&page, "点击请求")?;
    wait_for_rows(&page, &[("received", "helloworld")])?;
    quiet_but_for_network(&fixture.browser)
}
