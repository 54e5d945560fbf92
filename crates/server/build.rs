//! Makes the folders of the web apps exist, so that the server builds before `make web` has run, and is
//! built again when their contents change.

use std::path::Path;

fn main() {
    for app in ["phone", "desk"] {
        let folder = Path::new("../../web/apps").join(app).join("build");
        if let Err(error) = std::fs::create_dir_all(&folder) {
            println!("cargo::warning={}: {error}", folder.display());
        }
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    println!("cargo::rerun-if-changed=../../web/placeholder");
    println!("cargo::rerun-if-changed=build.rs");
}
