use jiff::Timestamp;
use jiff::civil::date;
use uuid::Uuid;

use crate::publications::switch::{Said, Switch, SwitchBar, SwitchWord};

fn said(number: u128, word: SwitchWord, by: &str) -> Said {
    let from_on = (word == SwitchWord::Proposed).then_some(date(2026, 1, 12));
    Said { proposal: Uuid::from_u128(number), word, from_on, by: by.into(), at: Timestamp::UNIX_EPOCH }
}

#[test]
fn the_page_opens_when_another_confirms() {
    let proposed = [said(1, SwitchWord::Proposed, "ani")];
    let switch = Switch::of(&proposed);

    assert_eq!(switch.open_from, None);
    assert_eq!(switch.may(SwitchWord::Opened, Some(Uuid::from_u128(1)), "ani"), Err(SwitchBar::OwnProposal));
    assert_eq!(switch.may(SwitchWord::Opened, Some(Uuid::from_u128(2)), "budi"), Err(SwitchBar::NotWaiting));
    assert_eq!(switch.may(SwitchWord::Opened, Some(Uuid::from_u128(1)), "budi"), Ok(()));
    assert_eq!(switch.may(SwitchWord::Proposed, None, "budi"), Err(SwitchBar::ProposalWaits));

    let open = Switch::of(&[proposed[0].clone(), said(1, SwitchWord::Opened, "budi")]);
    assert_eq!(open.open_from, Some(date(2026, 1, 12)));
    assert_eq!(open.may(SwitchWord::Proposed, None, "ani"), Err(SwitchBar::IsOpen));
    assert_eq!(open.may(SwitchWord::Closed, None, "ani"), Ok(()));
}

#[test]
fn one_officer_closes_it_and_whoever_proposed_may_take_it_back() {
    let closed = Switch::of(&[
        said(1, SwitchWord::Proposed, "ani"),
        said(1, SwitchWord::Opened, "budi"),
        said(2, SwitchWord::Closed, "ani"),
    ]);
    assert_eq!(closed, Switch::default());
    assert_eq!(closed.may(SwitchWord::Closed, None, "ani"), Err(SwitchBar::IsClosed));

    let waiting = Switch::of(&[said(1, SwitchWord::Proposed, "ani")]);
    assert_eq!(waiting.may(SwitchWord::Rejected, Some(Uuid::from_u128(1)), "ani"), Ok(()));
    assert_eq!(Switch::of(&[said(1, SwitchWord::Proposed, "ani"), said(1, SwitchWord::Rejected, "ani")]), closed);
}
