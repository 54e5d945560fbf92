//! One-time codes on paper for the people of a unit: who gets a card, and the paper itself.
//!
//! **Invariant:** a code stands in words in the PDF alone. It is stored as a keyed hash, as any other code is, and a
//! newer one takes the place of the older.

use std::collections::{BTreeMap, HashMap, HashSet};

use hadir_domain::access::{Grant, Role, Scope};
use hadir_domain::ids::{AccountId, PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_reports::cards::{Card, Cards, MAX_CARDS};
use hadir_store::access_log::{self, Look};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::code_printings::{self, CodePrinting};
use hadir_store::directory::{self, Key};
use hadir_store::grants::{self, GrantRow};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, people, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;

use super::error::ServiceError;
use super::printing::moment;
use crate::app::App;
use crate::auth::enrolment::{self, VALID};
use crate::auth::login::normalise;
use crate::routes::shapes::masked_number;

/// For whom codes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardScope {
    /// Those who never signed in and hold no code that still opens.
    Missing,
    /// Everybody who never signed in; codes handed out before lose their use.
    Unused,
    /// Everybody, who forgot the password too; a reason is wanted.
    All,
}

impl CardScope {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unused => "unused",
            Self::All => "all",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Missing, Self::Unused, Self::All].into_iter().find(|scope| scope.as_str() == text)
    }
}

/// Where somebody stands on the way to an account of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardState {
    /// Has no account; one is made with the card.
    NoAccount,
    /// Has an account and no code that opens.
    NoCode,
    /// Holds a code that still opens.
    CodeOpen,
    /// Has signed in.
    SignedIn,
    /// Holds a role above employee, or belongs to whoever prints: such codes come from the console.
    HigherRole,
    /// The account is blocked.
    Blocked,
    /// No number could be the login.
    NoNumber,
    /// The number is the login of somebody else.
    LoginTaken,
}

impl CardState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::NoAccount,
        Self::NoCode,
        Self::CodeOpen,
        Self::SignedIn,
        Self::HigherRole,
        Self::Blocked,
        Self::NoNumber,
        Self::LoginTaken,
    ];

    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::NoCode => "no_code",
            Self::CodeOpen => "code_open",
            Self::SignedIn => "signed_in",
            Self::HigherRole => "higher_role",
            Self::Blocked => "blocked",
            Self::NoNumber => "no_number",
            Self::LoginTaken => "login_taken",
        }
    }

    /// Whether no printing gives a card.
    pub fn never_gets_card(self) -> bool {
        !self.gets_card(CardScope::All)
    }

    /// Whether a printing of that kind gives a card.
    fn gets_card(self, scope: CardScope) -> bool {
        match self {
            Self::NoAccount | Self::NoCode => true,
            Self::CodeOpen => scope != CardScope::Missing,
            Self::SignedIn => scope == CardScope::All,
            Self::HigherRole | Self::Blocked | Self::NoNumber | Self::LoginTaken => false,
        }
    }
}

/// Somebody of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// Who.
    pub person: Person,
    /// Served in today.
    pub unit: UnitId,
    /// What is typed as login.
    pub login: String,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// Where they stand.
    pub state: CardState,
}

/// Everybody of a unit and below, by unit and name.
pub struct CardPlan {
    /// The unit.
    pub unit: Unit,
    /// Every unit of the instansi.
    pub units: Vec<Unit>,
    /// The people.
    pub lines: Vec<CardLine>,
}

impl CardPlan {
    /// How many stand where, in the order of [`CardState::ALL`]; together they are everybody.
    pub fn counts(&self) -> BTreeMap<CardState, usize> {
        let mut counts: BTreeMap<CardState, usize> = CardState::ALL.into_iter().map(|state| (state, 0)).collect();
        for line in &self.lines {
            *counts.entry(line.state).or_default() += 1;
        }
        counts
    }
}

/// Looks at the accounts of a unit's people; `by` is the account that prints.
///
/// # Errors
///
/// When the database does not answer.
pub async fn plan(
    tx: &mut Tx,
    instansi: &Instansi,
    unit: &Unit,
    by: AccountId,
    today: Date,
    now: Timestamp,
) -> Result<CardPlan, StoreError> {
    let id = instansi.id;
    let all_units = units::list(tx, id).await?;
    let within = subtree(&all_units, unit.id);
    let mut homes: BTreeMap<PersonId, UnitId> = BTreeMap::new();
    for post in posts::all(tx, id).await?.iter().filter(|post| post.holds_on(today) && within.contains(&post.unit)) {
        homes.entry(post.person).or_insert(post.unit);
    }
    let ids: Vec<PersonId> = homes.keys().copied().collect();
    let everybody = people::get_many(tx, id, &ids).await?;
    let mut of_people: HashMap<PersonId, Vec<Account>> = HashMap::new();
    for account in accounts::of_people(tx, id, &ids).await? {
        of_people.entry(account.person.unwrap_or(PersonId(uuid::Uuid::nil()))).or_default().push(account);
    }
    let higher: HashSet<AccountId> = grants::list(tx, id)
        .await?
        .into_iter()
        .filter(|row| row.grant.role != Role::Pegawai && row.grant.to_on.is_none_or(|to| today <= to))
        .map(|row| row.account)
        .collect();
    let open = accounts::open_codes(tx, id, now).await?;
    let wanted: Vec<String> = everybody.iter().filter_map(login_of).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let taken: HashSet<String> =
        accounts::with_logins(tx, id, &wanted).await?.into_iter().map(|account| account.login).collect();
    let mut lines: Vec<CardLine> = Vec::with_capacity(everybody.len());
    for person in everybody {
        let own = of_people.remove(&person.id).unwrap_or_default();
        let (state, account) = stands(&person, &own, by, &higher, &open, &taken);
        let login = account.map(|account| account.login.clone()).or_else(|| login_of(&person)).unwrap_or_default();
        lines.push(CardLine {
            unit: homes[&person.id],
            login,
            account: account.map(|account| account.id),
            state,
            person,
        });
    }
    let code = |unit: UnitId| all_units.iter().find(|one| one.id == unit).map(|one| one.code.clone());
    lines.sort_by_cached_key(|line| (code(line.unit), line.person.name.to_lowercase(), line.person.id));
    Ok(CardPlan { unit: unit.clone(), lines, units: all_units })
}

/// The login an account of a person gets: the printed number.
fn login_of(person: &Person) -> Option<String> {
    person.printed_number().map(|number| normalise(&number.value)).filter(|login| !login.is_empty())
}

fn stands<'a>(
    person: &Person,
    own: &'a [Account],
    by: AccountId,
    higher: &HashSet<AccountId>,
    open: &BTreeMap<AccountId, Timestamp>,
    taken: &HashSet<String>,
) -> (CardState, Option<&'a Account>) {
    if own.iter().any(|account| higher.contains(&account.id) || account.id == by) {
        return (CardState::HigherRole, own.first());
    }
    let usable = own.iter().filter(|account| account.state != AccountState::Blocked);
    // Of several accounts the one already in use counts.
    if let Some(account) = usable.max_by_key(|account| account.state == AccountState::Active) {
        let state = match account.state {
            AccountState::Active => CardState::SignedIn,
            _ if open.contains_key(&account.id) => CardState::CodeOpen,
            _ => CardState::NoCode,
        };
        return (state, Some(account));
    }
    match (own.first(), login_of(person)) {
        (Some(blocked), _) => (CardState::Blocked, Some(blocked)),
        (None, None) => (CardState::NoNumber, None),
        (None, Some(login)) if taken.contains(&login) => (CardState::LoginTaken, None),
        (None, Some(_)) => (CardState::NoAccount, None),
    }
}

/// A printing that is ready to be set and kept.
pub struct Draft {
    sheet: Cards,
    lines: Vec<(CardLine, AccountId, String)>,
    printing: CodePrinting,
    unit: Unit,
    scope: CardScope,
    by: AccountId,
}

/// Who prints, for whom and why.
pub struct Order<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// Whom of its people.
    pub scope: CardScope,
    /// One of them alone.
    pub person: Option<PersonId>,
    /// Why, where people had signed in before.
    pub reason: &'a str,
    /// The account that prints.
    pub by: AccountId,
    /// Its login.
    pub by_login: &'a str,
    /// The date.
    pub today: Date,
}

/// Makes accounts and codes in thought: nothing is written yet.
///
/// # Errors
///
/// `nothing_to_print`, `too_many_cards`, `reason_needed`.
pub async fn draft(app: &App, instansi: &Instansi, order: &Order<'_>) -> Result<Draft, ServiceError> {
    let now = app.now();
    if order.scope == CardScope::All && order.reason.trim().is_empty() {
        return Err(ServiceError::bad(
            "reason_needed",
            "Tulis mengapa kode dicetak lagi untuk yang sudah pernah masuk; kata sandi lama mereka diganti.",
            "Say why codes are printed again for people who had signed in; their password is replaced.",
        ));
    }
    let planned = app.db.read(async |tx| plan(tx, instansi, order.unit, order.by, order.today, now).await).await?;
    let chosen: Vec<CardLine> = planned
        .lines
        .into_iter()
        .filter(|line| line.state.gets_card(order.scope) && order.person.is_none_or(|person| person == line.person.id))
        .collect();
    if chosen.is_empty() {
        return Err(ServiceError::conflict(
            "nothing_to_print",
            "Tidak ada kartu yang perlu dicetak untuk pilihan itu. Lihat jumlah per keadaan, lalu pilih cakupan lain.",
            "No card is to be printed for that choice. See the counts and choose another scope.",
        ));
    }
    if chosen.len() > MAX_CARDS {
        return Err(ServiceError::bad(
            "too_many_cards",
            format!(
                "{} kartu terlalu banyak untuk satu berkas (paling banyak {MAX_CARDS}); cetak per unit.",
                chosen.len()
            ),
            format!("{} cards are too many for one file (at most {MAX_CARDS}); print unit by unit.", chosen.len()),
        ));
    }
    let expires_at = now.checked_add(VALID).map_err(ServiceError::fault)?;
    let public = app.settings.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    let lines: Vec<(CardLine, AccountId, String)> = chosen
        .into_iter()
        .map(|line| {
            let account = line.account.unwrap_or_else(|| AccountId(app.system.uuid()));
            (line, account, enrolment::make(&app.system))
        })
        .collect();
    let cards = lines.iter().map(|(line, _, code)| {
        let unit = planned.units.iter().find(|unit| unit.id == line.unit);
        Card {
            name: line.person.name.clone(),
            number_masked: masked_number(&line.person).unwrap_or_default(),
            unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            login: line.login.clone(),
            code: code.clone(),
            link: public.as_deref().map(|public| link(public, &line.login, code)),
        }
    });
    let id = app.system.uuid();
    let sheet = Cards {
        instansi: instansi.name.clone(),
        unit: order.unit.name.clone(),
        address: public.clone(),
        valid_until: moment(expires_at, instansi),
        printed: format!("{} oleh {}", moment(now, instansi), order.by_login),
        cards: cards.collect(),
        created_at: now,
        ident: id.to_string(),
    };
    let count = |state: CardState| lines.iter().filter(|(line, _, _)| line.state == state).count();
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let printing = CodePrinting {
        id,
        unit: order.unit.id,
        scope: order.scope.as_str().to_owned(),
        cards: small(lines.len()),
        new_accounts: small(count(CardState::NoAccount)),
        signed_in: small(count(CardState::SignedIn)),
        reason: order.reason.trim().to_owned(),
        by_login: order.by_login.to_owned(),
        printed_at: now,
        expires_at,
    };
    Ok(Draft { sheet, lines, printing, unit: order.unit.clone(), scope: order.scope, by: order.by })
}

/// What the QR code opens. Login and code stand behind `#`: a browser keeps that part to itself.
fn link(public: &str, login: &str, code: &str) -> String {
    let login: String = url::form_urlencoded::byte_serialize(login.as_bytes()).collect();
    format!("{public}/enrol#login={login}&code={code}")
}

impl Draft {
    /// The paper.
    pub fn sheet(&self) -> &Cards {
        &self.sheet
    }

    /// How it is noted.
    pub fn printing(&self) -> &CodePrinting {
        &self.printing
    }

    /// Makes the accounts, stores the codes as hashes, and notes the printing: all of it or nothing.
    ///
    /// # Errors
    ///
    /// `changed_meanwhile` when one of the accounts is not as it was when the paper was set.
    pub async fn keep(self, app: &App, instansi: &Instansi, today: Date) -> Result<(), ServiceError> {
        let (id, now) = (instansi.id, self.printing.printed_at);
        app.db
            .write(async |tx| {
                let again = plan(tx, instansi, &self.unit, self.by, today, now).await?;
                let as_before = |line: &CardLine| again.lines.contains(line) && line.state.gets_card(self.scope);
                if !self.lines.iter().all(|(line, _, _)| as_before(line)) {
                    return Err(changed());
                }
                for (line, account, code) in &self.lines {
                    if line.account.is_none() {
                        self.make_account(tx, app, instansi, line, *account, today).await?;
                    }
                    let hash = enrolment::hash(app, id, &line.login, code);
                    accounts::add_code(tx, id, *account, &hash, now, self.printing.expires_at).await?;
                    if line.state == CardState::SignedIn {
                        // Whose password is about to be replaced is told in their own list of looks.
                        let look = Look {
                            id: app.system.uuid(),
                            at: now,
                            by_login: self.printing.by_login.clone(),
                            person: line.person.id,
                            what: "code".into(),
                            detail: self.printing.reason.clone(),
                        };
                        access_log::add(tx, id, &look).await?;
                    }
                }
                let whose: Vec<AccountId> = self.lines.iter().map(|(_, account, _)| *account).collect();
                code_printings::add(tx, id, &self.printing, &whose, app.system.bytes()).await?;
                Ok(())
            })
            .await
    }

    async fn make_account(
        &self,
        tx: &mut Tx,
        app: &App,
        instansi: &Instansi,
        line: &CardLine,
        account: AccountId,
        today: Date,
    ) -> Result<(), ServiceError> {
        let new = Account {
            instansi: instansi.id,
            id: account,
            login: line.login.clone(),
            password_hash: None,
            person: Some(line.person.id),
            lang: "id".into(),
            state: AccountState::Invited,
            failed_tries: 0,
            locked_until: None,
            created_at: self.printing.printed_at,
        };
        accounts::add(tx, &new).await?;
        directory::put(tx, instansi.id, Key::Login, &line.login).await.map_err(|error| match error {
            StoreError::Conflict(_) => elsewhere(&line.person.name),
            other => other.into(),
        })?;
        let grant =
            Grant { role: Role::Pegawai, scope: Scope::Own, unit: None, from_on: today, to_on: None, acting: None };
        let row = GrantRow {
            id: app.system.uuid(),
            account,
            grant,
            granted_by: self.printing.by_login.clone(),
            granted_at: self.printing.printed_at,
            reason: None,
        };
        Ok(grants::add(tx, instansi.id, &row, app.system.bytes()).await?)
    }
}

fn changed() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Sementara kartu disusun, ada akun yang berubah (misalnya baru saja dipakai masuk). Tidak ada kode yang dibuat. \
         Cetak sekali lagi.",
        "While the cards were set, an account changed (somebody may just have signed in). No code was made. Print again.",
    )
}

fn elsewhere(name: &str) -> ServiceError {
    ServiceError::conflict(
        "login_elsewhere",
        format!(
            "Nomor {name} masih dipakai sebagai nama masuk di instansi lain pada server ini. Minta operator melepasnya \
             di sana, lalu cetak lagi; tidak ada kode yang dibuat."
        ),
        format!(
            "The number of {name} is still a login of another government on this server. Ask the operator to free it \
             there, then print again; no code was made."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_login_and_code_where_no_server_sees_them() {
        assert_eq!(link("https://x.go.id", "tkk-1&a", "AB-CD"), "https://x.go.id/enrol#login=tkk-1%26a&code=AB-CD");
    }

    #[test]
    fn who_signed_in_or_holds_more_than_an_employee_gets_no_card_by_the_way() {
        for (state, scopes) in [
            (CardState::NoAccount, [true, true, true]),
            (CardState::CodeOpen, [false, true, true]),
            (CardState::SignedIn, [false, false, true]),
            (CardState::HigherRole, [false; 3]),
            (CardState::Blocked, [false; 3]),
        ] {
            let found = [CardScope::Missing, CardScope::Unused, CardScope::All].map(|scope| state.gets_card(scope));
            assert_eq!(found, scopes, "{state:?}");
        }
    }
}
