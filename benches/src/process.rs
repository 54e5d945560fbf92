//! What a running process took, as Linux tells it.

use anyhow::Context;

/// User and system time of a process, in microseconds; the kernel counts in hundredths of a second.
///
/// # Errors
///
/// When there is no such process.
pub fn cpu_micros(pid: u32) -> anyhow::Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = stat.rsplit_once(')').context("a name in brackets")?.1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<u64>().ok()).context("a count");
    Ok((ticks(11)? + ticks(12)?) * 10_000)
}

/// Resident memory of a process, in kB.
///
/// # Errors
///
/// When there is no such process.
pub fn resident_kb(pid: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("resident memory")?;
    line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).context("a number")
}
