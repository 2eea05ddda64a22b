//! The menus in a menu.

use egui_kittest::Node;
use egui_kittest::kittest::NodeT as _;

use crate::stage::Stage;

/// Opens the menus in the menu that is open, until one of them has what is looked for.
pub(crate) fn open_groups(stage: &mut Stage, has_it: impl Fn(&Stage) -> bool) -> bool {
    let is_group = |node: &Node<'_>| node.accesskit_node().has_popup().is_some();
    let nodes = stage.harness.root().children_recursive();
    let count = nodes.filter(is_group).count();
    (0..count).any(|index| {
        let nodes = stage.harness.root().children_recursive();
        if let Some(group) = nodes.filter(is_group).nth(index) {
            group.click();
        }
        stage.harness.run_steps(3);
        has_it(stage)
    })
}
