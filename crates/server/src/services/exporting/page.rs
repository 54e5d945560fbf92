//! The readable page of an export: plain HTML that opens without a network and runs nothing.

use std::fmt::Write;

use jiff::Timestamp;
use serde_json::Value;

/// A punch as the page shows it.
pub struct Line {
    /// Local time as the source wrote it.
    pub local_time: String,
    /// Where it came from.
    pub source: String,
}

const HEAD: &str = "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>Data saya di Hadir</title>\
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left}\
h2{margin-top:2rem}</style>";

const FILES: [(&str, &str); 18] = [
    ("pegawai.json", "nama, nomor, jabatan, PIN mesin"),
    ("akun.json", "akun, peran, sesi masuk; tanpa kata sandi"),
    ("hp.json", "HP dan kunci sandi yang terdaftar"),
    ("rekaman.json", "setiap rekaman dengan isinya, garam, dan segelnya"),
    ("foto.json, foto/", "foto rekaman; bila terlalu banyak, `next` menyebut bagian berikutnya"),
    ("hari.json", "kode tiap hari"),
    ("jadwal.json", "jadwal dinas"),
    ("surat.json", "cuti, izin, dinas luar"),
    ("dilihat.json", "siapa melihat data Anda"),
    ("permohonan.json", "cuti, izin, koreksi dan lainnya yang Anda minta, dengan keputusannya"),
    ("selisih.json", "hari yang disebut berbeda oleh dua sumber, dan bagaimana diselesaikan"),
    ("keraguan.json", "keraguan atas rekaman Anda, buktinya, jawaban Anda dan keputusannya"),
    ("cek-acak.json", "panggilan cek acak dan hasilnya"),
    (
        "tindakan.json",
        "sidak, kunjungan, apel: apa yang dicatat tentang Anda, penjelasan yang diminta dan jawaban Anda",
    ),
    ("saksi.json", "rekan yang menyatakan melihat Anda"),
    ("permohonan-data.json", "permohonan tentang data Anda dan jawabannya"),
    ("salinan.json", "kapan salinan seperti ini diambil"),
    ("penghapusan.json", "apa yang dihapus dari data Anda, dan atas dasar apa"),
];

/// The page.
pub fn html(sections: &[(&'static str, Value)], punches: &[Line], now: Timestamp) -> String {
    let of = |name: &str| sections.iter().find(|(of, _)| *of == name).map_or(&Value::Null, |(_, value)| value);
    let mut page = HEAD.to_owned();
    let person = &of("pegawai")["person"];
    let _ = write!(page, "<h1>Data saya di Hadir</h1><p>{}, dibuat {now}.</p>", escaped(&text(&person["name"])));
    page += "<p>Berkas ini memuat semua yang disimpan Hadir tentang Anda. Simpan baik-baik: isinya data pribadi.</p>";
    table(
        &mut page,
        "Isi berkas ini",
        &["Berkas", "Isi"],
        FILES.iter().map(|(file, what)| vec![(*file).to_owned(), (*what).to_owned()]),
    );
    table(&mut page, "Nomor", &["Jenis", "Nomor"], rows(&person["identifiers"], &["kind", "value"]));
    let posts = of("pegawai")["posts"].as_array().cloned().unwrap_or_default();
    table(
        &mut page,
        "Jabatan",
        &["Unit", "Jabatan", "Mulai", "Sampai"],
        posts.iter().map(|one| {
            let post = &one["post"];
            vec![text(&one["unit_name"]), text(&post["title"]), text(&post["from_on"]), text(&post["to_on"])]
        }),
    );
    table(
        &mut page,
        "Rekaman",
        &["Waktu setempat", "Sumber"],
        punches.iter().map(|line| vec![line.local_time.clone(), line.source.clone()]),
    );
    let of_day = ["date", "status", "marks", "first_in", "last_out"];
    table(&mut page, "Hari", &["Tanggal", "Kode", "Tanda", "Datang", "Pulang"], rows(of("hari"), &of_day));
    let of_look = ["at", "by_name", "by_login", "by_office", "what"];
    table(
        &mut page,
        "Siapa melihat data saya",
        &["Kapan", "Nama", "Akun", "Unit", "Apa"],
        rows(of("dilihat"), &of_look),
    );
    let of_request = ["asked_at", "field", "wrong", "wanted", "state"];
    table(
        &mut page,
        "Permohonan tentang data",
        &["Kapan", "Bagian", "Yang salah", "Seharusnya", "Keadaan"],
        rows(of("permohonan-data"), &of_request),
    );
    page + "</html>\n"
}

fn rows<'a>(list: &'a Value, keys: &'a [&'a str]) -> impl Iterator<Item = Vec<String>> + 'a {
    let items = list.as_array().map_or(&[] as &[Value], Vec::as_slice);
    items.iter().map(|item| keys.iter().map(|key| text(&item[*key])).collect())
}

fn table(page: &mut String, title: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let _ = write!(page, "<h2>{}</h2><table><tr>", escaped(title));
    for head in heads {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escaped(head));
    }
    *page += "</tr>";
    for row in rows {
        *page += "<tr>";
        for cell in row {
            let _ = write!(page, "<td>{}</td>", escaped(&cell));
        }
        *page += "</tr>";
    }
    *page += "</table>";
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Text of people is never markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_never_markup() {
        let sections = [("pegawai", json!({ "person": { "name": "<script>alert(1)</script>" } }))];

        let page = html(&sections, &[Line { local_time: "<b>".into(), source: "phone".into() }], Timestamp::UNIX_EPOCH);

        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!page.contains("<script") && !page.contains("<b>"));
    }
}
