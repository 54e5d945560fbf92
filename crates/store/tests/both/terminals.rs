//! What terminals sent and were told, on both databases.

use hadir_store::terminals::clock_readings::{self, ClockReading, How};
use hadir_store::terminals::commands;
use hadir_store::terminals::contacts::{self, Contact, Warning};
use hadir_store::terminals::events::{self, DeviceEvent};
use hadir_store::terminals::guards::{self, Guard};
use hadir_store::terminals::messages::{self, Message, MessageState, RowCounts};
use hadir_store::terminals::people::{self, DevicePerson};
use hadir_store::terminals::photos::{self, DevicePhoto};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, devices};
use jiff::civil::date;
use uuid::Uuid;

use crate::city::{self, *};

const NOW: &str = "2026-01-05T00:00:00Z";
const LATER: &str = "2026-01-05T00:10:00Z";

fn message(number: u128, state: MessageState, counts: RowCounts) -> Message {
    Message {
        id: Uuid::from_u128(0x9000 + number),
        device: TERMINAL,
        kind: "attlog".into(),
        sha256: [u8::try_from(number).unwrap(); 32],
        size: 71,
        nonce: vec![1; 24],
        sealed: vec![0, 159, 255],
        redacted: false,
        state,
        counts,
        received_at: at(NOW),
        last_at: at(NOW),
        times: 1,
    }
}

#[tokio::test]
async fn a_message_that_comes_again_is_counted_and_not_kept_twice() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let counts = RowCounts { rows: 3, new: 1, repeated: 1, problems: 1 };
        let first = message(1, MessageState::Taken, counts);
        let waits = message(2, MessageState::Waiting, RowCounts { rows: 5, ..RowCounts::default() });
        test.db
            .write(async |tx| {
                assert_eq!(messages::again(tx, CITY, TERMINAL, "attlog", &first.sha256, at(NOW)).await?, None);
                messages::add(tx, CITY, &first).await?;
                messages::add(tx, CITY, &waits).await?;
                let known = messages::again(tx, CITY, TERMINAL, "attlog", &first.sha256, at(LATER)).await?;
                assert_eq!(known, Some(counts));
                assert_eq!(messages::held(tx, CITY, TERMINAL).await?, (1, 71));
                messages::taken(
                    tx,
                    CITY,
                    TERMINAL,
                    waits.id,
                    MessageState::Taken,
                    RowCounts { rows: 5, new: 5, ..RowCounts::default() },
                )
                .await
            })
            .await
            .unwrap();

        let (page, waiting, sums) = test
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    messages::page(tx, CITY, TERMINAL, None, 10).await?,
                    messages::waiting(tx, CITY, TERMINAL, 10).await?,
                    messages::sums(tx, CITY).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(page.iter().map(|one| (one.id, one.times)).collect::<Vec<_>>(), [(waits.id, 1), (first.id, 2)]);
        assert_eq!((page[1].last_at, &page[1].sealed), (at(LATER), &first.sealed));
        assert!(waiting.is_empty());
        assert_eq!(sums, [(TERMINAL, RowCounts { rows: 8, new: 6, repeated: 1, problems: 1 })]);

        let twice = test.db.write(async |tx| messages::add(tx, CITY, &first).await).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    })
    .await;
}

#[tokio::test]
async fn a_message_whose_rows_do_not_add_up_is_refused() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let wrong = message(1, MessageState::Taken, RowCounts { rows: 3, new: 1, repeated: 1, problems: 0 });

        assert!(test.db.write(async |tx| messages::add(tx, CITY, &wrong).await).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_command_waits_is_sent_and_answered_once() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let (numbers, waiting, again, stranger, answered, twice, left) = test
            .db
            .write(async |tx| {
                let mut numbers = Vec::new();
                for line in ["REBOOT", "INFO"] {
                    numbers.push(commands::add(tx, CITY, TERMINAL, "x", line, "admin", at(NOW)).await?);
                }
                let waiting = commands::waiting(tx, CITY, TERMINAL, 5, at(NOW), 1).await?;
                let unasked = commands::answered(tx, CITY, TERMINAL, 1, at(NOW), 0).await?;
                assert!(!unasked, "an answer to what was never sent");
                commands::sent(tx, CITY, TERMINAL, 1, at(LATER)).await?;
                let again = commands::waiting(tx, CITY, TERMINAL, 5, at(NOW), 5).await?;
                let stranger = commands::answered(tx, CITY, TERMINAL, 77, at(LATER), 0).await?;
                let answered = commands::answered(tx, CITY, TERMINAL, 1, at(LATER), -1002).await?;
                let twice = commands::answered(tx, CITY, TERMINAL, 1, at(LATER), 0).await?;
                assert!(commands::withdraw(tx, CITY, TERMINAL, 2, at(LATER)).await?);
                let left = commands::newest(tx, CITY, TERMINAL, 9).await?;
                Ok::<_, StoreError>((numbers, waiting, again, stranger, answered, twice, left))
            })
            .await
            .unwrap();

        assert_eq!(numbers, [1, 2]);
        assert_eq!(waiting[0].line, "REBOOT");
        assert_eq!(again.iter().map(|one| one.number).collect::<Vec<_>>(), [2], "the first was just sent");
        assert_eq!((stranger, answered, twice), (false, true, false));
        assert_eq!(left[1].answered, Some((at(LATER), -1002)));
        assert!(left[0].withdrawn_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_is_known_of_a_terminal_is_read_back_as_it_was() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let contact = Contact {
            device: TERMINAL,
            last_at: at(LATER),
            handshake_at: Some(at(NOW)),
            poll_at: Some(at(LATER)),
            data_at: None,
            peer: "10.0.0.7".into(),
            user_agent: "ZK PUSH".into(),
            push_version: Some("2.4.1".into()),
            firmware: None,
            reported_rows: Some(120),
            reported_people: Some(9),
            reported_at: Some(at(LATER)),
            row_floor: Some(-3),
            accounted_rows: 7,
            warnings: vec![Warning { at: at(NOW), code: "other_address".into(), detail: "a -> b".into() }],
        };
        let guard = Guard {
            device: TERMINAL,
            networks: vec!["10.0.0.0/8".into()],
            path_key: Some([7; 32]),
            certificate: None,
            changed_at: at(NOW),
            changed_by: "admin".into(),
        };
        let reading = ClockReading { device: TERMINAL, measured_at: at(NOW), offset_ms: -4_200, how: How::LiveRow };
        let event = DeviceEvent {
            device: TERMINAL,
            local_time: date(2026, 1, 5).at(7, 0, 0, 0),
            code: 21,
            operator: "1".into(),
            detail: "0 0 0 0".into(),
            received_at: at(NOW),
        };
        let person =
            DevicePerson { device: TERMINAL, pin: "1021".into(), name: "SITI".into(), privilege: 0, seen_at: at(NOW) };
        let photo = DevicePhoto {
            device: TERMINAL,
            local_time: date(2026, 1, 5).at(7, 0, 0, 0),
            pin: String::new(),
            sha256: [3; 32],
            size: 9583,
            size_said: Some(9600),
            stored_path: "photos/x".into(),
            nonce: vec![2; 24],
            received_at: at(NOW),
            destroyed_at: None,
        };
        test.db
            .write(async |tx| {
                contacts::account(tx, CITY, TERMINAL, 4, at(NOW)).await?;
                contacts::put(tx, CITY, &Contact { peer: "10.0.0.1".into(), ..contact.clone() }).await?;
                contacts::account(tx, CITY, TERMINAL, 3, at(NOW)).await?;
                contacts::put(tx, CITY, &contact).await?;
                guards::put(tx, CITY, &guard).await?;
                clock_readings::add(tx, CITY, &[reading, reading]).await?;
                assert_eq!(events::add(tx, CITY, &[event.clone(), event.clone()]).await?, 1);
                people::put(tx, CITY, &[DevicePerson { name: "S".into(), ..person.clone() }]).await?;
                people::put(tx, CITY, std::slice::from_ref(&person)).await?;
                assert!(photos::add(tx, CITY, &photo).await?);
                assert!(!photos::add(tx, CITY, &photo).await?);
                devices::adopt(tx, CITY, TERMINAL, None, "Pintu depan", at(NOW), "admin").await?;
                devices::retire(tx, CITY, TERMINAL, Some(date(2026, 3, 1))).await
            })
            .await
            .unwrap();

        test.db
            .read(async |tx| {
                assert_eq!(contacts::get(tx, CITY, TERMINAL).await?, Some(contact.clone()));
                assert_eq!(contacts::list(tx, CITY).await?, std::slice::from_ref(&contact));
                assert_eq!(guards::get(tx, CITY, TERMINAL).await?, Some(guard.clone()));
                assert_eq!(clock_readings::since(tx, CITY, TERMINAL, at(NOW)).await?, [reading]);
                assert_eq!(clock_readings::newest(tx, CITY, TERMINAL).await?, Some(reading));
                assert_eq!(clock_readings::newest_of_all(tx, CITY).await?, [reading]);
                assert_eq!(events::newest(tx, CITY, TERMINAL, 9).await?, std::slice::from_ref(&event));
                assert_eq!(people::of_device(tx, CITY, TERMINAL).await?, std::slice::from_ref(&person));
                assert_eq!(photos::newest(tx, CITY, TERMINAL, 9).await?, std::slice::from_ref(&photo));
                let row = devices::get(tx, CITY, TERMINAL).await?.unwrap();
                assert_eq!((row.adopted, row.name.as_str()), (Some((at(NOW), "admin".to_owned())), "Pintu depan"));
                assert_eq!(row.retired_on, Some(date(2026, 3, 1)));
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    })
    .await;
}
