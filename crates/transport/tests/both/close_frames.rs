//! Close frames that break the rules.

use connection::{Cause, CloseFault, Event, FrameFault};

use crate::support::{Client, RawServer, upgraded};
use crate::{LONG_CLOSE, check_loss, text};

#[test]
fn a_broken_close_frame_is_told_with_its_code() {
    use CloseFault as Fault;
    let broken = |code, fault| Cause::CloseFrame { code, fault };
    check_loss(true, b"\x88\x01\x03", broken(None, Fault::OneByte));
    check_loss(true, LONG_CLOSE, broken(Some(1000), Fault::Long));
    // The server ends in the middle of it.
    check_loss(true, &LONG_CLOSE[..50], broken(Some(1000), Fault::Long));
    // Larger than any message may be.
    check_loss(
        true,
        b"\x88\x7f\0\0\0\x01\0\0\0\0\x03\xe9",
        broken(Some(1001), Fault::Long),
    );
    check_loss(
        true,
        b"\x08\x02\x03\xe8",
        broken(Some(1000), Fault::Fragmented),
    );
    let not_utf8: [&[u8]; 3] = [
        b"\x88\x04\x0f\xa0\xc3\x28",
        b"\x81\x02ok\x88\x04\x0f\xa0\xc3\x28",
        b"\x88\x04\x0f\xa0\xe5\x86",
    ];
    for frames in not_utf8 {
        let server = RawServer::answering(move |request| upgraded(request, frames));
        let client = Client::connected_to(&server.url(), true);
        let last = loop {
            match client.next() {
                Event::Received(message) => assert_eq!(message.into_owned(), text("ok")),
                other => break other,
            }
        };
        let Event::Lost(failure) = last else {
            panic!("{last:?}");
        };
        assert_eq!(failure.cause, broken(Some(4000), Fault::Reason));
    }
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, u16::MAX] {
        let [high, low] = code.to_be_bytes();
        let server = RawServer::answering(move |request| upgraded(request, &[0x88, 2, high, low]));
        let client = Client::connected_to(&server.url(), true);
        let Event::Lost(failure) = client.next() else {
            panic!("{code} is told as a code like others");
        };
        assert_eq!(failure.cause, broken(Some(code), Fault::Code));
    }
}

/// ewebsock tells less. Nothing that it does not tell is made up.
#[test]
fn a_broken_close_frame_is_told_as_far_as_ewebsock_does() {
    let one_byte = Cause::CloseFrame {
        code: None,
        fault: CloseFault::OneByte,
    };
    check_loss(false, b"\x88\x01\x03", one_byte);
    check_loss(false, LONG_CLOSE, Cause::Frame(FrameFault::LongControl));
    let fragmented = Cause::Frame(FrameFault::FragmentedControl);
    check_loss(false, b"\x08\x02\x03\xe8", fragmented);
    check_loss(false, b"\x88\x03\x03\xe8\xff", Cause::InvalidUtf8);
}
