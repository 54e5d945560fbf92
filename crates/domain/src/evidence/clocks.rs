//! What a phone's clocks say together: the one people set, the one nobody sets, and the server's.
//!
//! A phone whose clock is always wrong by the same is honest. What counts is a clock that moves for one punch.

use super::index::{Groups, NONE, Seen};

/// Within this a punch came at once.
pub(super) const PROMPT_MS: i64 = 3 * 60_000;

/// Over this a phone sleeps, ms.
const NIGHT_MS: i64 = 12 * 3_600_000;

/// What is known of one punch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ClockSeen {
    /// How far the wall clock was from where this phone's clock usually is, ms: below 0 it was set back. `None`: unknown.
    pub moved: Option<i64>,
    /// Whether a punch that came at once, in the same run of the phone's own clock, vouches for it.
    pub anchored: bool,
    /// How long it was on its way at most, ms.
    pub delay: i64,
}

/// The clocks of all phones.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    /// By punch.
    pub seen: Vec<ClockSeen>,
    /// By key: what its wall clock usually shows beyond the server's, ms (a few seconds of sending below 0).
    pub usual: Vec<i64>,
}

impl Clocks {
    pub fn read(punches: &[Seen], by_key: &Groups, by_boot: &Groups) -> Self {
        let mut seen = vec![ClockSeen::default(); punches.len()];
        let mut usual = Vec::new();
        for (key, all) in by_key.each() {
            usual.resize(usual.len().max(key as usize + 1), 0);
            usual[key as usize] = usual_error(punches, all);
        }
        let of = |punch: &Seen| usual.get(punch.key as usize).copied().unwrap_or(0);
        for (at, punch) in punches.iter().enumerate() {
            let beyond = punch.claimed - punch.received - of(punch);
            seen[at].delay = (-beyond).max(0);
            seen[at].moved =
                if beyond.abs() <= PROMPT_MS { Some(0) } else { (beyond > 0 && punch.key != NONE).then_some(beyond) };
        }
        let mut keeps = vec![None; usual.len()];
        for (_, all) in by_boot.each() {
            let key = punches[all[0] as usize].key as usize;
            match spread(punches, all, of) {
                Some(spread) if spread > 2 * PROMPT_MS => keeps[key] = Some(false),
                Some(_) if keeps[key].is_none() => keeps[key] = Some(true),
                _ => {}
            }
        }
        for (_, all) in by_boot.each() {
            // A clock that sleeps with the phone tells nothing. One that never came at once may prove itself that it runs.
            match keeps[punches[all[0] as usize].key as usize] {
                Some(true) => read_boot(punches, all, of, &mut seen),
                Some(false) => {}
                None => read_agreed(punches, all, &mut seen),
            }
        }
        Self { seen, usual }
    }
}

/// Where a phone's clock usually is, from all it sent.
fn usual_error(punches: &[Seen], all: &[u32]) -> i64 {
    let mut beyond: Vec<i64> = all.iter().map(|at| &punches[*at as usize]).map(|p| p.claimed - p.received).collect();
    beyond.sort_unstable();
    let part = |percent: usize| beyond[(beyond.len() - 1) * percent / 100];
    let high = part(80);
    // Far behind the server: a slow clock, if it is always as slow; else a phone that is mostly offline.
    let is_slow_clock = beyond.len() >= 4 && high - part(40) < PROMPT_MS;
    if high < -PROMPT_MS && !is_slow_clock { 0 } else { high }
}

/// By how much two punches of one run that came at once, hours apart, disagree about when it began.
fn spread(punches: &[Seen], all: &[u32], usual: impl Fn(&Seen) -> i64) -> Option<i64> {
    const APART_MS: i64 = 3 * 3_600_000;
    let prompt = all.iter().map(|at| &punches[*at as usize]).filter_map(|punch| {
        let is_prompt = (punch.claimed - punch.received - usual(punch)).abs() <= PROMPT_MS;
        punch.mono.filter(|_| is_prompt).map(|mono| (punch.received, punch.claimed - mono))
    });
    let (first, last) = (prompt.clone().min()?, prompt.max()?);
    (last.0 - first.0 >= APART_MS).then_some((last.1 - first.1).abs())
}

/// Reads the punches of one run of a phone's own clock against the one of them that came at once.
fn read_boot(punches: &[Seen], all: &[u32], usual: impl Fn(&Seen) -> i64, seen: &mut [ClockSeen]) {
    let base = |at: u32| {
        let punch = &punches[at as usize];
        punch.mono.map(|mono| punch.claimed - mono)
    };
    let beyond = |at: u32| {
        let punch = &punches[at as usize];
        punch.claimed - punch.received - usual(punch)
    };
    let prompt = || all.iter().copied().filter(|at| beyond(*at).abs() <= PROMPT_MS);
    let mut bases: Vec<i64> = prompt().filter_map(base).collect();
    bases.sort_unstable();
    let (Some(low), Some(high)) = (bases.first(), bases.last()) else {
        read_unanchored(all, base, seen);
        return;
    };
    if high - low > 2 * PROMPT_MS {
        return;
    }
    let anchor = bases[bases.len() / 2];
    for at in all {
        let Some(own) = base(*at) else { continue };
        let is_prompt = beyond(*at).abs() <= PROMPT_MS;
        let moved = if is_prompt { 0 } else { own - anchor };
        let clock = &mut seen[*at as usize];
        clock.anchored = true;
        clock.moved = Some(if moved.abs() <= PROMPT_MS { 0 } else { moved });
        if !is_prompt {
            clock.delay = (-beyond(*at) + moved).max(0);
        }
    }
}

/// Nothing of this key came at once: two records of a run that agree over a night about when it began prove that the clock
/// ran through, and that the others were written at another time than they say.
fn read_agreed(punches: &[Seen], all: &[u32], seen: &mut [ClockSeen]) {
    let mut lines: Vec<(i64, i64, u32)> = all
        .iter()
        .filter_map(|at| {
            let punch = &punches[*at as usize];
            punch.mono.map(|mono| (punch.claimed - mono, mono, *at))
        })
        .collect();
    lines.sort_unstable();
    let spans = |agreed: &[(i64, i64, u32)]| {
        let monos = agreed.iter().map(|(_, mono, _)| *mono);
        monos.clone().max().zip(monos.min()).is_some_and(|(last, first)| last - first >= NIGHT_MS)
    };
    let mut agreed = lines.chunk_by(|a, b| b.0 - a.0 <= PROMPT_MS / 3).filter(|agreed| spans(agreed));
    // A clock that was set in between agrees twice, and tells nothing.
    let (Some(agreed), None) = (agreed.next(), agreed.next()) else { return };
    let middle = agreed[agreed.len() / 2].0;
    for (base, _, at) in &lines {
        let error = base - middle;
        seen[*at as usize].moved = Some(if error.abs() <= PROMPT_MS { 0 } else { error });
    }
}

/// Nothing of this run came at once: only punches that leave the line of all others are known to have moved.
fn read_unanchored(all: &[u32], base: impl Fn(u32) -> Option<i64>, seen: &mut [ClockSeen]) {
    let mut bases: Vec<i64> = all.iter().filter_map(|at| base(*at)).collect();
    if bases.len() < 3 {
        return;
    }
    bases.sort_unstable();
    let middle = bases[bases.len() / 2];
    let near = bases.iter().filter(|own| (**own - middle).abs() <= PROMPT_MS).count();
    if near * 2 <= bases.len() {
        return;
    }
    for at in all {
        if let Some(own) = base(*at) {
            seen[*at as usize].moved = Some(if (own - middle).abs() <= PROMPT_MS { 0 } else { own - middle });
        }
    }
}
