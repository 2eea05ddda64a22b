//! Whom the full transport trusts, and what it shows of itself.

use std::path::{Path, PathBuf};

use connection::{
    Cause, CertificateFault, Event, FileFault, Identity, Message, Options, Step, Trust,
};
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, date_time_ymd};
use rustls::version::{TLS12, TLS13};

use super::authority::{Authority, Certified};
use super::secured::Secured;
use super::{check_echo, check_failure, failed, opened};
use crate::support::{Client, RawServer, Server};

fn trusting(file: PathBuf) -> Options {
    Options {
        trust: Trust::Also(file),
        ..Options::default()
    }
}

fn trusting_anyone() -> Options {
    Options {
        trust: Trust::Anyone,
        ..Options::default()
    }
}

fn as_it_is(_: &mut CertificateParams) {}

fn expired(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
}

fn not_yet_valid(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2901, 1, 1);
    params.not_after = date_time_ymd(2902, 1, 1);
}

fn for_another_name(params: &mut CertificateParams) {
    params.subject_alt_names = CertificateParams::new(["example.org".to_owned()])
        .unwrap()
        .subject_alt_names;
}

/// How the channel was set up: its version, and whether the certificate was checked.
fn secured(steps: &[Step]) -> Option<(&str, bool)> {
    steps.iter().find_map(|step| match step {
        Step::Secured {
            version,
            is_verified,
            ..
        } => Some((version.as_str(), *is_verified)),
        _ => None,
    })
}

#[test]
fn an_authority_of_ones_own_is_trusted() {
    let authority = Authority::new("ours");
    for (versions, told) in [([&TLS13], "TLSv1_3"), ([&TLS12], "TLSv1_2")] {
        let certified = authority.certify(as_it_is);
        let server = Secured::start_with(&certified, None, &versions);
        let options = trusting(authority.root_file());
        let (mut client, steps) = opened(&server.url(), options.clone());
        assert_eq!(secured(&steps), Some((told, true)), "{steps:#?}");
        check_echo(&mut client);
        let by_number = format!("wss://127.0.0.1:{}", server.port);
        let (mut client, _) = opened(&by_number, options.clone());
        check_echo(&mut client);
        check_frames(&server.url(), options);
    }
}

/// Frames are told as they are within the encrypted channel.
#[track_caller]
fn check_frames(url: &str, options: Options) {
    let options = Options {
        records_frames: true,
        ..options
    };
    let (mut client, _) = opened(url, options);
    client
        .connection
        .send(Message::Text("hi".to_owned()))
        .unwrap();
    let mut lengths = Vec::new();
    loop {
        match client.next_or_frame() {
            Event::Frame(frame) => lengths.push((frame.is_sent, frame.bytes.len())),
            Event::Received(_) => break,
            _ => {}
        }
    }
    assert_eq!(lengths, [(true, 8), (false, 4)]);
}

#[test]
fn a_self_signed_certificate_can_be_trusted() {
    let authority = Authority::new("ours");
    let certified = Certified::by_itself(as_it_is);
    let server = Secured::start(&certified);
    let file = authority.file("itself.pem", certified.pem());
    opened(&server.url(), trusting(file));
}

/// As `openssl req -x509 -subj /CN=localhost` makes it: it is marked as an authority, and has no alternative names.
fn as_openssl_makes_it(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.extended_key_usages.clear();
    params.subject_alt_names.clear();
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
}

#[test]
fn a_self_signed_certificate_is_trusted_once_it_is_named() {
    let authority = Authority::new("ours");
    let root = authority.root_file();
    #[track_caller]
    fn check(certified: &Certified, file: PathBuf, expected: Option<CertificateFault>) {
        for version in [&TLS13, &TLS12] {
            let server = Secured::start_with(certified, None, &[version]);
            let url = server.url();
            match expected {
                None => check_echo(&mut opened(&url, trusting(file.clone())).0),
                Some(fault) => {
                    check_failure(&url, trusting(file.clone()), Cause::Certificate(fault));
                }
            }
        }
    }
    let changed = |change: fn(&mut CertificateParams)| {
        Certified::by_itself(move |params| {
            as_openssl_makes_it(params);
            change(params);
        })
    };
    let named = |certified: &Certified| authority.file("named.pem", certified.pem());
    use CertificateFault as Fault;
    let plain = changed(as_it_is);
    check(&plain, named(&plain), None);
    let with_names = changed(|params| {
        params.subject_alt_names = CertificateParams::new(["localhost".to_owned()])
            .unwrap()
            .subject_alt_names;
        params.distinguished_name = DistinguishedName::new();
    });
    check(&with_names, named(&with_names), None);
    // Not marked as an authority.
    let end_entity = changed(|params| params.is_ca = IsCa::NoCa);
    check(&end_entity, named(&end_entity), None);
    // Time and name are checked as those of any other.
    let old = changed(expired);
    check(&old, named(&old), Some(Fault::Expired));
    let young = changed(not_yet_valid);
    check(&young, named(&young), Some(Fault::NotYetValid));
    let other_name = changed(for_another_name);
    check(&other_name, named(&other_name), Some(Fault::WrongName));
    let other_subject = changed(|params| {
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, "example.org");
    });
    check(
        &other_subject,
        named(&other_subject),
        Some(Fault::WrongName),
    );
    // No other one with the same subject.
    check(
        &plain,
        named(&changed(as_it_is)),
        Some(Fault::UnknownIssuer),
    );
    check(&plain, root, Some(Fault::UnknownIssuer));
}

#[test]
fn anyone_can_be_trusted() {
    for change in [as_it_is, expired, not_yet_valid, for_another_name] {
        let server = Secured::start(&Certified::by_itself(change));
        let (mut client, steps) = opened(&server.url(), trusting_anyone());
        assert_eq!(secured(&steps), Some(("TLSv1_3", false)));
        check_echo(&mut client);
    }
    let certified = Certified::by_itself(expired);
    let server = Secured::start_with(&certified, None, &[&TLS12]);
    let (_, steps) = opened(&server.url(), trusting_anyone());
    assert_eq!(secured(&steps), Some(("TLSv1_2", false)));
}

#[test]
fn a_certificate_that_is_not_accepted_has_a_fault() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    #[track_caller]
    fn check(certified: &Certified, trust: Trust, expected: CertificateFault) {
        let server = Secured::start(certified);
        let options = Options {
            trust,
            ..Options::default()
        };
        check_failure(&server.url(), options, Cause::Certificate(expected));
    }
    use CertificateFault as Fault;
    let trusted = || Trust::Also(ours.root_file());
    check(&ours.certify(expired), trusted(), Fault::Expired);
    check(&ours.certify(not_yet_valid), trusted(), Fault::NotYetValid);
    check(&ours.certify(for_another_name), trusted(), Fault::WrongName);
    check(&theirs.certify(as_it_is), trusted(), Fault::UnknownIssuer);
    check(&ours.certify(as_it_is), Trust::System, Fault::UnknownIssuer);
    let by_itself = Certified::by_itself(as_it_is);
    check(&by_itself, trusted(), Fault::UnknownIssuer);
}

/// It trusts the system alone, and looks at the time of a certificate first.
#[test]
fn ewebsock_tells_faults_as_far_as_it_can_have_them() {
    use CertificateFault as Fault;
    let authority = Authority::new("ours");
    for (certified, expected) in [
        (authority.certify(as_it_is), Fault::UnknownIssuer),
        (authority.certify(expired), Fault::Expired),
        (authority.certify(not_yet_valid), Fault::NotYetValid),
        (authority.certify(for_another_name), Fault::UnknownIssuer),
        (Certified::by_itself(as_it_is), Fault::UnknownIssuer),
        (Certified::by_itself(expired), Fault::Expired),
        (
            Certified::by_itself(as_openssl_makes_it),
            Fault::UnknownIssuer,
        ),
    ] {
        let server = Secured::start(&certified);
        let mut client = Client::new(false);
        client.connect(&server.url());
        assert!(matches!(client.next(), Event::Connecting(_)));
        let Event::Failed(failure) = client.next() else {
            panic!("it trusts a stranger");
        };
        let expected = Cause::Certificate(expected);
        assert_eq!(failure.cause, expected, "{}", failure.detail);
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let authority = Authority::new("ours");
    let certified = authority.certify(as_it_is);
    let missing = authority.root_file().with_file_name("missing.pem");
    let empty = authority.file("empty.pem", "");
    let broken = authority.file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    let certificates = authority.file("client.pem", certified.pem());
    let key = authority.file("client.key", &certified.key_pem());
    let other_key = authority.file("other.key", &authority.certify(as_it_is).key_pem());
    #[track_caller]
    fn check(trust: Trust, identity: Option<(&Path, &Path)>, fault: FileFault, named: &str) {
        let identity = identity.map(|(certificates, key)| Identity {
            certificates: certificates.to_owned(),
            key: key.to_owned(),
        });
        let options = Options {
            trust,
            identity,
            ..Options::default()
        };
        let (failure, steps) = failed("wss://localhost:1", options);
        assert_eq!(failure.cause, Cause::File(fault), "{failure:?}");
        assert!(failure.detail.contains(named), "{failure:?}");
        assert_eq!(steps, [], "no socket is opened");
    }
    use FileFault as Fault;
    let trusting = |file: PathBuf, fault, named| check(Trust::Also(file), None, fault, named);
    trusting(missing.clone(), Fault::Unreadable, "missing.pem: ");
    trusting(empty.clone(), Fault::NoCertificate, "empty.pem: ");
    trusting(broken, Fault::Malformed, "broken.pem: ");
    trusting(key.clone(), Fault::NoCertificate, "client.key: ");
    let der = authority.file("root.der", "");
    std::fs::write(&der, authority.root()).unwrap();
    trusting(der, Fault::Der, "root.der: ");
    let folder = authority.root_file().parent().unwrap().to_owned();
    trusting(folder, Fault::NotAFile, ": it is not a file");
    let huge = authority.file("huge.pem", "");
    let file = std::fs::File::options().write(true).open(&huge).unwrap();
    file.set_len(1 << 30).unwrap();
    trusting(huge, Fault::TooLarge, "huge.pem: it has 1073741824 bytes");
    let showing = |certificates, key, fault, named| {
        check(Trust::Anyone, Some((certificates, key)), fault, named);
    };
    showing(&missing, &key, Fault::Unreadable, "missing.pem: ");
    showing(&certificates, &empty, Fault::NoKey, "empty.pem: ");
    showing(&certificates, &other_key, Fault::OtherKey, "other.key: ");
    // It is PEM, and no certificate: the key is not to blame.
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let bad = authority.file("bad.pem", bad);
    let told = "bad.pem: its first certificate is malformed";
    showing(&bad, &key, Fault::Malformed, told);
    // Behind a byte order mark, a file is read as any other, up to its own mistake.
    let marked = authority.file("marked.key", &format!("\u{feff}{}", certified.key_pem()));
    showing(&bad, &marked, Fault::Malformed, told);
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let encrypted = authority.file("encrypted.key", encrypted);
    showing(
        &certificates,
        &encrypted,
        Fault::EncryptedKey,
        "encrypted.key: ",
    );
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let old = authority.file("old.key", old);
    showing(&certificates, &old, Fault::EncryptedKey, "old.key: ");
}

#[test]
fn a_server_may_ask_who_we_are() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let show = |authority: &Authority| {
        let certified = authority.certify(as_it_is);
        let both = format!("{}{}", certified.pem(), certified.key_pem());
        let file = authority.file("both.pem", &both);
        Some(Identity {
            certificates: file.clone(),
            key: file,
        })
    };
    for version in [&TLS13, &TLS12] {
        let certified = ours.certify(as_it_is);
        let server = Secured::start_with(&certified, Some(&ours), &[version]);
        let options = |identity| Options {
            identity,
            ..trusting(ours.root_file())
        };
        let (mut client, _) = opened(&server.url(), options(show(&ours)));
        check_echo(&mut client);
        check_failure(&server.url(), options(None), Cause::ClientCertificate);
        let stranger = options(show(&theirs));
        check_failure(&server.url(), stranger, Cause::ClientCertificate);
    }
}

#[test]
fn tls_where_none_is_spoken_is_told_from_none_where_it_is() {
    let plain = Server::start();
    let url = plain.url.replace("ws://", "wss://");
    check_failure(&url, trusting_anyone(), Cause::NoTls);
    let hung_up = RawServer::answering(|_| Vec::new());
    let url = hung_up.url().replace("ws://", "wss://");
    check_failure(&url, trusting_anyone(), Cause::Tls);

    let secured = Secured::start(&Certified::by_itself(as_it_is));
    let url = secured.url().replace("wss://", "ws://");
    check_failure(&url, Options::default(), Cause::OnlyTls);
    // A page that comes later than its head.
    let nginx = RawServer::answering(|_| {
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 50\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1>".to_vec()
    });
    check_failure(&nginx.url(), Options::default(), Cause::OnlyTls);
}
