use super::*;

/// What a server with these wishes answers to an offer.
#[track_caller]
fn check_accept(wishes: Wishes, offer: &str, answer: &str) {
    let answered = match wishes.accept(offer.as_bytes()) {
        Ok(Some(accepted)) => accepted.to_string(),
        Ok(None) => "-".to_owned(),
        Err(faults) => {
            let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
            format!("declined: {}", faults.join("; "))
        }
    };
    assert_eq!(answered, answer, "{offer}");
}

#[test]
fn the_first_offer_that_can_be_kept_is_accepted() {
    for (offer, answer) in [
        ("", "-"),
        ("x-webkit-deflate-frame", "-"),
        ("Permessage-Deflate", "-"),
        ("permessage-deflate", "permessage-deflate"),
        ("x, permessage-deflate", "permessage-deflate"),
        (
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate",
        ),
        (
            "permessage-deflate; client_max_window_bits=10",
            "permessage-deflate; client_max_window_bits=10",
        ),
        (
            "permessage-deflate; client_max_window_bits=\"8\"",
            "permessage-deflate; client_max_window_bits=8",
        ),
        (
            "permessage-deflate; server_max_window_bits=9",
            "permessage-deflate; server_max_window_bits=9",
        ),
        // As large as without it, and named all the same.
        (
            "permessage-deflate; server_max_window_bits=15",
            "permessage-deflate; server_max_window_bits=15",
        ),
        (
            "permessage-deflate; server_max_window_bits=8",
            "declined: server_max_window_bits=8 is not supported",
        ),
        (
            "permessage-deflate; server_max_window_bits=8, permessage-deflate",
            "permessage-deflate",
        ),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        ),
        // What is wrong is declined, and the next one has its turn.
        ("permessage-deflate; x", "declined: unknown parameter x"),
        (
            "permessage-deflate; x, permessage-deflate",
            "permessage-deflate",
        ),
        (
            "permessage-deflate; server_no_context_takeover=1",
            "declined: invalid value server_no_context_takeover=1",
        ),
        (
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "declined: server_no_context_takeover appears twice",
        ),
        (
            "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
            "declined: client_max_window_bits appears twice",
        ),
        (
            "permessage-deflate; server_max_window_bits",
            "declined: server_max_window_bits needs a value from 8 to 15",
        ),
        (
            "permessage-deflate; server_max_window_bits=7, permessage-deflate; client_max_window_bits=16",
            "declined: invalid value server_max_window_bits=7; invalid value client_max_window_bits=16",
        ),
        (
            "permessage-deflate; client_max_window_bits=09",
            "declined: invalid value client_max_window_bits=09",
        ),
        (
            "permessage-deflate; client_max_window_bits=+9",
            "declined: invalid value client_max_window_bits=+9",
        ),
        (
            "permessage-deflate; client_max_window_bits=300",
            "declined: invalid value client_max_window_bits=300",
        ),
        // No list at all.
        ("permessage-deflate;", "-"),
    ] {
        check_accept(Wishes::default(), offer, answer);
    }
}

#[test]
fn a_server_asks_for_what_the_offer_allows() {
    let wishes = Wishes {
        server_no_context_takeover: true,
        client_no_context_takeover: true,
        server_max_window_bits: 11,
        client_max_window_bits: 10,
    };
    for (offer, answer) in [
        // The window of the client is not for the server to choose here.
        (
            "permessage-deflate",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=11",
        ),
        (
            "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=11; client_max_window_bits=10",
        ),
        (
            "permessage-deflate; client_max_window_bits=9; server_max_window_bits=12",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=11; client_max_window_bits=9",
        ),
    ] {
        check_accept(wishes, offer, answer);
    }
}

#[test]
fn an_offer_is_written_as_it_is_read() {
    for (offer, text) in [
        (Offer::default(), "permessage-deflate"),
        (
            Offer::OF_BROWSERS,
            "permessage-deflate; client_max_window_bits",
        ),
        (
            Offer {
                server_no_context_takeover: true,
                client_no_context_takeover: true,
                server_max_window_bits: Some(9),
                client_max_window_bits: Some(Some(12)),
            },
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=9; client_max_window_bits=12",
        ),
    ] {
        assert_eq!(offer.to_string(), text);
    }
}

/// What a client that offered this makes of an answer.
#[track_caller]
fn check_agreed(offer: Offer, answer: &str, expected: &str) {
    let agreed = match offer.agreed(answer.as_bytes()) {
        Ok(Some(parameters)) => parameters.to_string(),
        Ok(None) => "-".to_owned(),
        Err(fault) => format!("failed: {fault}"),
    };
    assert_eq!(agreed, expected, "{offer}: {answer}");
}

#[test]
fn an_answer_keeps_to_the_offer_or_fails_the_connection() {
    for (answer, expected) in [
        ("", "-"),
        ("permessage-deflate", "permessage-deflate"),
        (
            "permessage-deflate; client_max_window_bits=8",
            "permessage-deflate; client_max_window_bits=8",
        ),
        // What the server adds of its own.
        (
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=10",
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=10",
        ),
        (
            "permessage-deflate; client_no_context_takeover",
            "permessage-deflate; client_no_context_takeover",
        ),
        (
            "permessage-deflate; client_max_window_bits",
            "failed: client_max_window_bits needs a value from 8 to 15",
        ),
        (
            "permessage-deflate; server_max_window_bits=16",
            "failed: invalid value server_max_window_bits=16",
        ),
        (
            "permessage-deflate; mode=fast",
            "failed: unknown parameter mode",
        ),
        ("x", "failed: x was not offered"),
        ("permessage-deflate, x", "failed: x was not offered"),
        (
            "permessage-deflate, permessage-deflate",
            "failed: permessage-deflate appears twice",
        ),
        ("permessage-deflate;", "failed: not a list of extensions"),
    ] {
        check_agreed(Offer::OF_BROWSERS, answer, expected);
    }
    let strict = Offer {
        server_no_context_takeover: true,
        client_no_context_takeover: true,
        server_max_window_bits: Some(10),
        client_max_window_bits: None,
    };
    for (answer, expected) in [
        (
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
            // It keeps to what it said of itself.
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
             server_max_window_bits=9",
        ),
        (
            "permessage-deflate; server_max_window_bits=9",
            "failed: server_no_context_takeover does not keep to the offer",
        ),
        (
            "permessage-deflate; server_no_context_takeover",
            "failed: server_max_window_bits does not keep to the offer",
        ),
        (
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=11",
            "failed: server_max_window_bits does not keep to the offer",
        ),
        (
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=9; \
             client_max_window_bits=15",
            "failed: client_max_window_bits was not offered",
        ),
    ] {
        check_agreed(strict, answer, expected);
    }
    let bounded = Offer {
        client_max_window_bits: Some(Some(11)),
        ..Offer::default()
    };
    check_agreed(
        bounded,
        "permessage-deflate; client_max_window_bits=12",
        "failed: client_max_window_bits does not keep to the offer",
    );
    // Declining the bound does not free the client from its own word.
    check_agreed(
        bounded,
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits=11",
    );
}
