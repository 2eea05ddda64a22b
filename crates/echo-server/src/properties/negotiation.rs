//! What is offered and answered about compression (RFC 7692, section 7): any bytes are read or refused, and what a server of
//! ours answers is understood by a client of ours as the server means it.

use wire::deflate::{EXTENSION, Offer, Parameters, Wishes};

use super::choose;

/// Windows that can be asked for.
const WINDOWS: [u8; 8] = [8, 9, 10, 11, 12, 13, 14, 15];

/// The first bytes say what a server wishes and what a client offers; the rest is what arrives instead.
pub fn negotiation(mut data: &[u8]) {
    let Some((wishes, offer)) = chosen(&mut data) else {
        return;
    };
    understood(&wishes, &offer);
    // An offer of anybody: what is agreed on keeps to what is wished.
    if let Ok(Some(accepted)) = wishes.accept(data) {
        let Parameters {
            server_no_context_takeover,
            client_no_context_takeover,
            server_max_window_bits,
            ..
        } = accepted.parameters;
        assert!(server_max_window_bits <= wishes.server_max_window_bits);
        assert!(server_no_context_takeover || !wishes.server_no_context_takeover);
        assert!(client_no_context_takeover || !wishes.client_no_context_takeover);
        // The most lenient client takes the answer for the same.
        let lenient = Offer::OF_BROWSERS;
        let answer = accepted.to_string();
        assert_eq!(
            lenient.agreed(answer.as_bytes()),
            Ok(Some(accepted.parameters))
        );
    }
    // An answer of anybody: what is agreed on keeps to the offer.
    if let Ok(Some(agreed)) = offer.agreed(data) {
        let most = |bits: Option<u8>| bits.unwrap_or(15);
        assert!(agreed.server_max_window_bits <= most(offer.server_max_window_bits));
        assert!(agreed.client_max_window_bits <= most(offer.client_max_window_bits.flatten()));
        assert!(agreed.server_no_context_takeover || !offer.server_no_context_takeover);
        assert!(agreed.client_no_context_takeover || !offer.client_no_context_takeover);
    }
}

fn chosen(data: &mut &[u8]) -> Option<(Wishes, Offer)> {
    const FLAGS: [bool; 2] = [false, true];
    let wishes = Wishes {
        server_no_context_takeover: choose(data, &FLAGS)?,
        client_no_context_takeover: choose(data, &FLAGS)?,
        // Less is not for a server to wish: it could not compress.
        server_max_window_bits: choose(data, &WINDOWS[1..])?,
        client_max_window_bits: choose(data, &WINDOWS)?,
    };
    let mut window = || {
        let is_told = choose(data, &FLAGS)?;
        let bits = choose(data, &WINDOWS)?;
        Some(is_told.then_some(bits))
    };
    let (server_window, client_window) = (window()?, window()?);
    let offer = Offer {
        server_no_context_takeover: choose(data, &FLAGS)?,
        client_no_context_takeover: choose(data, &FLAGS)?,
        server_max_window_bits: server_window,
        client_max_window_bits: choose(data, &FLAGS)?.then_some(client_window),
    };
    Some((wishes, offer))
}

/// Both sides by our rules: the client reads what the server means, and nothing of it fails.
fn understood(wishes: &Wishes, offer: &Offer) {
    let text = offer.to_string();
    match wishes.accept(text.as_bytes()) {
        Ok(Some(accepted)) => {
            let agreed = offer.agreed(accepted.to_string().as_bytes());
            assert_eq!(agreed, Ok(Some(accepted.parameters)), "{text} {accepted}");
        }
        // The one reason for which a sound offer is declined.
        declined => assert_eq!(
            offer.server_max_window_bits,
            Some(8),
            "{text}: {declined:?}"
        ),
    }
    assert!(text.starts_with(EXTENSION));
}
