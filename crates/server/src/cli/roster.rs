//! `hadir roster`: papers (leave, surat tugas, WFH …), patterns of people, a unit's month.

use std::path::PathBuf;

use clap::Subcommand;
use hadir_domain::roster::{ExceptionKind, Part, Pattern, Turn};
use jiff::civil::{Date, Time};

use super::calendar::week;
use super::people::one_person;
use super::roster_desk::Which;
use super::{Failure, Global, Outcome, context, roster_desk};
use crate::services::rostering::{self, NewPaper};

/// Arguments of `hadir roster`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: RosterCommand,
}

#[derive(Debug, Subcommand)]
enum RosterCommand {
    /// Mencatat surat: cuti, sakit, izin, DL, WFH, diklat, TB, piket, libur pengganti / enter a paper
    Paper {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY")]
        person: String,
        /// leave, sick, permission, field_duty, wfh, training, study, off, piket
        #[arg(long)]
        kind: String,
        /// Hari pertama / first day
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Date,
        /// Hari terakhir / last day
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Date,
        /// whole, first_half, second_half
        #[arg(long, default_value = "whole", value_parser = part)]
        part: Part,
        /// Nomor surat / the paper it rests on
        #[arg(long, value_name = "SURAT")]
        reference: String,
        /// Mulai piket / start of guard duty
        #[arg(long, value_name = "HH:MM")]
        starts: Option<Time>,
        /// Lama piket dalam menit / its length
        #[arg(long, value_name = "MENIT")]
        minutes: Option<u16>,
    },
    /// Pola kerja: 5 atau 6 hari, atau giliran / a pattern: office week or shifts
    Assign {
        /// NIP, nomor lokal, bagian nama, atau id / who
        #[arg(long, value_name = "KEY")]
        person: String,
        /// Berlaku mulai / from
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Date,
        /// Sampai / to
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<Date>,
        /// Minggu kantor 5 atau 6 hari / an office week
        #[arg(long, conflicts_with = "shifts", value_parser = week)]
        week: Option<hadir_domain::calendar::Week>,
        /// Giliran mulai tanggal --from, mis. 07:00+420,14:00+420,21:00+600,- / shifts from that date on
        #[arg(long, value_name = "GILIRAN")]
        shifts: Option<String>,
    },
    /// Jadwal sebulan / a unit's month
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Tulis jadwal ke berkas XLSX atau CSV / write it to a file
    Export {
        #[command(flatten)]
        which: Which,
        /// Berkas keluaran, .xlsx atau .csv / the file
        #[arg(long, value_name = "OUT")]
        out: PathBuf,
    },
    /// Terapkan berkas jadwal sebagai perubahan / take a file in as changes
    Import {
        /// Berkas XLSX atau CSV / the file
        file: PathBuf,
        #[command(flatten)]
        which: Which,
        /// Hanya periksa / only say what would happen
        #[arg(long)]
        check: bool,
        /// Alasan / why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

fn part(text: &str) -> Result<Part, String> {
    Part::parse(text).ok_or_else(|| "whole, first_half, second_half".into())
}

/// Enters a paper or a pattern.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let find = async |key: &str| {
        let found = context.app.db.read(async |tx| one_person(tx, &context, key).await).await;
        found.map(|row| row.id).map_err(|error| context.fail(error))
    };
    match args.command {
        RosterCommand::Show { which } => roster_desk::show(&context, &which).await,
        RosterCommand::Export { which, out } => roster_desk::export(&context, &which, &out).await,
        RosterCommand::Import { file, which, check, reason } => {
            roster_desk::import(&context, &which, &file, check, &reason).await
        }
        RosterCommand::Paper { person, kind, from, to, part, reference, starts, minutes } => {
            let kind = paper_kind(&kind, starts, minutes).ok_or_else(|| {
                context.refuse(
                    "jenis surat: leave, sick, permission, field_duty, wfh, training, study, off, atau piket dengan \
                     --starts dan --minutes",
                    "kind of paper: leave, sick, permission, field_duty, wfh, training, study, off, or piket with \
                     --starts and --minutes",
                )
            })?;
            let person = find(&person).await?;
            let paper = NewPaper { person, from, to, part, kind, reference };
            rostering::enter_paper(&context.app, &context.instansi, &context.by(), paper)
                .await
                .map_err(|error| context.fail(error))
        }
        RosterCommand::Assign { person, from, to, week, shifts } => {
            let pattern = match (week, shifts) {
                (Some(week), _) => Pattern::Office { week },
                (None, Some(text)) => cycle(from, &text).ok_or_else(|| bad_shifts(&context, &text))?,
                (None, None) => {
                    return Err(context.refuse("sebutkan --week atau --shifts", "name --week or --shifts"));
                }
            };
            let person = find(&person).await?;
            rostering::assign(&context.app, &context.instansi, &context.by(), person, from, to, pattern)
                .await
                .map_err(|error| context.fail(error))
        }
    }
}

fn paper_kind(kind: &str, starts: Option<Time>, minutes: Option<u16>) -> Option<ExceptionKind> {
    Some(match kind {
        "leave" => ExceptionKind::Leave,
        "sick" => ExceptionKind::Sick,
        "permission" => ExceptionKind::Permission,
        "field_duty" => ExceptionKind::FieldDuty,
        "wfh" => ExceptionKind::Wfh,
        "training" => ExceptionKind::Training,
        "study" => ExceptionKind::Study,
        "off" => ExceptionKind::Off,
        "piket" => ExceptionKind::Piket {
            turn: Turn { starts: starts?, minutes: minutes?, break_minutes: 0, grace_minutes: 0 },
        },
        _ => return None,
    })
}

/// `07:00+420,-` is a turn of 420 minutes from seven, then a free day.
fn cycle(anchor_on: Date, text: &str) -> Option<Pattern> {
    let turns: Option<Vec<Option<Turn>>> = text
        .split(',')
        .map(|turn| match turn.trim() {
            "-" => Some(None),
            turn => {
                let (starts, minutes) = turn.split_once('+')?;
                let starts = starts.parse().ok()?;
                let minutes = minutes.parse().ok().filter(|minutes| (1..=24 * 60).contains(minutes))?;
                Some(Some(Turn { starts, minutes, break_minutes: 0, grace_minutes: 0 }))
            }
        })
        .collect();
    turns.map(|turns| Pattern::Cycle { anchor_on, turns })
}

fn bad_shifts(context: &context::Context, text: &str) -> Failure {
    context.refuse(
        format!("giliran \"{text}\" tidak terbaca; tulis seperti 07:00+420,14:00+420,21:00+600,-"),
        format!("the shifts \"{text}\" are unreadable; write them as 07:00+420,14:00+420,21:00+600,-"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_read_as_written_and_nonsense_is_refused() {
        let anchor = jiff::civil::date(2026, 1, 5);
        let Some(Pattern::Cycle { turns, .. }) = cycle(anchor, "07:00+420, 21:00+600,-") else { panic!("a cycle") };

        assert_eq!(turns.len(), 3);
        assert_eq!(turns[1].as_ref().map(|turn| turn.minutes), Some(600));
        assert_eq!(cycle(anchor, "07:00"), None);
        assert_eq!(cycle(anchor, "07:00+0"), None);
    }
}
