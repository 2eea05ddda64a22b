//! A certificate for this machine that needs nobody else.
//!
//! It is signed by an authority that is made for it alone, whose key is never written down. So to trust
//! that authority is to trust this one certificate: nobody can make another, whatever they find on this machine.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use tempfile::Builder;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier as _;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{self, RootCertStore};

use super::credentials::{Tls, TlsError, provider};
use super::pem_file;
use crate::clock;

/// How long a certificate is good: Apple's systems take none that is good for more than 825 days.
const LIFETIME: Duration = Duration::from_secs(800 * DAY);

/// A certificate with less than this left is replaced.
const MARGIN: Duration = Duration::from_secs(30 * DAY);

/// Clocks differ.
const BACKDATING: Duration = Duration::from_secs(DAY);

const DAY: u64 = 24 * 60 * 60;

/// The certificate, its authority and its key: one file, so that they cannot come apart.
const KEPT_FILE: &str = "localhost.pem";

/// The authority again, for others to read.
const AUTHORITY_FILE: &str = "authority.pem";

/// What the names of files begin with that are being written.
const PREFIX: &str = ".echo-server-";

impl Tls {
    /// A certificate for this machine alone (`localhost`, 127.0.0.1 and `::1`), made by this program and kept in a folder
    /// until it has a month left. Also returns the file with its authority, which clients have to be told to trust.
    ///
    /// # Errors
    /// If nothing can be kept in the folder.
    pub fn self_signed(folder: &Path) -> Result<(Self, PathBuf), TlsError> {
        find_or_make(folder)
    }

    /// Where [`Self::self_signed`] keeps what it makes unless told otherwise: a folder of this user.
    ///
    /// # Errors
    /// If this user has no folders.
    pub fn usual_folder() -> Result<PathBuf, TlsError> {
        use etcetera::BaseStrategy as _;

        let folders = etcetera::choose_base_strategy().map_err(|_| TlsError::Homeless)?;
        Ok(folders.data_dir().join("echo-server"))
    }
}

fn find_or_make(folder: &Path) -> Result<(Tls, PathBuf), TlsError> {
    let authority_file = folder.join(AUTHORITY_FILE);
    let kept_file = folder.join(KEPT_FILE);
    remove_leftovers(folder);
    if let Some(tls) = find(&kept_file, &authority_file) {
        return Ok((tls, authority_file));
    }
    let made = make(clock::since_1970(SystemTime::now()))?;
    keep(
        folder,
        &kept_file,
        &made.all,
        &authority_file,
        &made.authority,
    )
    .map_err(|source| TlsError::NotKept {
        folder: folder.to_owned(),
        source,
    })?;
    Ok((parse(made.all.as_bytes())?, authority_file))
}

/// What was kept, if it is whole and will be good for a while.
fn find(kept_file: &Path, authority_file: &Path) -> Option<Tls> {
    let authority = pem_file::read(authority_file).ok()?;
    let authority = CertificateDer::from_pem_slice(&authority).ok()?;
    let tls = parse(&pem_file::read(kept_file).ok()?).ok()?;
    let now = clock::since_1970(SystemTime::now());
    let later = UnixTime::since_unix_epoch(now + MARGIN);
    check(&tls.certificate, authority, later).ok()?;
    Some(tls)
}

/// Checks a certificate as a client would that trusts the authority.
fn check(
    certificate: &CertificateDer<'_>,
    authority: CertificateDer<'_>,
    at: UnixTime,
) -> Result<(), rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority)?;
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    let name = ServerName::try_from("localhost")
        .map_err(|error| rustls::Error::General(error.to_string()))?;
    verifier
        .verify_server_cert(certificate, &[], &name, &[], at)
        .map(|_| ())
}

fn parse(pem: &[u8]) -> Result<Tls, TlsError> {
    let unreadable = |source| TlsError::Unreadable {
        path: KEPT_FILE.into(),
        source,
    };
    let chain = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(unreadable)?;
    Tls::new(chain, key)
}

/// Two texts in PEM.
struct Made {
    /// The certificate, its authority and its key.
    all: String,
    authority: String,
}

/// Makes both at a time since 1970.
fn make(now: Duration) -> Result<Made, rcgen::Error> {
    let mut params = params(now, "echo-server's own authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate()?;
    let authority = params.self_signed(&authority_key)?;
    let issuer = Issuer::new(params, authority_key);

    let mut params = self::params(now, "echo-server on this machine");
    params.subject_alt_names = vec![
        SanType::DnsName("localhost".try_into()?),
        SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        SanType::IpAddress(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;

    let authority = authority.pem();
    Ok(Made {
        all: certificate.pem() + &authority + &key.serialize_pem(),
        authority,
    })
}

fn params(now: Duration, name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    // No certificate can say what comes after the year 9999.
    let date = |time: Duration| rcgen::date_time_ymd(1970, 1, 1) + time.min(clock::LAST);
    params.not_before = date(now.saturating_sub(BACKDATING));
    params.not_after = date(now.saturating_add(LIFETIME - BACKDATING));
    params
}

fn keep(
    folder: &Path,
    kept_file: &Path,
    all: &str,
    authority_file: &Path,
    authority: &str,
) -> io::Result<()> {
    make_folder(folder)?;
    // Should this be interrupted or happen twice at once, the two files do not fit, and are made again. The one with the
    // key comes last: where something cannot be written, no key is left behind.
    replace(authority_file, authority)?;
    replace(kept_file, all)
}

/// Only this user can look into it.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Only this user can read it, from the beginning on; and it is there in full or not at all. A link stays one.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(file).unwrap_or_else(|_not_there| file.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    // Removed again should anything fail.
    let mut new = Builder::new().prefix(PREFIX).tempfile_in(folder)?;
    // So that it is not taken for a leftover. Where a file system knows no locks, nothing is.
    new.as_file().try_lock().ok();
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    // Windows replaces no file that is locked.
    new.as_file().unlock()?;
    new.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// Removes what was being written when its writer was killed: there may be a key in it.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // The second kind was left by earlier versions.
        let is_ours = name.starts_with(PREFIX) || name.ends_with(".new");
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let is_unused = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_unused {
            // What cannot be removed is tried again the next time.
            fs::remove_file(entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_from_now(days: u64) -> UnixTime {
        let now = clock::since_1970(SystemTime::now());
        UnixTime::since_unix_epoch(now + Duration::from_secs(days * DAY))
    }

    #[test]
    fn it_is_good_for_the_promised_time_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let (tls, file) = find_or_make(folder.path()).unwrap();
        let authority = || CertificateDer::from_pem_file(&file).unwrap();
        for (days, is_good) in [(0, true), (31, true), (798, true), (801, false)] {
            let checked = check(&tls.certificate, authority(), days_from_now(days));
            assert_eq!(checked.is_ok(), is_good, "{days}: {checked:?}");
        }
    }

    #[test]
    fn it_is_kept_and_made_again_when_it_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        let fingerprint = || find_or_make(&inner).unwrap().0.fingerprint();
        let first = fingerprint();
        assert_eq!(first.len(), 95);
        assert_eq!(fingerprint(), first);
        // An authority that did not sign it.
        let other = make(clock::since_1970(SystemTime::now())).unwrap();
        fs::write(inner.join(AUTHORITY_FILE), other.authority).unwrap();
        let second = fingerprint();
        assert_ne!(second, first);
        fs::write(inner.join(KEPT_FILE), "nonsense").unwrap();
        assert_ne!(fingerprint(), second);
    }

    #[test]
    fn it_can_be_made_whatever_the_clock_says() {
        for (now, is_good) in [
            (Duration::ZERO, true),
            (clock::LAST - LIFETIME, true),
            (clock::LAST - MARGIN, true),
            (clock::LAST, true),
            // After all that a certificate can say, it is over.
            (clock::LAST + MARGIN, false),
            (Duration::from_secs(u64::MAX), false),
        ] {
            let made = make(now).unwrap();
            let tls = parse(made.all.as_bytes()).unwrap();
            let authority = CertificateDer::from_pem_slice(made.authority.as_bytes()).unwrap();
            let checked = check(&tls.certificate, authority, UnixTime::since_unix_epoch(now));
            assert_eq!(checked.is_ok(), is_good, "{now:?}: {checked:?}");
        }
    }

    /// All names in a folder, and whether any of these files has a key.
    fn look_into(folder: &Path) -> (Vec<String>, bool) {
        let mut names = Vec::new();
        let mut has_key = false;
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            names.push(entry.file_name().into_string().unwrap());
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            has_key |= text.contains("PRIVATE KEY");
        }
        names.sort();
        (names, has_key)
    }

    #[test]
    fn where_it_cannot_be_kept_no_key_is_left_behind() {
        for blocked in [AUTHORITY_FILE, KEPT_FILE] {
            let folder = tempfile::tempdir().unwrap();
            // A folder cannot be replaced by a file, not even by root.
            fs::create_dir_all(folder.path().join(blocked).join("full")).unwrap();
            assert!(matches!(
                find_or_make(folder.path()),
                Err(TlsError::NotKept { .. })
            ));
            let (names, has_key) = look_into(folder.path());
            assert!(!has_key, "{names:?}");
            assert!(!names.iter().any(|name| name.starts_with(PREFIX)));
        }
    }

    #[test]
    fn what_a_killed_writer_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".echo-server-left", "localhost.17.new"] {
            fs::write(folder.path().join(name), "PRIVATE KEY").unwrap();
        }
        find_or_make(folder.path()).unwrap();
        assert_eq!(look_into(folder.path()).0, [AUTHORITY_FILE, KEPT_FILE]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_it_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join(KEPT_FILE), folder.path().join("target"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink("target", &link).unwrap();
        find_or_make(folder.path()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&target).unwrap().contains("PRIVATE KEY"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("mine");
        find_or_make(&inner).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&inner), 0o700);
        assert_eq!(mode(&inner.join(KEPT_FILE)), 0o600);
        let mut names: Vec<_> = fs::read_dir(&inner)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [AUTHORITY_FILE, KEPT_FILE],
            "and no key of the authority"
        );
    }
}
