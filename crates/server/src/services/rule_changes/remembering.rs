//! The last comparisons, so that turning pages does not judge a whole city again. Proposing and signing never look here.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::Instansi;
use jiff::{SignedDuration, Timestamp};

use super::comparing::{Ask, Compared, compare};
use crate::app::App;
use crate::services::error::ServiceError;

/// How many are kept.
const MOST: usize = 4;
/// How long.
const FOR: SignedDuration = SignedDuration::from_mins(10);

#[derive(Debug)]
struct One {
    of: InstansiId,
    ask: Ask,
    at: Timestamp,
    compared: Arc<Compared>,
}

/// The last comparisons.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<VecDeque<One>>);

/// The comparison of the first page anew, of later pages as it was shown.
///
/// # Errors
///
/// As [`compare`].
pub async fn page(app: &App, instansi: &Instansi, ask: Ask, first: bool) -> Result<Arc<Compared>, ServiceError> {
    let now = app.now();
    if !first {
        let kept = app.compared.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().find(|one| one.of == instansi.id && one.ask == ask && now.duration_since(one.at) < FOR);
        if let Some(one) = known {
            return Ok(Arc::clone(&one.compared));
        }
    }
    let compared = Arc::new(compare(app, instansi, &ask).await?);
    let mut kept = app.compared.0.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|one| one.of != instansi.id || one.ask != ask);
    kept.push_front(One { of: instansi.id, ask, at: now, compared: Arc::clone(&compared) });
    kept.truncate(MOST);
    Ok(compared)
}
