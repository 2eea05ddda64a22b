//! What the page of the connection and the status line tell of what was agreed on.

use connection::{KeyLog, Step};
use session::RecordedEvent;
use wire::deflate::Offer;
use wscope::StartOptions;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window in which a connection came about with these steps, with the page of the connection.
fn with_steps(language: Language, steps: Vec<Step>) -> Stage {
    let mut stage = Stage::with_options(StartOptions {
        language: Some(language),
        address: String::new(),
        ..StartOptions::default()
    });
    let address = "wss://stream.example.com/v2".to_owned();
    stage
        .session()
        .record(RecordedEvent::Connecting { address });
    for step in steps {
        stage.session().record(RecordedEvent::Step(step));
    }
    stage.session().record(RecordedEvent::Opened);
    let last = stage.kept().end - 1;
    stage.command(Command::ShowDetail(Some(last)));
    stage.harness.run_steps(3);
    stage
}

#[track_caller]
fn check(stage: &Stage, texts: &[&str]) {
    for text in texts {
        let is_row = stage.rows().iter().any(|row| row.contains(text));
        assert!(stage.shows(text) || is_row, "{text}");
    }
}

/// An encrypted connection of which the secrets are, or could not be, in a file.
fn with_keys(language: Language, fault: Option<&str>) -> Stage {
    let secured = Step::Secured {
        version: "TLSv1_3".to_owned(),
        is_verified: true,
        key_log: Some(KeyLog {
            file: "/tmp/keys.log".to_owned(),
            fault: fault.map(str::to_owned),
        }),
        micros: 51_700,
    };
    with_steps(language, vec![secured])
}

#[test]
fn a_connection_that_can_be_decrypted_says_so() {
    use Language::{English, SimplifiedChinese};
    for (language, fault, texts) in [
        (
            English,
            None,
            [
                "TLS keys logged: Anyone with /tmp/keys.log can decrypt a capture of this connection",
                "TLS 1.3, certificate trusted (51.700 ms); TLS keys logged to /tmp/keys.log",
                "logged to this file (SSLKEYLOGFILE)",
            ],
        ),
        (
            English,
            Some("disk full"),
            [
                "TLS keys not logged: /tmp/keys.log, named by SSLKEYLOGFILE, cannot be written: disk full",
                "TLS keys not logged to /tmp/keys.log: disk full",
                "not logged, since this file (SSLKEYLOGFILE) cannot be written: disk full",
            ],
        ),
        (
            SimplifiedChinese,
            None,
            [
                "TLS 密钥已记录: 任何人拥有 /tmp/keys.log 都能解密此连接的抓包",
                "TLS 1.3，证书受信任（51.700 ms）；TLS 密钥已记录到 /tmp/keys.log",
                "已记录到此文件（SSLKEYLOGFILE）",
            ],
        ),
        (
            SimplifiedChinese,
            Some("磁盘已满"),
            [
                "TLS 密钥未记录: 无法写入 SSLKEYLOGFILE 指定的文件 /tmp/keys.log：磁盘已满",
                "TLS 密钥未能记录到 /tmp/keys.log：磁盘已满",
                "未记录，无法写入此文件（SSLKEYLOGFILE）：磁盘已满",
            ],
        ),
    ] {
        check(&with_keys(language, fault), &texts);
    }
}

/// The steps of a handshake with these lists of extensions.
fn handshake(offered: &str, answered: &str) -> Vec<Step> {
    let header = |value: &str| match value {
        "" => String::new(),
        value => format!("Sec-WebSocket-Extensions: {value}\r\n"),
    };
    let agreed = Offer::OF_BROWSERS.agreed(answered.as_bytes()).unwrap();
    let mut steps = vec![
        Step::Requested {
            head: format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", header(offered)),
        },
        Step::Answered {
            head: format!(
                "HTTP/1.1 101 Switching Protocols\r\n{}\r\n",
                header(answered)
            ),
            micros: 1,
        },
    ];
    steps.extend(agreed.map(|agreed| Step::Compression { agreed }));
    steps
}

#[test]
fn compression_is_told_with_its_reason_and_its_parameters() {
    use Language::{English, SimplifiedChinese};
    let offer = Offer::OF_BROWSERS.to_string();
    let answer = "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; client_max_window_bits=12";
    let off = || handshake("", "");
    let declined = || handshake(&offer, "");
    let agreed = || handshake(&offer, answer);
    check(
        &with_steps(English, off()),
        &["not offered", "switched off in the connection settings"],
    );
    check(
        &with_steps(SimplifiedChinese, off()),
        &["未请求", "压缩已在连接设置中关闭"],
    );
    check(
        &with_steps(English, declined()),
        &[
            "offered: permessage-deflate; client_max_window_bits; the server did not agree",
            "offers to compress messages (permessage-deflate, RFC 7692)",
        ],
    );
    check(
        &with_steps(SimplifiedChinese, declined()),
        &["客户端请求：permessage-deflate; client_max_window_bits；服务器未接受"],
    );
    check(
        &with_steps(English, agreed()),
        &[
            "agreed; offered: permessage-deflate; client_max_window_bits",
            "context kept, window 4.0 KiB",
            "what repeats earlier messages within the window is only referred to",
            "no context, window 1.0 KiB",
            "each message is compressed on its own",
            "the server agreed to compress messages",
        ],
    );
    check(
        &with_steps(SimplifiedChinese, agreed()),
        &[
            "已协商；客户端请求：permessage-deflate; client_max_window_bits",
            "保留上下文，窗口 4.0 KiB",
            "不保留上下文，窗口 1.0 KiB",
            "每条消息单独压缩",
            "服务器接受了消息压缩",
        ],
    );
}

#[test]
fn a_connection_tells_whether_it_compresses() {
    let server = Server::start();
    let url = format!("{}/deflate/echo", server.url);
    let mut stage = Stage::connected_to(&url);
    let show_newest = |stage: &mut Stage| {
        let last = stage.kept().end - 1;
        stage.command(Command::ShowDetail(Some(last)));
    };
    show_newest(&mut stage);
    stage.wait_for_text("only connections with details offer compression");
    stage.record_details();
    stage.press("Disconnect");
    stage.wait_for_rows(1, &["Disconnected"]);
    stage.press("Connect");
    stage.wait_for_rows(2, &["Connected"]);
    show_newest(&mut stage);
    stage.wait_for_text("context kept, window 32.0 KiB");
}
