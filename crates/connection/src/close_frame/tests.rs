use super::*;

#[test]
fn codes_that_may_not_be_sent_are_refused_with_the_rule() {
    #[track_caller]
    fn check(code: Option<u16>, reason: &str, expected: Result<(), CloseFrameError>) {
        let reason = reason.to_owned();
        let frame = CloseFrame { code, reason };
        assert_eq!(frame.check_sendable(), expected, "{frame:?}");
    }
    use CloseFrameError as Error;
    for code in [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4000, 4999] {
        check(Some(code), "再见", Ok(()));
    }
    for code in [1004, 1005, 1006, 1015] {
        check(Some(code), "", Err(Error::NeverSent(code)));
    }
    for code in [0, 999, 1016, 2999, 5000, u16::MAX] {
        check(Some(code), "", Err(Error::Unassigned(code)));
    }
    check(None, "", Ok(()));
    check(None, "why", Err(Error::ReasonAlone));
    check(Some(1000), &"x".repeat(123), Ok(()));
    check(Some(1000), &"再".repeat(42), Err(Error::LongReason(126)));
}
