//! What Linux tells about a process. `None` on other systems.

use std::time::Duration;

/// A tick of the clock by which Linux tells the time of a process (`USER_HZ`): the same on every machine.
const TICK: Duration = Duration::from_millis(10);

/// Processor time that all threads of a process have used.
pub(crate) fn cpu_time(id: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may contain anything, so what counts comes after the last of them.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

/// Memory of a process that is really there, in bytes.
pub(crate) fn resident_bytes(id: u32) -> Option<u64> {
    memory(id, "VmRSS:")
}

/// The most of it that there ever was, in bytes.
pub(crate) fn peak_bytes(id: u32) -> Option<u64> {
    memory(id, "VmHWM:")
}

fn memory(id: u32, field: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Lets this process, and those that it starts, open as many files as the system allows it.
#[cfg(unix)]
pub(crate) fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    // If it is not allowed, only the idle connections will fail, and say so.
    setrlimit(Resource::Nofile, raised).ok();
}

#[cfg(not(unix))]
pub fn raise_open_files() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{cpu_time, peak_bytes, resident_bytes};

    #[test]
    fn a_process_is_known() {
        let id = std::process::id();
        assert!(cpu_time(id).is_some());
        assert!(resident_bytes(id).is_some_and(|bytes| bytes > 100_000));
        assert!(peak_bytes(id) >= resident_bytes(id));
    }

    #[test]
    fn no_process_is_not() {
        assert_eq!(cpu_time(u32::MAX), None);
        assert_eq!(resident_bytes(u32::MAX), None);
    }
}
