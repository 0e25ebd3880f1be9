//! The page of figures, docs/benchmarks.md.

use std::{fmt::Write, fs, path::Path};

use anyhow::Result;

/// Rows under headings, in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    text: String,
}

impl Report {
    pub(crate) fn section(&mut self, title: &str, note: &str) {
        eprintln!("\n{title}");
        let _ = write!(self.text, "\n## {title}\n{note}\n\n| what | figure |\n|---|---|\n");
    }

    pub(crate) fn row(&mut self, what: &str, figure: &str) {
        eprintln!("  {what}: {figure}");
        let _ = writeln!(self.text, "| {what} | {figure} |");
    }

    /// Writes the page; what a person wrote above the mark stays.
    pub(crate) fn save(&self, path: &Path) -> Result<()> {
        const MARK: &str = "<!-- below: written by make bench -->\n";
        let page = fs::read_to_string(path).unwrap_or_default();
        let head = page.split_once(MARK).map_or(page.as_str(), |(head, _)| head);
        fs::write(path, format!("{head}{MARK}\nMeasured on {}.\n{}", machine(), self.text))?;
        Ok(())
    }
}

/// The machine in a few words.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": an unknown processor");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0);
    format!(
        "{cores} cores ({}), {} GB of memory",
        model.trim_start_matches(['\t', ' ', ':']),
        kilobytes.div_ceil(1024 * 1024)
    )
}

/// 1234567 → `1 234 567`
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
