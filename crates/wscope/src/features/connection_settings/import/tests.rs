use super::*;
use crate::features::connection_settings::form::{HeaderLine, Login};

/// What was imported, in one line: only what differs from the defaults.
fn described(imported: &Imported) -> String {
    let form = &imported.form;
    let mut parts = vec![imported.address.clone()];
    let line = |line: &HeaderLine| format!("{}: {}", line.name, line.value);
    parts.extend(form.headers.iter().map(line));
    let named = [
        ("subprotocols", form.subprotocols.clone()),
        ("user", form.user.clone()),
        ("password", form.password.clone()),
        ("token", form.token.clone()),
        ("ca", form.authority_file.clone()),
        ("cert", form.certificate_file.clone()),
        ("key", form.key_file.clone()),
        ("proxy", form.proxy_address.clone()),
    ];
    let filled = named.iter().filter(|(_, text)| !text.is_empty());
    parts.extend(filled.map(|(name, text)| format!("{name}={text}")));
    let plain = OptionsForm::default();
    if form.trust == TrustChoice::Anyone {
        parts.push("insecure".to_owned());
    }
    if form.timeout_s != plain.timeout_s {
        parts.push(format!("timeout={}", form.timeout_s));
    }
    if form.keep_alive_s != plain.keep_alive_s {
        parts.push(format!("ping={}", form.keep_alive_s));
    }
    if !imported.unused.is_empty() {
        parts.push(format!("unused={}", imported.unused.join(",")));
    }
    for (title, what) in [
        ("overridden", &imported.overridden),
        ("unexpanded", &imported.unexpanded),
    ] {
        if !what.is_empty() {
            parts.push(format!("{title}={}", what.join(",")));
        }
    }
    parts.join(" | ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let imported = import(text, &OptionsForm::default());
    let described = imported.as_ref().map(described);
    assert_eq!(described.as_deref(), Some(expected), "{text}");
    assert!(is_command_line(text), "{text}");
}

#[test]
fn command_lines_of_curl() {
    for (text, expected) in [
        ("curl ws://localhost:4000/echo", "ws://localhost:4000/echo"),
        ("curl -v https://h/chat?a=1&b=2", "wss://h/chat?a=1&b=2"),
        ("$ curl -sS -N http://h/", "ws://h/"),
        ("/usr/bin/curl h:4000", "ws://h:4000"),
        (
            "curl -H 'X-A: b' -H \"X-C: d e\" ws://h/",
            "ws://h/ | X-A: b | X-C: d e",
        ),
        (
            "curl ws://h/ -HX-A:b -kH 'X-C: d'",
            "ws://h/ | X-A: b | X-C: d | insecure",
        ),
        ("curl --header=X-A:b --url ws://h/", "ws://h/ | X-A: b"),
        (
            "curl -u me:se:cret wss://h/",
            "wss://h/ | user=me | password=se:cret",
        ),
        (
            "curl wss://me:x@h/p?q#f",
            "wss://h/p?q | user=me | password=x",
        ),
        ("curl --oauth2-bearer abc wss://h/", "wss://h/ | token=abc"),
        (
            "curl -b 'a=b; c=d' -A 'agent 1' -e http://r/ ws://h/",
            "ws://h/ | Cookie: a=b; c=d | User-Agent: agent 1 | Referer: http://r/",
        ),
        ("curl -b cookies.txt ws://h/", "ws://h/ | unused=-b"),
        (
            "curl -x http://p:8080 -U me:x ws://h/",
            "ws://h/ | proxy=http://me:x@p:8080",
        ),
        (
            "curl --socks5-hostname p:1080 ws://h/",
            "ws://h/ | proxy=socks5h://p:1080",
        ),
        (
            "curl --cacert ca.pem --cert me.pem --key me.key wss://h/",
            "wss://h/ | ca=ca.pem | cert=me.pem | key=me.key",
        ),
        (
            "curl --connect-timeout 2.5 -m 30 ws://h/",
            "ws://h/ | timeout=3",
        ),
        ("curl -X GET ws://h/ -o out.txt", "ws://h/"),
        (
            "curl -X POST -d '{\"a\": 1}' --foo bar ws://h/",
            "ws://h/ | unused=-X POST,-d,--foo,bar",
        ),
        (
            "curl -H 'X-Empty;' -H 'Accept:' -H @file ws://h/",
            "ws://h/ | X-Empty:  | unused=-H Accept,-H",
        ),
        ("curl ws://h/ | jq . > out", "ws://h/ | unused=|,jq,.,>,out"),
        ("TOKEN=x sudo curl ws://h/", "ws://h/"),
        (
            "curl -H \"Authorization: Bearer $TOKEN\" ws://h/",
            "ws://h/ | Authorization: Bearer $TOKEN | unexpanded=$TOKEN",
        ),
        (
            "curl -H 'X-Quote: it'\\''s' ws://h/",
            "ws://h/ | X-Quote: it's",
        ),
        ("curl ws://h/ -H", "ws://h/ | unused=-H"),
        ("curl 'ws://h/a b'", "ws://h/a b"),
    ] {
        check(text, expected);
    }
}

/// As curl 7.88 sends them.
#[test]
fn a_header_goes_before_the_option_that_stands_for_it() {
    for (text, expected) in [
        (
            "curl -u a:b -H 'Authorization: Bearer x' ws://h/",
            "ws://h/ | Authorization: Bearer x | overridden=-u",
        ),
        (
            "curl --oauth2-bearer t -H 'authorization: Basic x' ws://h/",
            "ws://h/ | authorization: Basic x | overridden=--oauth2-bearer",
        ),
        (
            "curl -H 'Authorization: x' ws://c:d@h/",
            "ws://h/ | Authorization: x | overridden=user:password@",
        ),
        (
            "curl -u a:b --oauth2-bearer t ws://h/",
            "ws://h/ | token=t | overridden=-u",
        ),
        (
            "curl --oauth2-bearer t -u a:b ws://h/",
            "ws://h/ | token=t | overridden=-u",
        ),
        ("curl -u a:b ws://c:d@h/", "ws://h/ | user=a | password=b"),
        (
            "curl -u a:b -u c:d ws://h/",
            "ws://h/ | user=c | password=d",
        ),
        (
            "curl -H 'Authorization:' -u a:b ws://h/",
            "ws://h/ | unused=-H Authorization | overridden=-u",
        ),
        (
            "curl -H 'Authorization: one' -H 'authorization: two' ws://h/",
            "ws://h/ | Authorization: one | overridden=-H Authorization",
        ),
        (
            "curl -b a=b -b c=d -A x -A y ws://h/",
            "ws://h/ | Cookie: a=b; c=d | User-Agent: y",
        ),
        (
            "curl -b a=b -H 'Cookie: c=d' -e r -H 'Referer: s' ws://h/",
            "ws://h/ | Cookie: c=d | Referer: s | overridden=-b,-e",
        ),
        (
            "wscat -c ws://h/ --auth a:b -H 'Authorization: x'",
            "ws://h/ | Authorization: x | overridden=--auth",
        ),
    ] {
        check(text, expected);
        // It can be connected with: there is one login at most.
        let form = import(text, &OptionsForm::default()).unwrap().form;
        assert!(form.read().is_ok(), "{text}");
    }
}

#[test]
fn what_a_shell_would_replace_is_told_where_it_is_used() {
    for (text, expected) in [
        (
            "curl -H \"X-A: ${HOME} $A\" -u \"$(id -u):$PASSWORD\" ws://h/?t=$T",
            "ws://h/?t=$T | X-A: ${HOME} $A | user=$(id -u) | password=$PASSWORD | unexpanded=${HOME},$A,$(id …),$PASSWORD,$T",
        ),
        (
            "curl -u $(id -u):`pass show \"a b\"` ws://h/",
            "ws://h/ | user=$(id -u) | password=`pass show \"a b\"` | unexpanded=$(id …),`pass …`",
        ),
        // A shell replaces nothing there.
        (
            "curl -H 'X-A: $TOKEN ${HOME} $(id) %TOKEN%' -H \"X-B: \\$A\" ws://h/",
            "ws://h/ | X-A: $TOKEN ${HOME} $(id) %TOKEN% | X-B: $A",
        ),
        // It is not taken over.
        ("curl -d \"$BODY\" ws://h/", "ws://h/ | unused=-d"),
        (
            "curl -H \"X-A: %TOKEN%\" \"ws://h/%e4%b8%ad?a=%20b\"",
            "ws://h/%e4%b8%ad?a=%20b | X-A: %TOKEN% | unexpanded=%TOKEN%",
        ),
        (
            "curl ^\"wss://h/?a=^%^41^\" -H ^\"X-A: %TOKEN%^\"",
            "wss://h/?a=%41 | X-A: %TOKEN% | unexpanded=%TOKEN%",
        ),
        (
            "curl --cacert ~/ca.pem -b 'a=~/b' wss://h/~/c",
            "wss://h/~/c | Cookie: a=~/b | ca=~/ca.pem | unexpanded=~/",
        ),
        (
            "curl.exe -H \"X-A: $env:TOKEN\" wss://h/",
            "wss://h/ | X-A: $env:TOKEN | unexpanded=$env:TOKEN",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_prompt_of_a_shell_is_left_out() {
    for prompt in [
        "$",
        "#",
        "%",
        ">",
        "PS C:\\Users\\me>",
        "me@host:~$",
        "root@host:/etc#",
        "[me@host folder]$",
        "(venv) [me@host folder]#",
        "me@host ~ %",
        "# sudo",
        "# A=b",
        "# the newest one\n",
        "#",
    ] {
        check(
            &format!("{prompt} curl -H 'X-A: b' ws://h/"),
            "ws://h/ | X-A: b",
        );
    }
}

#[test]
fn what_browsers_copy_as_curl() {
    check(
        "curl 'wss://s.example.com/v2/trades' \\\n  -H 'Upgrade: websocket' \\\n  -H 'Origin: https://example.com' \\\n  \
         -H 'Accept-Language: zh-CN,zh;q=0.9' \\\n  -H 'Connection: Upgrade' \\\n  -H 'Sec-WebSocket-Key: dGhlIA==' \\\n  \
         -H 'Sec-WebSocket-Protocol: trades.v2, trades.v1' \\\n  -H 'Sec-WebSocket-Version: 13' \\\n  \
         -H 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'",
        "wss://s.example.com/v2/trades | Origin: https://example.com | Accept-Language: zh-CN,zh;q=0.9 | \
         subprotocols=trades.v2, trades.v1",
    );
    check(
        "curl 'ws://h/' -H $'X-A: it\\'s \\u0021 \\x41\\101' -H $'X-B: 中'",
        "ws://h/ | X-A: it's ! AA | X-B: 中",
    );
    check(
        "curl ^\"wss://h/a?b=1^&c=^%^41^\" ^\r\n  -H ^\"Origin: https://example.com^\" ^\r\n  -H ^\"X-Json: ^{^\\^\"a^\\^\":1^}^\"",
        "wss://h/a?b=1&c=%41 | Origin: https://example.com | X-Json: {\"a\":1}",
    );
    check(
        "curl.exe \"wss://h/\" ^\r\n -H \"X-A: b^c\" ^\r\n --cacert C:\\certs\\ca.pem --insecure",
        "wss://h/ | X-A: b^c | ca=C:\\certs\\ca.pem | insecure",
    );
    check(
        "C:\\Users\\me> curl --cert \"C:\\my certs\\me.pem\" wss://h/",
        "wss://h/ | cert=C:\\my certs\\me.pem",
    );
    check(
        "curl.exe 'wss://h/' `\r\n  -H 'Origin: x'",
        "wss://h/ | Origin: x",
    );
}

#[test]
fn command_lines_of_websocat_and_wscat() {
    for (text, expected) in [
        ("websocat ws://127.0.0.1:4000/", "ws://127.0.0.1:4000/"),
        ("websocat -t - ws://h/", "ws://h/"),
        (
            "websocat -k -H='Authorization: Bearer x' --origin https://o wss://h/",
            "wss://h/ | Authorization: Bearer x | Origin: https://o | insecure",
        ),
        (
            "websocat --basic-auth me:x --protocol chat,v2 wss://h",
            "wss://h | subprotocols=chat,v2 | user=me | password=x",
        ),
        (
            "websocat --ping-interval 30 --ping-timeout=60 -n1E wss://h/",
            "wss://h/ | ping=30",
        ),
        (
            "websocat --socks5 127.0.0.1:9050 ws://h/ tcp-l:1:2",
            "ws://h/ | proxy=socks5h://127.0.0.1:9050 | unused=tcp-l:1:2",
        ),
        ("wscat -c ws://echo.example.org", "ws://echo.example.org"),
        (
            "npx wscat --connect wss://h/ -H 'X-A: b' --auth me:x -o http://o",
            "wss://h/ | X-A: b | Origin: http://o | user=me | password=x",
        ),
        (
            "wscat -c wss://h -s a -s b -n",
            "wss://h | subprotocols=a, b | insecure",
        ),
        (
            "wscat --ca ca.pem --cert me.pem --key me.key --passphrase x -c wss://h",
            "wss://h | ca=ca.pem | cert=me.pem | key=me.key | unused=--passphrase",
        ),
        (
            "wscat --proxy http://p:1 -p 13 -x ping -c ws://h",
            "ws://h | proxy=http://p:1 | unused=-x",
        ),
        ("wscat -p 8 -c ws://h", "ws://h | unused=-p 8"),
    ] {
        check(text, expected);
    }
}

#[test]
fn another_text_is_none() {
    for text in [
        "",
        "curl",
        "ws://localhost:4000",
        "curl 'ws://h/",
        "curl -v",
        "curly ws://h/",
        "echo curl ws://h/",
        "curl ftp://h/",
        "ws://h/ curl",
        "websocat -h",
    ] {
        let imported = import(text, &OptionsForm::default());
        assert_eq!(imported, None, "{text}");
    }
    assert!(!is_command_line("ws://localhost:4000/a b"));
    assert!(!is_command_line(&format!(
        "curl ws://h/ {}",
        "x".repeat(MAX_COMMAND_LINE_BYTES)
    )));
}

#[test]
fn nothing_of_another_connection_is_taken_over() {
    let before = OptionsForm {
        headers: vec![HeaderLine::new("Authorization", "Bearer old")],
        login: Login::Bearer,
        token: "old".to_owned(),
        trust: TrustChoice::Anyone,
        reconnects: true,
        timeout_s: 77,
        ..OptionsForm::default()
    };
    let form = import("curl ws://h/", &before).unwrap().form;
    let expected = OptionsForm {
        reconnects: true,
        timeout_s: 77,
        ..OptionsForm::default()
    };
    assert_eq!(form, expected);
}
