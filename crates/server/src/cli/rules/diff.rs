//! `hadir rules diff`: which facts of which packs differ, in the words of the packs.

use std::fs;
use std::path::{Path, PathBuf};

use hadir_rules::{FactChange, PackChange, PackError, Packs, SHIPPED, differences};
use serde::Serialize;

use super::super::{Failure, Global, Outcome, output};
use crate::lang::Lang;

/// Arguments of `hadir rules diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas, map berisi nasional/ dan daerah/, atau `shipped` / a file, a folder, or `shipped`
    a: String,
    /// Yang dibandingkan dengannya / what it is compared with
    b: String,
}

#[derive(Serialize)]
struct Answer {
    packs: Vec<PackChange>,
}

/// One side: paths below `rulepacks/` with texts, and whether it is one file alone.
struct Side {
    files: Vec<(String, String)>,
    single: bool,
}

/// Compares and prints.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    let (mut old, mut new) = (side(&args.a, lang)?, side(&args.b, lang)?);
    match (old.single, new.single) {
        // Two files are two wordings of one pack, whatever they are called.
        (true, true) => new.files[0].0.clone_from(&old.files[0].0),
        (true, false) => pick(&mut old, &mut new, lang)?,
        (false, true) => pick(&mut new, &mut old, lang)?,
        (false, false) => {}
    }
    let changes = differences(
        old.files.iter().map(|(path, text)| (path.as_str(), text.as_str())),
        new.files.iter().map(|(path, text)| (path.as_str(), text.as_str())),
    );
    if global.json {
        return output::json(&Answer { packs: changes });
    }
    if changes.is_empty() {
        println!("{}", lang.pick("Tidak ada beda.", "There is no difference."));
    }
    for change in &changes {
        let what = match change.what {
            "new" => lang.pick("paket baru", "new pack"),
            "gone" => lang.pick("paket hilang", "pack gone"),
            _ => lang.pick("berubah", "changed"),
        };
        println!("{} ({}): {what}", change.path, lang.pick(&change.title, &change.title_en));
        for fact in &change.facts {
            println!("  {}", line(fact, lang));
        }
    }
    Ok(())
}

/// `grace_minutes.values[from 2023-04-12].value (Terlambat sampai …): 0 -> 15`
fn line(fact: &FactChange, lang: Lang) -> String {
    let none = lang.pick("tidak ada", "nothing");
    let (before, after) = (fact.before.as_deref().unwrap_or(none), fact.after.as_deref().unwrap_or(none));
    let meaning = fact.meaning.as_ref().map(|meaning| format!(" ({meaning})")).unwrap_or_default();
    format!("{}{meaning}: {before} -> {after}", fact.key)
}

/// Of a set only the pack that a single file speaks of, by its path, else its name, else name and title; the file takes its
/// path.
fn pick(single: &mut Side, set: &mut Side, lang: Lang) -> Result<(), Failure> {
    let path = single.files[0].0.clone();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let same = |exact: bool| {
        let fits = |of: &&(String, String)| if exact { of.0 == path } else { name(&of.0) == name(&path) };
        set.files.iter().filter(fits).cloned().collect::<Vec<_>>()
    };
    let exact = same(true);
    let mut found = if exact.is_empty() { same(false) } else { exact };
    if found.len() > 1 {
        // A region may have a pack of that name too: the title says which one is meant.
        let title = title_of(&single.files[0].1);
        found.retain(|(_, text)| title_of(text) == title);
    }
    match <[(String, String); 1]>::try_from(found) {
        Ok([found]) => {
            single.files[0].0.clone_from(&found.0);
            set.files = vec![found];
            Ok(())
        }
        Err(found) => Err(Failure::Work(lang.pick(
            format!("{}: ada {} paket bernama itu; sebutkan berkas keduanya, bukan mapnya", name(&path), found.len()),
            format!(
                "{}: {} packs have that name; name the other file itself, not its folder",
                name(&path),
                found.len()
            ),
        ))),
    }
}

fn title_of(text: &str) -> Option<String> {
    Some(text.parse::<toml::Table>().ok()?.get("title")?.as_str()?.to_owned())
}

fn side(named: &str, lang: Lang) -> Result<Side, Failure> {
    if named == "shipped" {
        let files = SHIPPED.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        return Ok(Side { files: files.collect(), single: false });
    }
    let path = Path::new(named);
    if path.is_dir() {
        let mut files = Vec::new();
        gather(path, path, &mut files)?;
        files.sort();
        let pairs: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        Packs::parse(&pairs).map_err(|faults| refused(&faults, lang))?;
        return Ok(Side { files, single: false });
    }
    let text = read(path)?;
    if let Err(error) = text.parse::<toml::Table>() {
        return Err(Failure::Work(lang.pick(
            format!("{named}: bukan TOML yang benar: {}", error.message()),
            format!("{named}: not valid TOML: {}", error.message()),
        )));
    }
    Ok(Side { files: vec![(pack_path(path), text)], single: true })
}

/// The path below `rulepacks/`, where the file lies so; else its name alone.
fn pack_path(path: &Path) -> String {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let begin = parts.iter().rposition(|part| part == "nasional" || part == "daerah").unwrap_or(parts.len() - 1);
    parts[begin..].join("/")
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| anyhow::anyhow!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).iter().map(|part| part.to_string_lossy());
        let name = name.collect::<Vec<_>>().join("/");
        if name.ends_with(".toml") && !name.ends_with(".cases.toml") {
            files.push((name, read(&path)?));
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

fn refused(faults: &[PackError], lang: Lang) -> Failure {
    let each: Vec<String> = faults.iter().map(|fault| lang.pick(fault.id(), fault.en())).collect();
    Failure::Work(each.join("; "))
}
