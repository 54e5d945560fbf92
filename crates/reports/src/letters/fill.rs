//! A template and the fields of a letter make a paper.

use hadir_domain::discipline_letters::{Block, LetterFields, Paper, PaperForm, Part, Signatory};

use super::template::{LetterTemplate, Line, What};

/// What stands at `Sifat` of a confidential letter, whatever its template says.
const CONFIDENTIAL: &str = "Rahasia";

/// The paper. A part the letter does not have gives nothing.
pub(super) fn paper(template: &LetterTemplate, fields: &LetterFields) -> Paper {
    let mut head = fields.head.clone();
    let own = std::mem::take(&mut head.copies);
    head.copies = template.copies.iter().map(|one| one.filled(&fields.values)).collect();
    for copy in own {
        if !head.copies.contains(&copy) {
            head.copies.push(copy);
        }
    }
    let letter = template.form == PaperForm::Letter;
    let nature = if letter && head.confidential { CONFIDENTIAL } else { template.nature.as_str() };
    Paper {
        kind: fields.kind,
        form: template.form,
        title: template.title.filled(&fields.values).to_uppercase(),
        about: template.about.filled(&fields.values),
        nature: nature.to_owned(),
        attachments: template.attachments.filled(&fields.values),
        to: template.to.filled(&fields.values),
        blocks: template
            .lines
            .iter()
            .filter(|line| stands(line, fields))
            .flat_map(|line| blocks(line, fields))
            .collect(),
        arrangement: template.arrangement,
        signatures: template
            .signers
            .iter()
            .flat_map(|(name, as_what)| {
                let parties = fields.parties.get(name).into_iter().flatten();
                parties.map(|party| Signatory {
                    as_what: as_what.filled(&fields.values),
                    who: party.who.clone(),
                    refused: party.refused.clone(),
                })
            })
            .collect(),
        head,
    }
}

fn stands(line: &Line, fields: &LetterFields) -> bool {
    let there = |name: &&str| fields.values.contains_key(*name) || fields.parts.contains_key(*name);
    line.when.as_ref().is_none_or(there) && !line.unless.as_ref().is_some_and(there)
}

fn blocks(line: &Line, fields: &LetterFields) -> Vec<Block> {
    let values = &fields.values;
    match &line.what {
        What::Text(words) => vec![Block::text(words.filled(values))],
        What::Heading(words) => vec![Block::Heading { text: words.filled(values) }],
        What::Centre(words) => vec![Block::Centre { text: words.filled(values) }],
        What::Field { label, value } => vec![Block::field(label, &value.filled(values))],
        What::List { label, lettered, lines, more } => {
            let mut lines: Vec<String> = lines.iter().map(|words| words.filled(values)).collect();
            if let Some(Part::Lines(own)) = more.as_ref().and_then(|name| fields.parts.get(name)) {
                lines.extend(own.iter().cloned());
            }
            vec![Block::List { label: label.clone(), lettered: *lettered, lines }]
        }
        What::Part { name, columns } => match fields.parts.get(name) {
            None => Vec::new(),
            Some(Part::Blocks(blocks)) => blocks.clone(),
            Some(Part::Lines(lines)) => {
                vec![Block::List { label: String::new(), lettered: false, lines: lines.clone() }]
            }
            Some(Part::Rows { rows, total }) => {
                vec![Block::Table { columns: columns.clone(), rows: rows.clone(), total: *total }]
            }
        },
    }
}
