//! A script in which each kind of line stands.

/// Each kind of line once.
pub(super) const ALL: &str = r#"
# A comment.
set name = value with {{env.PATH}}
set odd = " {{name}} \\{{name}} \{{"
connect ws://{{name}}/a?b=c
  header Authorization: Bearer {{name}}
  subprotocol a, b
  timeout 1500ms
  no compression
  expect header X-A: b
  expect header X-B:
  expect subprotocol a
  expect subprotocol none
  expect status 401
  expect failure
  expect failure refused
connect ada to ws://h
send text hello {{name}}
send text
  # no comment
    two lines

  and more {{name}}
send json {"a":{"b":"{{name}}"},"c":{{name}}}
send json
  {
    "a": [1,
      2]
  }
ada: send binary base64 AP8=
send binary hex {{name}}
send binary text "a"
send binary file x.bin
send file x.txt
send ping
send ping text hi
send frame fin=false rsv1=true rsv3=true opcode=3 mask=0102a0ff length=7 form=64 payload hex 00ff
send frame opcode=close mask=none form=16
ada: expect text "hello {{name}}" eventually within 2s
expect text
  one
  two
expect text contains "a"
expect text matches /^a\/(b) {{name}}$/i as b
expect text size 1..
expect text as whole
expect json
expect json [1, {"a": "x as y"}] as doc
expect json includes {"a":1}
expect json is
  {"a":
    1}
  $.a is 1
  $['a b'][?@.c == "{{name}}"] is not {"x": [1]}
  $.a contains "b"
  $.a matches /x/ as y
  $.a exists
  $.a missing
  $.a count 1..3
  $.a < 1
  $.a <= 1
  $.a > {{name}}
  $.a >= 1
  capture $.a as b
expect json schema a.json
expect binary
expect binary hex 00
expect binary size 4KiB
expect message as all within 500ms
expect any order
  text "a"
  json
    $.a is 1
  message
expect ping
expect pong base64 AA==
expect close
expect close none
expect close 1000
expect close 1000 "bye" within 1s
expect lost
expect lost dropped
expect silence 20ms
ignore text matches /x/
ada: ignore json
  $.type is "heartbeat"
wait 1s
repeat 3 times
  send text {{round}}
  repeat 2
    wait 1ms
close
close none
close 4000 so long
skip unless {{token}}
skip if {{env.CI}} not where it is measured
skip "later, {{host}}"
skip
"#;
