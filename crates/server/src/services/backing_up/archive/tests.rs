use super::*;

fn written(folder: &Path) -> (PathBuf, Listed) {
    let path = folder.join("a.tar");
    let mut writer =
        Writer::new(crate::services::backing_up::private_file(&path).unwrap(), folder.join("lines"), 1_768_782_670)
            .unwrap();
    writer.text(SQLITE, b"basis data").unwrap();
    writer.text("files/raw/1/ab/abcd.ef", &[7; 1_500]).unwrap();
    let listed = writer.list().unwrap();
    let (size, _) = writer.finish(b"{}").unwrap();
    assert_eq!(size, std::fs::metadata(&path).unwrap().len());
    (path, listed)
}

fn read(path: &Path, listed: &Listed) -> Result<Vec<String>, Unsound> {
    let sound = Sound::read(path, |_, _| {})?;
    let mut names = Vec::new();
    sound.each(&listed.sha256, |name, _, _| {
        names.push(name.to_owned());
        Ok(())
    })?;
    Ok(names)
}

#[test]
fn what_was_written_is_read_and_each_changed_byte_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, listed) = written(folder.path());
    assert_eq!(read(&path, &listed).unwrap(), [README, SQLITE, "files/raw/1/ab/abcd.ef"]);
    assert!(!folder.path().join("lines").exists());

    let whole = std::fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(read(&path, &listed).is_err(), "byte {place}");
    }
    for length in [0, 1, 511, 512, 2_048, whole.len() / 2, whole.len() - 512, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(read(&path, &listed).is_err(), "{length} bytes");
    }
    std::fs::write(&path, [whole.as_slice(), &[0; 512]].concat()).unwrap();
    assert!(read(&path, &listed).is_err());
}

#[test]
fn a_member_with_no_place_is_refused_though_every_hash_fits() {
    let folder = tempfile::tempdir().unwrap();
    for bad in ["../outside", "hadir.key", "files/hadir.key", "files/raw/../../x"] {
        let path = folder.path().join("b.tar");
        let file = crate::services::backing_up::private_file(&path).unwrap();
        let mut writer = Writer::new(file, folder.path().join("lines"), 0).unwrap();
        // The tar library itself refuses some of them.
        if writer.text(bad, b"x").is_err() {
            continue;
        }
        writer.list().unwrap();
        writer.finish(b"{}").unwrap();
        assert!(matches!(Sound::read(&path, |_, _| {}), Err(Unsound::Damaged(_))), "{bad}");
    }
}

#[test]
fn another_file_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::fs::write(&path, vec![b'x'; 4_000]).unwrap();

    assert!(matches!(Sound::read(&path, |_, _| {}), Err(Unsound::NotABackup)));
}
