//! What the page of the connection and the status line tell of what was agreed on.

use connection::{KeyLog, Step};
use session::RecordedEvent;
use wscope::StartOptions;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::stage::Stage;

/// An encrypted connection of which the secrets are, or could not be, in a file.
fn with_keys(language: Language, fault: Option<&str>) -> Stage {
    let mut stage = Stage::with_options(StartOptions {
        language: Some(language),
        address: String::new(),
        ..StartOptions::default()
    });
    let address = "wss://stream.example.com/v2".to_owned();
    for event in [
        RecordedEvent::Connecting { address },
        RecordedEvent::Step(Step::Secured {
            version: "TLSv1_3".to_owned(),
            is_verified: true,
            key_log: Some(KeyLog {
                file: "/tmp/keys.log".to_owned(),
                fault: fault.map(str::to_owned),
            }),
            micros: 51_700,
        }),
        RecordedEvent::Opened,
    ] {
        stage.session().record(event);
    }
    let last = stage.kept().end - 1;
    stage.command(Command::ShowDetail(Some(last)));
    stage.harness.run_steps(3);
    stage
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
        let stage = with_keys(language, fault);
        for text in texts {
            let is_row = || stage.rows().iter().any(|row| row.contains(text));
            assert!(
                stage.shows(text) || is_row(),
                "{language:?}: {text}: {:?}",
                stage.rows()
            );
        }
    }
}
