//! Whether there is a screen to open a window on, and what to do where there is none.

/// What helps where no window can be opened.
const ADVICE: &str = "run `echo-server` and point another client at it, or start wscope on a \
                      machine with a screen";

/// Fails early and in plain words where no window can be opened.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn check() -> Result<(), String> {
    const VARIABLES: [&str; 3] = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"];
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if VARIABLES.iter().any(is_set) {
        return Ok(());
    }
    Err(format!(
        "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); {ADVICE}"
    ))
}

/// Elsewhere the system always has one.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn check() -> Result<(), String> {
    Ok(())
}

/// How many bytes the clipboard takes, if that is known to be few.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn copy_limit() -> Option<usize> {
    // winit decides by the same variables.
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_wayland = is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET");
    (!is_wayland).then_some(crate::kit::copy_limit::X11)
}

/// Elsewhere the system takes a copy.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn copy_limit() -> Option<usize> {
    None
}

/// A window that could not be opened, in one line.
pub(crate) fn explain(error: &eframe::Error) -> String {
    let detail = error.to_string().replace('\n', " ");
    format!("no window could be opened ({detail}); {ADVICE}")
}
