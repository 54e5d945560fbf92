//! Changing a person, and moving them from one unit to another.

use hadir_domain::people::{EmployeeType, Post};
use hadir_store::{dirty, people, posts, units};
use jiff::civil::Date;

use super::context;
use super::people::one_person;
use crate::services::error::{ServiceError, unknown_unit};
use crate::services::judging;

/// Changes a person; a move ends the posts that hold the day before and begins one of the same title. A kind of employment
/// that changes with the move holds from its day on; the posts before keep the old one.
pub async fn change(
    context: &context::Context,
    key: &str,
    name: Option<String>,
    employee_type: Option<EmployeeType>,
    moves: Option<(Option<String>, Date)>,
) -> Result<(), ServiceError> {
    let (app, id) = (&context.app, context.id());
    app.db
        .write(async |tx| {
            let row = one_person(tx, context, key).await?;
            let new_name = name.as_deref().unwrap_or(&row.name);
            people::change(tx, id, row.id, new_name, employee_type.unwrap_or(row.employee_type)).await?;
            let Some((code, from)) = &moves else { return Ok::<(), ServiceError>(()) };
            let day_before = from.yesterday().map_err(ServiceError::fault)?;
            let held = posts::of_people(tx, id, &[row.id]).await?;
            let open: Vec<&Post> = held.iter().filter(|post| post.holds_on(*from)).collect();
            // Without a unit somebody stays where they are and only the kind of employment changes on that day.
            let unit = match (code, open.last()) {
                (Some(code), _) => units::by_code(tx, id, code).await?.ok_or_else(|| unknown_unit(code))?.id,
                (None, Some(post)) => post.unit,
                (None, None) => return Err(no_post(*from)),
            };
            for post in open.iter().filter(|post| post.from_on <= day_before) {
                posts::end(tx, id, post, day_before).await?;
            }
            if employee_type.is_some_and(|kind| kind != row.employee_type) {
                posts::keep_kind(tx, id, row.id, row.employee_type, *from).await?;
            }
            let title = open.last().map_or_else(|| "Pegawai".to_owned(), |post| post.title.clone());
            let rank = open.last().and_then(|post| post.rank.clone());
            let post = Post {
                person: row.id,
                unit,
                site: open.last().and_then(|post| post.site),
                title,
                rank,
                heads_unit: code.is_none() && open.last().is_some_and(|post| post.heads_unit),
                from_on: *from,
                to_on: None,
            };
            posts::add(tx, id, &post).await?;
            dirty::mark_span(tx, id, row.id, *from, context.today().max(*from)).await?;
            Ok(())
        })
        .await?;
    judging::project(app, &context.instansi).await.map(drop)
}

fn no_post(on: Date) -> ServiceError {
    ServiceError::bad(
        "no_post",
        format!("Pegawai itu tidak punya jabatan pada {on}. Sebutkan juga unitnya dengan --unit."),
        format!("That person has no post on {on}. Name the unit too, with --unit."),
    )
}
