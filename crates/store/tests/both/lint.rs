//! What a database spread over several servers (Citus) asks of the schema and of every statement, read from the
//! migrations and the registry.

use std::collections::BTreeMap;
use std::path::Path;

use hadir_store::statements::{self, Scope};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    Tenant,
    Reference,
    Coordinator,
}

fn migrations(database: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let entries = std::fs::read_dir(folder).expect("the migrations");
    entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("a text"))
        })
        .collect()
}

/// Each table with how it is spread and the lines of its definition.
fn tables(sql: &str) -> Result<BTreeMap<String, (Spread, Vec<String>)>, String> {
    let mut tables = BTreeMap::new();
    let mut declared = None;
    let mut open: Option<(String, Spread, Vec<String>)> = None;
    for line in sql.lines().map(str::trim) {
        if let Some((name, spread, mut lines)) = open.take() {
            if line.starts_with(");") {
                tables.insert(name, (spread, lines));
            } else {
                lines.push(line.to_owned());
                open = Some((name, spread, lines));
            }
        } else if let Some(spread) = line.strip_prefix("-- citus: ") {
            declared = match spread {
                "tenant" => Some(Spread::Tenant),
                "reference" => Some(Spread::Reference),
                "coordinator" => Some(Spread::Coordinator),
                other => return Err(format!("unknown way to spread a table: {other}")),
            };
        } else if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            let name = name.trim_end_matches(" (").to_owned();
            let spread = declared.take().ok_or(format!("{name} does not say how it is spread"))?;
            open = Some((name, spread, Vec::new()));
        }
    }
    Ok(tables)
}

fn faults_of_schema(sql: &str) -> Vec<String> {
    let tables = match tables(sql) {
        Ok(tables) => tables,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for word in ["TRIGGER", "SEQUENCE", "SERIAL", "CASCADE", "DISTINCT ON", "PARTITION"] {
        let code = sql.lines().filter(|line| !line.trim().starts_with("--"));
        if code.clone().any(|line| line.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == word)) {
            faults.push(format!("{word} does not spread"));
        }
    }
    for (name, (spread, lines)) in &tables {
        if !lines.iter().any(|line| line.starts_with("PRIMARY KEY (")) {
            faults.push(format!("{name} has no primary key of its own line"));
        }
        if *spread != Spread::Tenant {
            continue;
        }
        if lines.first().map(String::as_str) != Some("instansi_id BIGINT NOT NULL,") {
            faults.push(format!("{name} does not begin with instansi_id"));
        }
        for line in lines {
            for key in ["PRIMARY KEY (", "UNIQUE (", "FOREIGN KEY ("] {
                if line.starts_with(key) && !line[key.len()..].starts_with("instansi_id") {
                    faults.push(format!("{name}: {line}"));
                }
            }
            if let Some((_, target)) = line.split_once("REFERENCES ") {
                let (table, columns) = target.split_once(' ').unwrap_or((target, ""));
                if tables.get(table).map(|table| table.0) != Some(Spread::Tenant)
                    || !columns.starts_with("(instansi_id")
                {
                    faults.push(format!("{name} refers to {target}"));
                }
            }
            if line.ends_with(" UNIQUE,") || line.contains(" PRIMARY KEY,") {
                faults.push(format!("{name}: a key without instansi_id: {line}"));
            }
        }
    }
    for line in sql.lines().map(str::trim).filter(|line| line.starts_with("CREATE") && line.contains(" INDEX ")) {
        let (_, on) = line.split_once(" ON ").unwrap_or_default();
        let (table, columns) = on.split_once(" (").unwrap_or_default();
        let tenant = tables.get(table).is_some_and(|table| table.0 == Spread::Tenant);
        if tenant && !columns.starts_with("instansi_id") {
            faults.push(format!("an index that does not begin with instansi_id: {line}"));
        }
    }
    faults
}

fn fault_of_statement(sql: &str, scope: Scope, tables: &BTreeMap<String, (Spread, Vec<String>)>) -> Option<String> {
    let mut words =
        sql.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty());
    let touches_tenant = words.clone().any(|word| tables.get(word).is_some_and(|table| table.0 == Spread::Tenant));
    let plain = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match scope {
        Scope::Tenant => {
            let inserts = plain.starts_with("INSERT INTO") && plain.contains("(instansi_id,");
            let named = inserts || plain.contains("instansi_id = $1");
            (!named).then(|| "names no instansi".into())
        }
        Scope::Reference if touches_tenant => Some("touches a table of one instansi".into()),
        Scope::Reference => None,
        Scope::National => words.any(|word| word == "JOIN").then(|| "joins across instansi".into()),
    }
}

#[test]
fn every_table_can_be_spread_over_servers() {
    let whole: String = migrations("postgres").into_values().collect();

    assert_eq!(faults_of_schema(&whole), Vec::<String>::new());
    assert!(tables(&whole).expect("tables").len() > 25);
}

#[test]
fn every_statement_stays_within_one_instansi_unless_it_says_otherwise() {
    let whole: String = migrations("postgres").into_values().collect();
    let tables = tables(&whole).expect("tables");
    let all = statements::all();

    let faults: Vec<String> = all
        .iter()
        .filter_map(|one| fault_of_statement(one.sql, one.scope, &tables).map(|fault| format!("{}: {fault}", one.name)))
        .collect();

    assert_eq!(faults, Vec::<String>::new());
    assert!(all.len() > 100);
    assert!(all.iter().filter(|one| one.scope == Scope::National).count() <= 2);
}

#[test]
fn every_migration_exists_for_both_databases() {
    let names = |database| migrations(database).into_keys().collect::<Vec<_>>();

    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn sqlite_tables_are_strict_and_keyed_by_instansi_too() {
    for (name, sql) in migrations("sqlite") {
        assert!(!sql.lines().any(|line| line == ");"), "{name}: a table that is not STRICT, WITHOUT ROWID");
    }
}

#[test]
fn no_sql_hides_outside_the_registry() {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a text");
                let hidden = text.lines().filter(|line| {
                    ["query(\"", "query_as(\"", "query_scalar(\""].iter().any(|call| line.contains(call))
                });
                found.extend(hidden.map(|line| line.trim().to_owned()));
            }
        }
    }
    found.sort();

    // Each is of one database alone and touches no table of an instansi.
    let known = [
        "pg_export_snapshot()",
        "sqlite_version()",
        "CREATE TABLE hadir_restoring",
        "DROP TABLE IF EXISTS hadir_restoring",
        "INSERT INTO hadir_restoring",
        "VACUUM INTO",
        "FROM sqlite_schema",
        "pg_database_size(",
    ];
    let strange: Vec<&String> = found.iter().filter(|line| !known.iter().any(|one| line.contains(one))).collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert_eq!(found.len(), known.len(), "{found:?}");
}

#[test]
fn the_lint_finds_what_it_is_there_for() {
    let good = "-- citus: tenant\nCREATE TABLE a (\ninstansi_id BIGINT NOT NULL,\nid UUID NOT NULL,\nPRIMARY KEY (instansi_id, id)\n);\n";
    assert_eq!(faults_of_schema(good), Vec::<String>::new());
    for (from, to) in [
        ("PRIMARY KEY (instansi_id, id)", "PRIMARY KEY (id)"),
        ("-- citus: tenant\n", ""),
        ("id UUID NOT NULL,", "id UUID NOT NULL,\nUNIQUE (id),"),
        ("id UUID NOT NULL,", "id UUID NOT NULL,\nFOREIGN KEY (id) REFERENCES b (id),"),
        (");\n", ");\nCREATE TRIGGER t;"),
        (");\n", ");\nCREATE INDEX i ON a (id);"),
    ] {
        assert_ne!(faults_of_schema(&good.replace(from, to)), Vec::<String>::new(), "{to}");
    }
    let tables = tables(good).expect("tables");
    assert!(fault_of_statement("SELECT id FROM a WHERE id = $1", Scope::Tenant, &tables).is_some());
    assert!(fault_of_statement("SELECT id FROM a", Scope::Reference, &tables).is_some());
    assert!(fault_of_statement("SELECT id FROM a WHERE instansi_id = $1", Scope::Tenant, &tables).is_none());
}
