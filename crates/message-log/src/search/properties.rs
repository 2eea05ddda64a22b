//! Properties of characters in regular expressions, as `\p{Greek}`. A page goes without the tables that say which characters those
//! are, a twentieth of all that is downloaded: the browser has them for its own expressions, and is asked.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser;
#[cfg(any(test, all(target_arch = "wasm32", target_os = "unknown")))]
mod spelled;

/// Builds what a person typed with `build`, which is handed an expression that the engine understands here: on native that is the
/// same, and in a page one in which the characters of a property stand in its place.
///
/// # Errors
/// As `build`, told of the expression as it was typed.
pub fn build<R>(
    expression: &str,
    build: impl Fn(&str) -> Result<R, regex::Error>,
) -> Result<R, regex::Error> {
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    return spelled::build_with(expression, &browser::characters, build);
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    build(expression)
}
