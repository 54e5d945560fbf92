//! `hadir demo`: builds a fictional city when the data folder is empty, then serves it.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use super::{Failure, Global, Outcome, context, serve};
use crate::lang::Lang;
use crate::services::{
    casing, cross_checking, day_rolls, demo, erasing, noticing, outaging, pay_stopping, projector, publishing,
    reconciling, sealing, service_posting, sidak, spot_checking, watching, webhooks, weighing,
};
use crate::settings::Settings;

/// Arguments of `hadir demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    serve: serve::Args,
    /// Jumlah pegawai kota contoh / people of the fictional city
    #[arg(long, default_value_t = 5_000, value_name = "N")]
    people: usize,
    /// Layani kota contoh ke luar mesin ini / serve the fictional city beyond this machine
    #[arg(long)]
    demo_public: bool,
    /// Hanya membangun, tidak melayani / only build it
    #[arg(long)]
    build_only: bool,
}

/// Builds, announces and serves.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let app = context::open_app(global).await?;
    let lang = app.settings.lang;
    if demo::is_empty(&app).await.map_err(|error| refuse(&error, lang))? {
        let mut bar = Bar::new(lang);
        demo::build(&app, args.people, &mut |id, en, done, all| bar.show(lang.pick(id, en), done, all))
            .await
            .map_err(|error| refuse(&error, lang))?;
        bar.end();
    }
    let Some((instansi, city)) = demo::city_of(&app).await.map_err(|error| refuse(&error, lang))? else {
        return Err(Failure::Work(
            lang.pick(
                "folder data ini berisi kota sungguhan; jalankan `hadir serve`, atau pilih folder lain dengan --data"
                    .into(),
                "this data folder holds a real city; run `hadir serve`, or choose another folder with --data".into(),
            ),
        ));
    };
    if args.build_only {
        return Ok(());
    }
    let (app, listen) = serve::with_args(app, global, &args.serve)?;
    let settings = Settings { demo_public: args.demo_public, ..Settings::clone(&app.settings) };
    let app = crate::app::App { settings: Arc::new(settings), ..app };
    serve::start_logging();
    let serving = crate::http::serve(app.clone(), listen).await?;
    announce(&app, &serving.url())?;
    let jobs = [
        projector::start(app.clone()),
        sealing::sequencing::start(app.clone()),
        outaging::watching::start(app.clone()),
        noticing::start(app.clone()),
        reconciling::start(app.clone()),
        cross_checking::start(app.clone()),
        day_rolls::jobs::start(app.clone()),
        webhooks::start(app.clone()),
        weighing::start(app.clone()),
        erasing::retaining::start(app.clone()),
        spot_checking::watching::start(app.clone()),
        sidak::following::start(app.clone()),
        casing::watching::start(app.clone()),
        pay_stopping::watching::start(app.clone()),
        service_posting::watching::start(app.clone()),
        publishing::start(app.clone()),
        watching::start(app.clone()),
        demo::start(app, instansi, city),
    ];
    serving.ended().await?;
    jobs.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

fn refuse(error: &crate::services::error::ServiceError, lang: Lang) -> Failure {
    Failure::Work(error.sentence(lang).to_owned())
}

fn announce(app: &crate::app::App, url: &str) -> anyhow::Result<()> {
    let lang = app.settings.lang;
    println!("\nKOTA CONTOH · {}", lang.pick("semua orang dan data rekaan", "all people and data are fictional"));
    println!(
        "{} {url}/ ({}), {url}/desk/ ({})\n",
        lang.pick("Buka", "Open"),
        lang.pick("HP", "phone"),
        lang.pick("meja", "desk")
    );
    println!(
        "  {:<12} {:<12} {}",
        lang.pick("peran", "role"),
        lang.pick("nama masuk", "login"),
        lang.pick("sandi", "password")
    );
    for login in demo::logins(app)? {
        println!("  {:<12} {:<12} {}", login.role, login.login, login.password);
    }
    println!("\n{}", lang.pick("Berhenti dengan Ctrl-C.", "Stop with Ctrl-C."));
    std::io::stdout().flush()?;
    Ok(())
}

/// A progress bar on a terminal, a line a stage elsewhere.
struct Bar {
    on_terminal: bool,
    stage: String,
}

impl Bar {
    fn new(lang: Lang) -> Self {
        println!("{}", lang.pick("Membangun Kota Contoh (sekali saja):", "Building Kota Contoh (once):"));
        Self { on_terminal: std::io::stdout().is_terminal(), stage: String::new() }
    }

    fn show(&mut self, stage: &str, done: usize, all: usize) {
        const WIDTH: usize = 30;
        if !self.on_terminal {
            if self.stage != stage {
                println!("  {stage}");
                stage.clone_into(&mut self.stage);
            }
            return;
        }
        if self.stage != stage && !self.stage.is_empty() {
            println!();
        }
        stage.clone_into(&mut self.stage);
        let filled = (WIDTH * done.min(all)).checked_div(all).unwrap_or(WIDTH);
        print!("\r  {stage:<22} [{}{}] {done}/{all}", "#".repeat(filled), ".".repeat(WIDTH - filled));
        drop(std::io::stdout().flush());
    }

    fn end(&self) {
        if self.on_terminal {
            println!();
        }
    }
}
