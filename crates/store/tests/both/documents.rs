//! Papers with a mark.

use hadir_store::documents::{self, Added, Document};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, records};
use uuid::Uuid;

use crate::city::{self, CITY, at, fresh};

fn document(content: u8, issued_at: &str) -> Document {
    Document {
        checkpoint_root: [1; 32],
        checkpoint_size: 12,
        content_hash: [content; 32],
        format: "pdf".into(),
        id: fresh(),
        issued_at: at(issued_at),
        issued_by: [2; 32],
        kind: "recap".into(),
        log: "kota.example/log/kota".into(),
        office: "Dinas Contoh".into(),
        period: "2026-01".into(),
        replaces: Uuid::nil(),
        sha256: [content; 32],
        unit: "DINAS".into(),
    }
}

#[tokio::test]
async fn a_content_is_one_document_and_a_changed_one_is_newer() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let first = document(1, "2026-02-02T00:00:00Z");
        let same = document(1, "2026-02-03T00:00:00Z");
        let changed = document(2, "2026-02-04T00:00:00Z");
        let anew = Document { replaces: first.id, sha256: [9; 32], ..document(1, "2026-02-05T00:00:00Z") };
        let add = async |one: &Document| {
            test.db.write(async |tx| documents::add(tx, CITY, one, [4; 16]).await).await.unwrap()
        };

        assert_eq!(add(&first).await, Added::New);
        assert_eq!(add(&same).await, Added::TooLate);
        let alone = test.db.read(async |tx| documents::newer_than(tx, CITY, &first).await).await.unwrap();
        assert_eq!(alone, None);
        assert_eq!(add(&changed).await, Added::New);

        let (found, newer, none, body) = test
            .db
            .read(async |tx| {
                let found = documents::get(tx, CITY, first.id).await?;
                let newer = documents::newer_than(tx, CITY, &first).await?;
                let none = documents::get(tx, CITY, same.id).await?;
                Ok::<_, StoreError>((found, newer, none, records::body(tx, CITY, first.id).await?))
            })
            .await
            .unwrap();
        let (salt, body) = body.unwrap();
        let leaf = hadir_ledger::leaf::commitment(hadir_ledger::leaf::RecordKind::Document, &salt, &body);
        assert_eq!(found, Some((first.clone(), leaf)));
        assert_eq!((newer, none), (Some(changed.issued_at), None));
        let body = String::from_utf8(body).unwrap();
        assert!(body.starts_with("{\"checkpoint_root\":\"0101") && body.contains("\"unit\":\"DINAS\""), "{body}");

        assert_eq!(add(&anew).await, Added::New);
        let newest = test.db.read(async |tx| documents::of_content(tx, CITY, &[1; 32]).await).await.unwrap();
        assert_eq!(newest, Some(anew));
    })
    .await;
}
