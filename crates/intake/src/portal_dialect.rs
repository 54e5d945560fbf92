//! How a portal writes dates and times, learnt from its own cells: a pattern counts for as many cells as it writes anew
//! letter by letter.

use hadir_domain::numerals::MONTHS as ID_LONG;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::DateOrder;
use crate::dates::{Decided, Written, read_date, read_date_and_time, read_time};
use crate::stamp::{has_offset, read_stamp};

/// Cells looked at.
const SAMPLES: usize = 300;

const ID_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const ID_AGS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nov", "Des"];
const EN_LONG: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const EN_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS: [&[&str; 12]; 5] = [&ID_LONG, &ID_SHORT, &ID_AGS, &EN_LONG, &EN_SHORT];
const ID_DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const EN_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEKDAYS: [&[&str; 7]; 2] = [&ID_DAYS, &EN_DAYS];
const CASES: [fn(&str) -> String; 3] = [str::to_owned, str::to_uppercase, str::to_lowercase];

/// Names, and how the portal writes them: in capitals, in small letters.
type Named<const COUNT: usize> = (&'static [&'static str; COUNT], fn(&str) -> String);

/// How a date is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DatePattern {
    order: DateOrder,
    between: char,
    padded: bool,
    short_year: bool,
    month: Option<Named<12>>,
    weekday: Option<Named<7>>,
}

impl DatePattern {
    /// `2026-01-05`
    pub const ISO: Self = Self {
        order: DateOrder::YearMonthDay,
        between: '-',
        padded: true,
        short_year: false,
        month: None,
        weekday: None,
    };

    /// The date in this pattern.
    pub fn write(&self, date: Date) -> String {
        let two = |number: i8| if self.padded { format!("{number:02}") } else { number.to_string() };
        let month = match self.month {
            Some((names, case)) => case(names[usize::from(date.month().unsigned_abs()) - 1]),
            None => two(date.month()),
        };
        let year = if self.short_year { format!("{:02}", date.year() % 100) } else { format!("{:04}", date.year()) };
        let (day, b) = (two(date.day()), self.between);
        let date_text = match self.order {
            DateOrder::YearMonthDay => format!("{year}{b}{month}{b}{day}"),
            DateOrder::DayMonthYear => format!("{day}{b}{month}{b}{year}"),
            DateOrder::MonthDayYear => format!("{month}{b}{day}{b}{year}"),
        };
        match self.weekday {
            Some((names, case)) => {
                let place = date.weekday().to_monday_zero_offset().unsigned_abs();
                format!("{}, {date_text}", case(names[usize::from(place)]))
            }
            None => date_text,
        }
    }

    /// The pattern that writes most of the cells anew; `None` when none writes half of them.
    pub fn learn(cells: &[&str], order: &Decided) -> Option<Self> {
        let read: Vec<(&str, Date)> =
            cells.iter().take(SAMPLES).filter_map(|cell| Some((*cell, order.date(read_date(cell)?).ok()?))).collect();
        if read.is_empty() {
            return None;
        }
        let hits = |pattern: &Self| read.iter().filter(|(cell, date)| pattern.write(*date) == *cell).count();
        let best = Self::all(&read).map(|pattern| (hits(&pattern), pattern)).fold(None, better)?;
        (best.0 * 2 >= read.len()).then_some(best.1)
    }

    /// The patterns that come into question: names of months and days only where there are letters.
    fn all(read: &[(&str, Date)]) -> impl Iterator<Item = Self> + use<> {
        let has = |found: fn(char) -> bool| read.iter().any(|(cell, _)| cell.contains(found));
        let (named, dayed) = (has(char::is_alphabetic), has(|letter| letter == ','));
        let months = move || {
            let names = MONTHS.iter().take(if named { MONTHS.len() } else { 0 });
            std::iter::once(None).chain(names.flat_map(|names| CASES.iter().map(|case| Some((*names, *case)))))
        };
        let weekdays = move || {
            let names = WEEKDAYS.iter().take(if dayed { WEEKDAYS.len() } else { 0 });
            std::iter::once(None).chain(names.flat_map(|names| CASES.iter().map(|case| Some((*names, *case)))))
        };
        [DateOrder::YearMonthDay, DateOrder::DayMonthYear, DateOrder::MonthDayYear].into_iter().flat_map(move |order| {
            ['-', '/', '.', ' '].into_iter().flat_map(move |between| {
                [(true, false), (false, false), (true, true), (false, true)].into_iter().flat_map(
                    move |(padded, short_year)| {
                        months().flat_map(move |month| {
                            weekdays().map(move |weekday| Self { order, between, padded, short_year, month, weekday })
                        })
                    },
                )
            })
        })
    }
}

/// The one with more hits; of equal ones the first.
fn better<T>(best: Option<(usize, T)>, next: (usize, T)) -> Option<(usize, T)> {
    match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    }
}

/// How a time of day is written.
#[derive(Debug, Clone, Copy)]
struct ClockPattern {
    between: char,
    padded: bool,
    seconds: bool,
    half: Option<[&'static str; 2]>,
}

impl ClockPattern {
    fn write(&self, time: Time) -> String {
        let hour = match (self.half, time.hour()) {
            (None, hour) => hour,
            (Some(_), 0 | 12) => 12,
            (Some(_), hour) => hour % 12,
        };
        let hour = if self.padded { format!("{hour:02}") } else { hour.to_string() };
        let b = self.between;
        let seconds = if self.seconds { format!("{b}{:02}", time.second()) } else { String::new() };
        let half = self.half.map_or("", |half| half[usize::from(time.hour() >= 12)]);
        format!("{hour}{b}{:02}{seconds}{half}", time.minute())
    }

    fn all() -> impl Iterator<Item = Self> {
        const HALVES: [Option<[&str; 2]>; 5] =
            [None, Some([" AM", " PM"]), Some(["AM", "PM"]), Some([" am", " pm"]), Some(["am", "pm"])];
        [':', '.'].into_iter().flat_map(|between| {
            [(true, false), (true, true), (false, false), (false, true)].into_iter().flat_map(
                move |(padded, seconds)| HALVES.into_iter().map(move |half| Self { between, padded, seconds, half }),
            )
        })
    }
}

/// How a cell with a moment is written: with its date or without, with an offset or a zone's name behind.
#[derive(Debug, Clone)]
pub(crate) struct MomentPattern {
    date: Option<(DatePattern, String)>,
    clock: ClockPattern,
    fraction: usize,
    behind: String,
}

/// A cell taken apart.
struct Parts<'a> {
    date: Option<(&'a str, &'a str)>,
    clock: &'a str,
    fraction: usize,
    behind: &'a str,
    at: DateTime,
}

impl MomentPattern {
    /// `07:05`, for a column without a single time.
    pub fn plain(with_date: bool) -> Self {
        let clock = ClockPattern { between: ':', padded: true, seconds: false, half: None };
        Self { date: with_date.then(|| (DatePattern::ISO, " ".into())), clock, fraction: 0, behind: String::new() }
    }

    /// Learns from the cells of a column; `None` when nothing writes half of those that can be read.
    pub fn learn(cells: &[&str], order: &Decided) -> Option<Self> {
        let parts: Vec<Parts> = cells.iter().take(SAMPLES).filter_map(|cell| apart(cell, order)).collect();
        let with_date = parts.iter().filter(|parts| parts.date.is_some()).count() * 2 > parts.len();
        let alike: Vec<&Parts> = parts.iter().filter(|parts| parts.date.is_some() == with_date).collect();
        let date = if with_date {
            let dates: Vec<&str> = alike.iter().filter_map(|parts| Some(parts.date?.0)).collect();
            let joined: Vec<&str> = alike.iter().filter_map(|parts| Some(parts.date?.1)).collect();
            Some((DatePattern::learn(&dates, order)?, most_common(&joined).to_owned()))
        } else {
            None
        };
        let hits =
            |pattern: &ClockPattern| alike.iter().filter(|parts| pattern.write(parts.at.time()) == parts.clock).count();
        let best = ClockPattern::all().map(|pattern| (hits(&pattern), pattern)).fold(None, better)?;
        let fractions: Vec<usize> = alike.iter().map(|parts| parts.fraction).collect();
        let behind: Vec<&str> = alike.iter().map(|parts| parts.behind).collect();
        (best.0 > 0 && best.0 * 2 >= alike.len()).then(|| Self {
            date,
            clock: best.1,
            fraction: most_common(&fractions),
            behind: most_common(&behind).to_owned(),
        })
    }

    /// Whether the cell itself carries the date.
    pub fn has_date(&self) -> bool {
        self.date.is_some()
    }

    /// The moment as far as the pattern can say it: without seconds where it has none.
    pub fn cut(&self, at: DateTime) -> DateTime {
        let time = at.time();
        let second = if self.clock.seconds { time.second() } else { 0 };
        Time::new(time.hour(), time.minute(), second, 0).map_or(at, |time| at.date().to_datetime(time))
    }

    /// The moment in this pattern; where the column carries an offset, brought into it from `zone`.
    pub fn write(&self, at: DateTime, zone: &TimeZone) -> String {
        let there = match offset_of(&self.behind) {
            Some(offset) => match zone.to_ambiguous_timestamp(at).compatible() {
                Ok(instant) => offset.to_datetime(instant),
                Err(_) => at,
            },
            None => at,
        };
        let date = self
            .date
            .as_ref()
            .map_or_else(String::new, |(pattern, joined)| format!("{}{joined}", pattern.write(there.date())));
        let fraction = if self.fraction > 0 { format!(".{}", "0".repeat(self.fraction)) } else { String::new() };
        format!("{date}{}{fraction}{}", self.clock.write(there.time()), self.behind)
    }
}

/// Takes a cell apart. Where it carries an offset, `at` is the time as written, in that offset.
fn apart<'a>(cell: &'a str, order: &Decided) -> Option<Parts<'a>> {
    let (local, behind) = cell.split_at(cell.len() - behind(cell));
    if local.is_empty() {
        return None;
    }
    let (date, clock, at) = match read_date_and_time(local) {
        Ok((written, time, _)) => {
            let end = local.find(':').unwrap_or(local.len());
            let cut = local[..end].rfind([' ', 'T', '\t'])?;
            let date = local[..cut].trim_end_matches([',', ' ']);
            let on = match written {
                Written::Certain(on) => on,
                other => order.date(other).ok()?,
            };
            (Some((date, &local[date.len()..=cut])), &local[cut + 1..], on.to_datetime(time))
        }
        Err(_) => {
            let (time, _) = read_time(local)?;
            (None, local, Date::constant(2000, 1, 1).to_datetime(time))
        }
    };
    let fraction = match clock.rsplit_once('.') {
        Some((whole, digits)) if whole.matches(':').count() == 2 => digits.len(),
        _ => 0,
    };
    let clock = if fraction > 0 { &clock[..clock.len() - fraction - 1] } else { clock };
    Some(Parts { date, clock, fraction, behind, at })
}

/// How many bytes at the end are an offset or a zone's name.
fn behind(cell: &str) -> usize {
    if has_offset(cell) && cell.len() > 10 && read_stamp(cell, &TimeZone::UTC).is_ok() {
        if cell.ends_with(['Z', 'z']) {
            return 1;
        }
        let clock = cell.find(':').unwrap_or(0);
        return cell[clock..].find(['+', '-']).map_or(0, |at| cell.len() - clock - at);
    }
    let zone = ["WIB", "WITA", "WIT"].iter().find(|zone| cell.ends_with(*zone));
    zone.map_or(0, |zone| cell.len() - cell[..cell.len() - zone.len()].trim_end().len())
}

fn offset_of(behind: &str) -> Option<Offset> {
    let text = format!("2000-01-01T00:00:00{behind}");
    if !has_offset(&text) {
        return None;
    }
    let utc = read_stamp(&text, &TimeZone::UTC).ok()?.time;
    let written = Date::constant(2000, 1, 1).to_datetime(Time::midnight());
    let seconds = written.duration_since(utc).as_secs();
    Offset::from_seconds(i32::try_from(seconds).ok()?).ok()
}

/// The value that occurs most often; of equal ones the first.
pub(crate) fn most_common<T: PartialEq + Copy + Default>(values: &[T]) -> T {
    let count = |value: &T| values.iter().filter(|other| *other == value).count();
    values.iter().map(|value| (count(value), *value)).fold(None, better).map_or_else(T::default, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::dates::Votes;

    fn order() -> Decided {
        Votes::default().decide(Some(DateOrder::DayMonthYear))
    }

    #[test]
    fn every_way_offices_write_dates_is_written_anew() {
        for (cells, written) in [
            (["2026-01-05", "2026-12-31"], "2026-08-17"),
            (["05/01/2026", "31/12/2026"], "17/08/2026"),
            (["5/1/2026", "31/12/2026"], "17/8/2026"),
            (["05.01.26", "31.12.26"], "17.08.26"),
            (["05 Januari 2026", "31 Desember 2026"], "17 Agustus 2026"),
            (["Senin, 05 Januari 2026", "Kamis, 31 Desember 2026"], "Senin, 17 Agustus 2026"),
            (["5-Jan-26", "31-Oct-26"], "17-Aug-26"),
            (["05 MEI 2026", "31 DESEMBER 2026"], "17 AGUSTUS 2026"),
        ] {
            let pattern = DatePattern::learn(&cells, &order()).unwrap_or_else(|| panic!("{cells:?}"));
            assert_eq!(pattern.write(date(2026, 8, 17)), written);
        }
    }

    #[test]
    fn every_way_portals_write_moments_is_written_anew() {
        let jakarta = TimeZone::fixed(jiff::tz::offset(7));
        for (cell, written) in [
            ("07:05", "16:01"),
            ("7.05", "16.01"),
            ("07:05:09", "16:01:30"),
            ("07:05:09.123", "16:01:30.000"),
            ("7:05 AM", "4:01 PM"),
            ("07:05 WIB", "16:01 WIB"),
            ("05/01/2026 07:05", "17/08/2026 16:01"),
            ("05/01/2026, 07.05", "17/08/2026, 16.01"),
            ("2026-01-05T07:05:09+07:00", "2026-08-17T16:01:30+07:00"),
            ("2026-01-05T00:05:09Z", "2026-08-17T09:01:30Z"),
            ("05 Januari 2026 07:05:09 WIB", "17 Agustus 2026 16:01:30 WIB"),
        ] {
            let pattern = MomentPattern::learn(&[cell], &order()).unwrap_or_else(|| panic!("{cell}"));
            assert_eq!(pattern.write(datetime(2026, 8, 17, 16, 1, 30, 0), &jakarta), written, "{cell}");
        }
    }

    #[test]
    fn what_no_pattern_writes_anew_is_not_guessed() {
        assert!(MomentPattern::learn(&["pagi", "siang"], &order()).is_none());
        assert!(DatePattern::learn(&["kemarin"], &order()).is_none());
    }
}
