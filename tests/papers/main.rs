//! What the papers promise exists: every link, path, command and setting that they name.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository")
}

/// Every Markdown page of the repository with its text.
fn papers() -> Vec<(PathBuf, String)> {
    let mut papers = Vec::new();
    gather(&root(), &mut |path| {
        if path.extension().is_some_and(|extension| extension == "md") {
            papers.push((path.to_owned(), fs::read_to_string(path).expect("text")));
        }
    });
    assert!(papers.len() > 3, "the papers are found");
    papers
}

fn gather(folder: &Path, take: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            let ours = !name.starts_with('.')
                && !name.starts_with("var")
                && !["target", "node_modules", "dist"].contains(&&*name);
            if ours && !path.is_symlink() {
                gather(&path, take);
            }
        } else {
            take(&path);
        }
    }
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

/// Words of the form `make x`, `scripts/x` and `TILKE_X` in code spans and blocks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_alphanumeric() || "_-./".contains(letter))).filter(|word| !word.is_empty())
}

#[test]
fn every_link_of_the_papers_leads_somewhere() {
    let mut broken = Vec::new();
    for (path, text) in papers() {
        for link in links(&text) {
            let file = link.split('#').next().expect("a first part");
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            if !path.parent().expect("a folder").join(file).exists() {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_command_of_the_papers_exists() {
    let makefile = fs::read_to_string(root().join("Makefile")).expect("a Makefile");
    let targets: BTreeSet<&str> =
        makefile.lines().filter_map(|line| line.split_once(":").map(|(name, _)| name)).collect();
    let mut missing = Vec::new();
    for (path, text) in papers() {
        for span in text.split('`').skip(1).step_by(2).chain(text.lines().filter(|line| line.starts_with("make "))) {
            for part in span.split("make ").skip(1) {
                let target: String = part.chars().take_while(char::is_ascii_lowercase).collect();
                if (span.starts_with("make ") || span.contains(" make "))
                    && !target.is_empty()
                    && !targets.contains(&*target)
                {
                    missing.push(format!("{}: make {target}", path.display()));
                }
            }
        }
        for word in words(&text).filter(|word| word.starts_with("scripts/")) {
            if !root().join(word.trim_end_matches(['.', '/'])).exists() {
                missing.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_setting_of_the_papers_is_read_by_something() {
    let mut read = String::new();
    gather(&root(), &mut |path| {
        let read_by = ["rs", "sh", "ts"].map(|known| path.extension().is_some_and(|extension| extension == known));
        if read_by.contains(&true) {
            read.push_str(&fs::read_to_string(path).unwrap_or_default());
        }
    });
    let mut unknown = Vec::new();
    for (path, text) in papers() {
        for word in words(&text).map(|word| word.trim_end_matches(['.', '-', '/'])) {
            // The flags of the command line name their variables themselves: `--data-dir` is TILKE_DATA_DIR.
            let flag = word.trim_start_matches("TILKE_").to_lowercase();
            if word.starts_with("TILKE_") && word.len() > 6 && !read.contains(word) && !read.contains(&flag) {
                unknown.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
