//! What must be sendable between threads on native, and need not be in a browser, where all runs on one.

/// [`Send`] on native; anything in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait SendOnNative: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> SendOnNative for T {}

/// [`Send`] on native; anything in a browser.
#[cfg(target_arch = "wasm32")]
pub trait SendOnNative {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> SendOnNative for T {}

/// [`Sync`] on native; anything in a browser.
#[cfg(not(target_arch = "wasm32"))]
pub trait SyncOnNative: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> SyncOnNative for T {}

/// [`Sync`] on native; anything in a browser.
#[cfg(target_arch = "wasm32")]
pub trait SyncOnNative {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> SyncOnNative for T {}
