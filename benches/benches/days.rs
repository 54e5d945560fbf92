//! Person-days a second of the pure evaluator, on one core: a full month of Kota Jambi's size.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use hadir_benches::{MONTH, city, now};
use hadir_domain::calendar::Week;
use hadir_domain::roster::Pattern;
use hadir_domain::timeline::{self, Rules};
use hadir_rules::Packs;

fn main() {
    divan::main();
}

#[divan::bench(args = [500, 10_653], sample_count = 10, sample_size = 1)]
fn rebuild_of_a_month_from_punches(bencher: Bencher<'_, '_>, people: u32) {
    let packs = Packs::shipped();
    let (calendar, hours, policy) = (packs.calendar(None, None), packs.hours(None), packs.policies(None));
    let outages = packs.outages(None);
    let city = city(people);
    let rules = Rules {
        calendar: &calendar,
        hours: &hours,
        policy: &policy,
        outages: &outages,
        fallback: &Pattern::Office { week: Week::Five },
    };
    bencher.counter(ItemsCount::new(people * 31)).bench_local(|| {
        for records in &city {
            black_box(timeline::judge(records, &rules, MONTH.0, MONTH.1, now()).expect("covered by the packs"));
        }
    });
}
