//! PostgreSQL's own programs: `pg_dump` and `pg_restore`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use url::Url;
use zeroize::Zeroizing;

use crate::services::error::ServiceError;

/// Parameters of an address that PostgreSQL's programs know as well.
const SHARED: [&str; 9] = ["host", "hostaddr", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey"];

/// Writes a dump of exactly what an exported snapshot shows.
///
/// # Errors
///
/// `no_pg_dump` where it is not installed, `pg_dump_failed` with what it said.
pub async fn dump(url: &str, snapshot: &str, file: &Path) -> Result<(), ServiceError> {
    let mut command = program("pg_dump", url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot, "--file"]).arg(file);
    run(command, "pg_dump").await
}

/// Fills an empty database from a dump: all of it or nothing. A lock that is handed in stays held until the program has
/// ended, even when this one is killed.
///
/// # Errors
///
/// As [`dump`].
pub async fn restore(url: &str, file: &Path, held: Option<std::fs::File>) -> Result<(), ServiceError> {
    let mut command = program("pg_restore", url)?;
    if let Some(lock) = held {
        // It reads the dump by its name, and nothing from here.
        command.stdin(lock);
    }
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]).arg(file);
    run(command, "pg_restore").await
}

/// The same address with another database.
///
/// # Errors
///
/// When it is no address.
pub fn beside(url: &str, database: &str) -> Result<String, ServiceError> {
    let mut other = Url::parse(url).map_err(|_| no_address())?;
    other.set_path(database);
    Ok(other.to_string())
}

fn program(name: &str, url: &str) -> Result<Command, ServiceError> {
    let path = find(name).ok_or_else(|| {
        ServiceError::not_found(
            "no_pg_dump",
            format!("{name} tidak ada di mesin ini; pasang klien PostgreSQL (paket postgresql-client)"),
            format!("{name} is not on this machine; install PostgreSQL's client (package postgresql-client)"),
        )
    })?;
    let (address, password) = address(url)?;
    let mut command = Command::new(path);
    command.arg(format!("--dbname={address}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    if let Some(password) = password {
        // Not on the command line, which everybody on the machine can read.
        command.env("PGPASSWORD", password.as_str());
    }
    Ok(command)
}

async fn run(mut command: Command, name: &str) -> Result<(), ServiceError> {
    let done = command.output().await.map_err(ServiceError::fault)?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.trim();
    Err(ServiceError::conflict("pg_dump_failed", format!("{name} gagal: {said}"), format!("{name} failed: {said}")))
}

/// The address without its password, which is handed over apart, and without what only Hadir understands.
fn address(url: &str) -> Result<(String, Option<Zeroizing<String>>), ServiceError> {
    let mut address = Url::parse(url).map_err(|_| no_address())?;
    let encoded = address.password().map(|password| format!("p={}", password.replace('+', "%2B")));
    let mut password = encoded.and_then(|pair| {
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| Zeroizing::new(value.into_owned()))
    });
    let pairs: Vec<(String, String)> =
        address.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    if let Some((_, value)) = pairs.iter().find(|(key, _)| key == "password") {
        password = Some(Zeroizing::new(value.clone()));
    }
    address.set_password(None).map_err(|()| no_address())?;
    address.set_query(None);
    // A plus sign means itself to PostgreSQL, so spaces are written out.
    let kept: Vec<String> = pairs
        .iter()
        .filter(|(key, _)| SHARED.contains(&key.as_str()))
        .map(|(key, value)| {
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            format!("{key}={}", value.replace('+', "%20"))
        })
        .collect();
    if !kept.is_empty() {
        address.set_query(Some(&kept.join("&")));
    }
    Ok((address.to_string(), password))
}

fn no_address() -> ServiceError {
    ServiceError::bad(
        "no_address",
        "alamat basis data tidak terbaca; contoh: postgres://hadir@localhost/hadir",
        "the address of the database cannot be read; for example: postgres://hadir@localhost/hadir",
    )
}

/// On the path, else the newest of those Debian keeps apart.
fn find(name: &str) -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut kept: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    let number = |path: &PathBuf| -> u32 {
        let version = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        version.and_then(|version| version.parse().ok()).unwrap_or(0)
    };
    kept.sort_by_key(|path| std::cmp::Reverse(number(path)));
    std::env::split_paths(&on_path).chain(kept).map(|folder| folder.join(name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_on_the_command_line() {
        let (plain, password) =
            address("postgres://hadir:r%40hasia+1@db.test:5433/hadir?sslmode=require&statement-cache-capacity=9")
                .unwrap();

        assert_eq!(plain, "postgres://hadir@db.test:5433/hadir?sslmode=require");
        assert_eq!(password.as_deref().map(String::as_str), Some("r@hasia+1"));
    }

    #[test]
    fn a_socket_and_another_database_beside_it() {
        let (plain, password) = address("postgres://hadir@localhost/t1?host=/tmp/hadir%20pg").unwrap();

        assert_eq!(plain, "postgres://hadir@localhost/t1?host=%2Ftmp%2Fhadir%20pg");
        assert!(password.is_none());
        assert_eq!(
            beside("postgres://hadir@localhost/t1?host=/x", "drill").unwrap(),
            "postgres://hadir@localhost/drill?host=/x"
        );
    }
}
