//! One page of the EasyLink service. It is an answer, so it wants none.

use serde_json::Value;

use super::gather::gather;
use super::{Kind, Message, Reply};
use crate::json::text_of;
use crate::{Format, Options};

/// Reads one page: `{"IsSession":…,"Result":…,"Data":[…]}`.
pub fn easylink(body: &[u8], options: &Options) -> Message {
    let mut device = None;
    let (rows, reading) = gather(body, 0, Format::Easylink, &["Data"], options, crate::easylink::take, &mut |record| {
        let Ok(value) = &record.value else { return };
        device = device.take().or_else(|| text_of(value.get("SN")));
    });
    let page: Option<Value> = serde_json::from_slice(body).ok();
    let said = |name: &str| page.as_ref().and_then(|page| page.get(name));
    let kind = match page {
        None => Kind::Unreadable,
        Some(_) if !reading.warnings.is_empty() => Kind::Refused(text_of(said("message")).unwrap_or_default()),
        Some(_) => Kind::Page { more: said("IsSession") == Some(&Value::Bool(true)) },
    };
    Message::new(kind, device, rows, Reply::words(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Message {
        easylink(body.as_bytes(), &Options::default())
    }

    #[test]
    fn a_page_says_whether_another_follows() {
        let row = r#"{"SN":"F001","ScanDate":"2026-03-02 07:20:11","PIN":"12","VerifyMode":1,"IOMode":1,"WorkCode":0}"#;
        let page = read(&format!(r#"{{"IsSession":true,"Result":true,"Data":[{row},{row}]}}"#));

        assert_eq!(
            (page.kind, page.device.as_deref(), page.rows.events.len()),
            (Kind::Page { more: true }, Some("F001"), 2)
        );
        assert_eq!(
            read(&format!(r#"{{"IsSession":false,"Result":true,"Data":[{row}]}}"#)).kind,
            Kind::Page { more: false }
        );
    }

    #[test]
    fn no_data_is_a_page_with_nothing_and_a_refusal_is_said() {
        let nothing = read(r#"{"Result":false,"message_code":0,"message":"No data"}"#);
        assert_eq!((nothing.kind, nothing.rows.lines), (Kind::Page { more: false }, 0));
        let refused = read(r#"{"Result":false,"message_code":3,"message":"Device not found"}"#);
        assert_eq!(refused.kind, Kind::Refused("Device not found".into()));
    }

    #[test]
    fn a_page_cut_off_keeps_its_whole_rows() {
        let page = read(
            r#"{"IsSession":true,"Result":true,"Data":[{"SN":"F001","ScanDate":"2026-03-02 07:20:11","PIN":"12"},{"SN":"F0"#,
        );

        assert_eq!((page.kind, page.rows.events.len(), page.rows.problems.len()), (Kind::Unreadable, 1, 1));
    }
}
