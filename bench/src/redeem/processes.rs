//! What processes have spent, from `/proc`.

use crate::Fallible;
use crate::house::{House, Rows};

/// `USER_HZ`, the same on every Linux that we serve on.
const TICKS_A_SECOND: f64 = 100.0;

/// The fields of `/proc/PID/stat` behind the name.
struct Stat {
    parent: u32,
    /// user, system, and those of children that ended
    ticks: [u64; 4],
}

fn stat(id: u32) -> Fallible<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, rest) = text.rsplit_once(") ").ok_or("a strange /proc/PID/stat")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number =
        |at: usize| -> Fallible<u64> { Ok(fields.get(at).ok_or("a short /proc/PID/stat")?.parse()?) };
    Ok(Stat {
        parent: u32::try_from(number(1)?)?,
        ticks: [number(11)?, number(12)?, number(13)?, number(14)?],
    })
}

/// Whose child a process is.
pub fn parent(id: u32) -> Fallible<u32> {
    Ok(stat(id)?.parent)
}

/// Milliseconds of CPU that the server and the database have spent since they were started.
pub fn spent(house: &House) -> Fallible<f64> {
    let own = |id| stat(id).map(|stat| stat.ticks[0] + stat.ticks[1]);
    let mut ticks = own(house.server.id)?;
    if let Rows::Postgres(cluster) = &house.rows {
        ticks += stat(cluster.postmaster)?.ticks.iter().sum::<u64>();
        for entry in std::fs::read_dir("/proc")? {
            let Ok(id) = entry?.file_name().to_string_lossy().parse() else {
                continue;
            };
            // Whoever ends in this moment is in the postmaster's sum next time.
            if parent(id).is_ok_and(|parent| parent == cluster.postmaster) {
                ticks += own(id).unwrap_or(0);
            }
        }
    }
    Ok(ticks as f64 * 1e3 / TICKS_A_SECOND)
}
