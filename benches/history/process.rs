//! What a process has taken, read from `/proc`.

use std::fs;

/// Seconds of a processor that all threads took so far.
pub fn processor(id: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let of = |task: fs::DirEntry| -> Option<f64> {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.filter_map(|task| of(task.ok()?)).sum::<f64>() / 1e9
}

/// Megabytes resident now.
pub fn memory(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1_000.0
}
