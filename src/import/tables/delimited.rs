//! Text with separators becomes a table.
//!
//! Never here: encodings, meaning of columns.

use csv::{ReaderBuilder, StringRecord};

use super::findings::Findings;
use super::table::{Row, Table};
use crate::issue::Code;
use crate::words::Words;

/// So often an unclosed quotation mark is given up and reading goes on in the next line.
const RESUMES: usize = 16;

/// The separator that the header has most of; of equals the first of comma, semicolon, tab.
pub(super) fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// Reads the header and the rows; `None` when there is no header.
pub(super) fn read(text: &str, separator: u8, findings: &mut Findings) -> Option<Table> {
    let mut table = Table::default();
    let (mut rest, mut line) = (text, 1);
    for resume in 0.. {
        let Some(open) = read_from(rest, line, separator, &mut table, findings) else { break };
        if table.header.is_empty() {
            let (zh, en) = ("表头中的引号没有成对", "a quotation mark in the header is not closed");
            findings.file(Code::FileMalformed, None, Words::new(zh, en));
            return None;
        }
        // Everything behind an unclosed mark was swallowed: drop its line only, and go on behind it.
        let (tail, swallowed) = (&rest[open.next..], count_lines(&rest[open.next..]));
        if resume < RESUMES {
            let (zh, en) = ("引号没有成对，该行未读", "a quotation mark is not closed; this line was not read");
            findings.row(Code::RowBroken, open.line, None, Words::new(zh, en));
            (rest, line) = (tail, open.line + 1);
        } else {
            let (zh, en) = (
                format!("引号没有成对，该行及其后 {swallowed} 行未读"),
                format!("a quotation mark is not closed; this line and {swallowed} lines after it were not read"),
            );
            findings.row(Code::RowBroken, open.line, None, Words::new(zh, en));
            break;
        }
    }
    if table.header.is_empty() {
        findings.file(Code::FileMalformed, None, Words::new("文件没有表头", "the file has no header"));
        return None;
    }
    Some(table)
}

/// A record whose quotation mark is never closed.
struct Open {
    line: u64,
    /// Where the line behind its first one begins.
    next: usize,
}

fn read_from(text: &str, first: u64, separator: u8, table: &mut Table, findings: &mut Findings) -> Option<Open> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let (mut counted, mut line) = (0, first);
    loop {
        let from = reader.position().byte() as usize;
        // Reading from a text that is already UTF-8 has no error left.
        if !reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let to = (reader.position().byte() as usize).min(text.len());
        let start = from + text[from..to].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += count_lines(&text[counted..start]);
        counted = start;
        // An odd mark that swallowed no line is a literal one, such as inches.
        let odd = to == text.len() && text[start..to].matches('"').count() % 2 == 1;
        if odd && text[start..to].trim_end().contains(['\r', '\n']) {
            let next = text[start..].find(['\r', '\n']).map_or(text.len(), |end| start + end);
            let next = next + if text[next..].starts_with("\r\n") { 2 } else { usize::from(next < text.len()) };
            return Some(Open { line, next });
        }
        take(&record, line, table, findings);
    }
}

/// How many lines end in `text`.
fn count_lines(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = |(i, &byte): (usize, &u8)| byte == b'\n' || byte == b'\r' && bytes.get(i + 1) != Some(&b'\n');
    bytes.iter().enumerate().filter(|&end| ends(end)).count() as u64
}

fn take(record: &StringRecord, line: u64, table: &mut Table, findings: &mut Findings) {
    let fields = || record.iter().map(str::trim);
    // Cells behind the last one with a text.
    let empty = fields().rev().take_while(|field| field.is_empty()).count();
    if empty == record.len() {
        return; // Spreadsheets export their empty rows.
    }
    let width = table.header.len();
    if width == 0 {
        table.header = fields().map(str::to_owned).collect();
        return;
    }
    // Spreadsheets also export empty cells to the right of the table.
    let found = record.len().min(width.max(record.len() - empty));
    if found == width {
        table.rows.push(Row { line, fields: fields().take(width).collect(), feature: None });
    } else {
        let (zh, en) =
            (format!("应有 {width} 个字段，实有 {found} 个"), format!("{width} fields expected, {found} found"));
        findings.row(Code::RowBroken, line, None, Words::new(zh, en));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> (Vec<(u64, String)>, Vec<String>) {
        let mut findings = Findings::new("a.csv", false);
        let table = read(text, separator(text), &mut findings).unwrap_or_default();
        let rows = table.rows.iter().map(|row| (row.line, row.fields.iter().collect::<Vec<_>>().join("|"))).collect();
        (
            rows,
            findings.finish().iter().map(|issue| format!("{}:{}", issue.code, issue.place.line.unwrap_or(0))).collect(),
        )
    }

    #[test]
    fn separators_are_found_by_the_header() {
        assert_eq!(separator("id;name;x,y\n1,2,3,4,5\n"), b';');
        assert_eq!(separator("\n\"a;b;c\",b,c\n"), b',');
        assert_eq!(separator("id\tname\n"), b'\t');
        assert_eq!(separator("id\n"), b',');
    }

    #[test]
    fn lines_are_physical() {
        let (rows, issues) = lines("\r\na,b\r\n\r\n\"x\r\ny\",2\r\n3\r\n , \r\n4,5,,\r\n6,7,8\r\n9,10");
        assert_eq!(rows, [(4, "x\r\ny|2".into()), (8, "4|5".into()), (10, "9|10".into())]);
        assert_eq!(issues, ["row-broken:6", "row-broken:9"]);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        assert_eq!(lines("a,b\n1,5\" pipe\n").0, [(2, "1|5\" pipe".into())], "inches");
        let (rows, issues) = lines("a,b\n1,2\n3,\"4\n5,6\n7,8\n");
        assert_eq!(rows, [(2, "1|2".into()), (4, "5|6".into()), (5, "7|8".into())]);
        assert_eq!(issues, ["row-broken:3"]);
    }

    #[test]
    fn an_empty_file_is_malformed() {
        assert_eq!(lines(" \n,,\n"), (vec![], vec!["file-malformed:0".into()]));
        assert_eq!(lines("a,\"b\n1,2\n"), (vec![], vec!["file-malformed:0".into()]));
        assert_eq!(lines(""), (vec![], vec!["file-malformed:0".into()]));
    }
}
