//! The folder of `--web`: what is in it can be read, and nothing else, whatever is asked for.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use echo_server::Config;
use tempfile::TempDir;

use crate::harness::{Server, answer_to};

/// A folder with a secret beside it.
fn folder() -> TempDir {
    let parent = tempfile::tempdir().expect("a folder");
    let site = parent.path().join("site");
    fs::create_dir_all(site.join("sub/empty")).expect("a folder");
    fs::create_dir(site.join("目录")).expect("a folder");
    fs::write(parent.path().join("secret"), "s3cr3t").expect("a file");
    for (name, content) in [
        ("index.html", "index"),
        ("page.html", "page"),
        ("sub/index.html", "sub"),
        ("sub/a b.txt", "blank"),
        ("sub/例子.txt", "例子"),
    ] {
        fs::write(site.join(name), content).expect("a file");
    }
    parent
}

async fn serve(parent: &TempDir) -> Server {
    Server::start_with(Config {
        web: Some(parent.path().join("site")),
        ..Config::default()
    })
    .await
}

/// The status and the body of the answer.
async fn ask(server: &Server, method: &str, path: &str, lines: &str) -> (u16, String, String) {
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{lines}\r\n");
    let answer = answer_to(server, request.as_bytes()).await;
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (status.expect("a status"), head.to_owned(), body.to_owned())
}

/// Expects a body with status 200, or status 404 for `None`, and the same status for HEAD.
async fn check(server: &Server, path: &str, expected: Option<&str>) {
    for lines in ["", "Accept-Encoding: br, gzip\r\n", "Range: bytes=0-99\r\n"] {
        let (status, head, body) = ask(server, "GET", path, lines).await;
        assert!(!body.contains("s3cr3t"), "{path}: {body}");
        let (_, short, none) = ask(server, "HEAD", path, lines).await;
        let without_date = |head: &str| {
            let lines = head.lines().filter(|line| !line.starts_with("date: "));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(without_date(&short), without_date(&head), "{path}");
        assert_eq!(none, "", "{path}");
        match expected {
            Some(expected) => {
                assert!(matches!(status, 200 | 206), "{path}: {head}");
                assert_eq!(body, expected, "{path}");
            }
            None => assert_eq!(status, 404, "{path}: {head}"),
        }
    }
}

#[tokio::test]
async fn names_that_name_nothing_are_not_found() {
    let parent = folder();
    let server = serve(&parent).await;
    for (path, expected) in [
        ("/", Some("index")),
        ("/page.html", Some("page")),
        ("/p%61ge.html", Some("page")),
        ("/sub/a%20b.txt", Some("blank")),
        ("/sub/%E4%BE%8B%E5%AD%90.txt", Some("例子")),
        ("/./page.html", Some("page")),
        ("/sub//index.html", Some("sub")),
        ("/sub/empty/", None),
        ("/page.html/", None),
        ("/page.html/more", None),
        ("/../secret", None),
        ("/%2e%2e/secret", None),
        ("/sub/%2E%2e/%2e%2E/secret", None),
        ("/sub%2findex.html", None),
        ("/sub%2Findex.html", None),
        ("/..%2fsecret", None),
        ("/sub%5cindex.html", None),
        ("/..%5csecret", None),
        ("/..\\secret", None),
        ("/%2fetc/passwd", None),
        ("//etc/passwd", None),
        ("//sub", None),
        ("/page.html%00", None),
        ("/%00", None),
        ("/%ff", None),
        ("/%", None),
        ("/%zz", None),
        ("/page.html%20", None),
        ("/:", None),
        ("/C:/page.html", None),
        // What should have been escaped is understood all the same.
        ("/sub/例子.txt", Some("例子")),
        ("/sub/例子.txt?目录", Some("例子")),
        ("/目录/", None),
    ] {
        check(&server, path, expected).await;
    }
}

#[tokio::test]
async fn a_folder_is_redirected_to_on_this_server() {
    let parent = folder();
    let server = serve(&parent).await;
    for (path, expected) in [
        ("/sub", "/sub/"),
        ("/sub?a=b", "/sub/?a=b"),
        ("http://a/sub", "/sub/"),
        ("/目录", "/%E7%9B%AE%E5%BD%95/"),
        ("/%E7%9B%AE%E5%BD%95?例", "/%E7%9B%AE%E5%BD%95/?%E4%BE%8B"),
    ] {
        let (status, head, _) = ask(&server, "GET", path, "").await;
        let location = format!("\r\nlocation: {expected}\r\n");
        assert!(status == 307 && head.contains(&location), "{path}: {head}");
    }
}

#[tokio::test]
async fn a_name_that_is_too_long_is_not_found() {
    let parent = folder();
    let longest = "x".repeat(255);
    // With the ending of a compressed variant it is too long.
    fs::write(parent.path().join("site").join(&longest), "long").expect("a file");
    let server = serve(&parent).await;
    check(&server, &format!("/{longest}"), Some("long")).await;
    check(&server, &format!("/{longest}x"), None).await;
    check(&server, &format!("/{}", "x".repeat(4000)), None).await;
    check(&server, &format!("/{}", "%E4".repeat(1000)), None).await;
    check(&server, &format!("/sub/{}/", "x/".repeat(2500)), None).await;
    check(&server, &format!("/{}page.html", "sub/".repeat(1500)), None).await;
}

#[tokio::test]
async fn files_have_any_age() {
    let parent = folder();
    let page = parent.path().join("site/page.html");
    let server = serve(&parent).await;
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    for (modified, is_told) in [
        (UNIX_EPOCH - 10 * year, false),
        (UNIX_EPOCH, true),
        (SystemTime::now(), true),
        (UNIX_EPOCH + 9000 * year, false),
    ] {
        let file = fs::File::options().write(true).open(&page).expect("a file");
        if file.set_modified(modified).is_err() {
            continue;
        }
        drop(file);
        check(&server, "/page.html", Some("page")).await;
        // Some disks cannot keep each of these times.
        let kept = fs::metadata(&page).and_then(|metadata| metadata.modified());
        if kept.is_ok_and(|kept| kept == modified) {
            let (_, head, _) = ask(&server, "GET", "/page.html", "").await;
            assert_eq!(
                head.contains("\r\nlast-modified: "),
                is_told,
                "{modified:?}"
            );
        }
    }
}

/// A build may put another folder in the place of the one that is served.
#[tokio::test]
async fn a_folder_that_is_put_in_place_later_is_served() {
    let parent = folder();
    let site = parent.path().join("site");
    let server = serve(&parent).await;
    fs::rename(&site, parent.path().join("old")).expect("another name");
    check(&server, "/", None).await;
    fs::create_dir(&site).expect("a folder");
    fs::write(site.join("index.html"), "new").expect("a file");
    check(&server, "/", Some("new")).await;
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    fn link(target: impl AsRef<Path>, link: &Path) {
        symlink(target, link).expect("a link");
    }

    #[tokio::test]
    async fn no_link_leads_out_of_the_folder() {
        let parent = folder();
        let site = parent.path().join("site");
        let secret = parent.path().join("secret");
        link("../secret", &site.join("relative"));
        link(&secret, &site.join("absolute"));
        link("/etc/passwd", &site.join("passwd"));
        link("relative", &site.join("chain"));
        link("..", &site.join("up"));
        link("/", &site.join("root"));
        link(parent.path(), &site.join("parent"));
        link("sub/../../secret", &site.join("winding"));
        link("missing", &site.join("dangling"));
        link("loop-b", &site.join("loop-a"));
        link("loop-a", &site.join("loop-b"));
        // In the place of a compressed variant.
        link("../secret", &site.join("page.html.br"));
        link("../secret", &site.join("page.html.gz"));
        // In the place of the page of a folder.
        link("../../../secret", &site.join("sub/empty/index.html"));
        // What stays in the folder is followed.
        link("page.html", &site.join("inside"));
        link(site.join("page.html"), &site.join("inside-absolute"));
        link("../site/page.html", &site.join("inside-again"));
        link("sub", &site.join("folder"));
        let server = serve(&parent).await;
        for path in [
            "/relative",
            "/absolute",
            "/passwd",
            "/chain",
            "/up/secret",
            "/up/",
            "/up",
            "/root/etc/passwd",
            "/root",
            "/parent/secret",
            "/parent/site/page.html/../../secret",
            "/winding",
            "/dangling",
            "/loop-a",
            "/sub/empty/",
        ] {
            check(&server, path, None).await;
        }
        for (path, expected) in [
            ("/page.html", "page"),
            ("/inside", "page"),
            ("/inside-absolute", "page"),
            ("/inside-again", "page"),
            ("/folder/", "sub"),
            ("/folder/index.html", "sub"),
            // It leads out and in again.
            ("/up/site/page.html", "page"),
        ] {
            check(&server, path, Some(expected)).await;
        }
    }

    #[tokio::test]
    async fn the_folder_itself_may_be_a_link() {
        let parent = folder();
        let site = parent.path().join("site");
        link(&site, &parent.path().join("current"));
        let server = Server::start_with(Config {
            web: Some(parent.path().join("current")),
            ..Config::default()
        })
        .await;
        check(&server, "/page.html", Some("page")).await;
        check(&server, "/sub/", Some("sub")).await;
    }

    #[tokio::test]
    async fn what_is_no_file_is_not_found_and_not_waited_for() {
        let parent = folder();
        let site = parent.path().join("site");
        for pipe in ["pipe", "page.html.br"] {
            let made = Command::new("mkfifo").arg(site.join(pipe)).status();
            assert!(made.expect("mkfifo").success());
        }
        let _socket = UnixListener::bind(site.join("socket")).expect("a socket");
        fs::create_dir(site.join("page.html.gz")).expect("a folder");
        link("/dev/zero", &site.join("zero"));
        fs::write(site.join("locked"), "locked").expect("a file");
        let none = fs::Permissions::from_mode(0o000);
        fs::set_permissions(site.join("locked"), none).expect("a mode");
        let server = serve(&parent).await;
        for path in ["/pipe", "/socket", "/zero", "/sub/empty/", "/pipe/"] {
            check(&server, path, None).await;
        }
        check(&server, "/page.html", Some("page")).await;
        // The superuser can read it.
        let (status, _, _) = ask(&server, "GET", "/locked", "").await;
        let expected = if fs::read(site.join("locked")).is_ok() {
            200
        } else {
            404
        };
        assert_eq!(status, expected);
    }

    /// A link that changes all the time never leads to what is outside.
    #[tokio::test]
    async fn a_link_that_changes_while_it_is_followed_leads_nowhere_else() {
        let parent = folder();
        let site = parent.path().join("site");
        fs::create_dir(parent.path().join("outside")).expect("a folder");
        fs::write(parent.path().join("outside/index.html"), "s3cr3t").expect("a file");
        let server = serve(&parent).await;
        let (changed, new) = (site.join("changing"), site.join("new"));
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let changing = std::thread::Builder::new().name("changing".to_owned());
        let changing = changing.spawn({
            let stop = stop.clone();
            move || {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    for target in ["sub", "../outside"] {
                        symlink(target, &new).expect("a link");
                        fs::rename(&new, &changed).expect("another name");
                    }
                }
            }
        });
        let changing = changing.expect("a thread");
        for _ in 0..300 {
            let (status, head, body) = ask(&server, "GET", "/changing/", "").await;
            assert!(!body.contains("s3cr3t"), "{body}");
            assert!(matches!(status, 200 | 404), "{head}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        changing.join().expect("the thread does not panic");
    }
}
