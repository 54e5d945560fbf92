//! `hadir signing`: which service signs letters electronically, and keys for trying it out.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use hadir_reports::signing::Passphrase;
use hadir_store::{accounts, people};

use super::{Global, Outcome, context, output};
use crate::services::backing_up::passphrase::first_line;
use crate::services::error::ServiceError;
use crate::services::signing::{provider, trial};
use crate::settings::SigningSettings;

/// Arguments of `hadir signing`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<SigningCommand>,
}

#[derive(Debug, Subcommand)]
enum SigningCommand {
    /// Membuat kunci uji coba untuk satu akun; kunci lamanya diganti / a key for trying out, in the place of an earlier one
    Trial {
        /// Nama pengguna akun yang menandatangani / the login that signs
        #[arg(long)]
        login: String,
        /// Passphrase di baris pertama berkas ini / passphrase, on the first line of this file
        #[arg(long, value_name = "FILE")]
        passphrase_file: PathBuf,
    },
}

/// Runs `hadir signing`.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    match args.command {
        None => state(&context),
        Some(SigningCommand::Trial { login, passphrase_file }) => make(&context, &login, &passphrase_file).await,
    }
}

fn state(context: &context::Context) -> Outcome {
    let found = provider(&context.app).map_err(|error| context.fail(error))?;
    if context.json {
        let service = found.map(|one| serde_json::json!({ "name": one.name(), "certified": one.certified }));
        return output::json(&serde_json::json!({ "service": service }));
    }
    match found {
        Some(one) => println!("{}", one.name()),
        None => println!(
            "{}",
            context.lang.pick(
                "Belum ada layanan tanda tangan elektronik; isi kunci `signing` di hadir.toml.",
                "No signing service is set; give the key `signing` in hadir.toml.",
            )
        ),
    }
    Ok(())
}

async fn make(context: &context::Context, login: &str, file: &Path) -> Outcome {
    let app = &context.app;
    if app.settings.signing != Some(SigningSettings::Uji) {
        return Err(context.fail(ServiceError::conflict(
            "no_trial",
            "Kunci uji coba hanya dibuat bila hadir.toml berisi: signing = { provider = \"uji\" }",
            "Keys for a trial are made only where hadir.toml says: signing = { provider = \"uji\" }",
        )));
    }
    let passphrase = read(file).map_err(|error| context.fail(error))?;
    let named = async |tx: &mut hadir_store::Tx| {
        let account = accounts::by_login(tx, context.id(), login).await?;
        match account.as_ref().and_then(|account| account.person) {
            Some(person) => Ok(people::get_many(tx, context.id(), &[person]).await?.pop()),
            None => Ok(None),
        }
    };
    let person = app.db.read(named).await.map_err(|error: hadir_store::StoreError| context.fail(error.into()))?;
    let person = person.ok_or_else(|| {
        context.fail(ServiceError::not_found(
            "unknown_login",
            format!("akun {login} tidak ada, atau bukan akun seorang pegawai; lihat `hadir users`"),
            format!("there is no account {login}, or it is nobody's; see `hadir users`"),
        ))
    })?;
    let who = (login, person.name.as_str());
    let certificate = trial::enrol(app.data(), who, app.system.bytes(), &passphrase, app.now())?;
    if context.json {
        return output::json(&serde_json::json!({ "login": login, "certificate": certificate }));
    }
    println!(
        "{}",
        context.lang.pick(
            format!("Kunci uji coba untuk {} dibuat. Tanda tangannya tidak berkekuatan hukum.", certificate.holder),
            format!("A trial key for {} was made. What it signs has no standing in law.", certificate.holder),
        )
    );
    Ok(())
}

fn read(file: &Path) -> Result<Passphrase, ServiceError> {
    let line = first_line(file)?;
    if line.chars().count() < trial::SHORTEST {
        return Err(ServiceError::bad(
            "passphrase_too_short",
            format!("{}: passphrase sedikitnya {} huruf, di baris pertama", file.display(), trial::SHORTEST),
            format!("{}: the passphrase has at least {} letters, on the first line", file.display(), trial::SHORTEST),
        ));
    }
    Ok(Passphrase::new(line.to_string()))
}
