//! The first sheet of a workbook with anything in it becomes a table.
//!
//! Cells are streamed, and a column is one that has a header: a stray cell in the last row or column of a sheet costs nothing. Never here: other sheets,
//! formulas (their stored results are read), formats other than those of dates and durations.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use super::findings::Findings;
use super::table::{Row, Table, Texts};
use crate::issue::Code;
use crate::words::Words;

/// Filled cells by row and column, counted from 0.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// No sheet with more filled cells is read: they would take more than a gigabyte of memory, from a file of a few megabytes.
const MOST: usize = 10_000_000;

/// Reads the first sheet with data; `None` when the workbook is broken, empty or too large.
pub(super) fn read(bytes: &[u8], findings: &mut Findings) -> Option<Table> {
    read_at_most(MOST, bytes, findings)
}

fn read_at_most(most: usize, bytes: &[u8], findings: &mut Findings) -> Option<Table> {
    match first_cells(most, bytes) {
        Ok(Some(cells)) if !cells.is_empty() => Some(table(cells, findings)),
        Ok(None) => {
            let cause = Words::new(
                format!("工作表有 {most} 个以上的单元格；请另存为 CSV"),
                format!("the sheet has more than {most} cells; save it as CSV"),
            );
            findings.file(Code::FileMalformed, None, cause);
            None
        }
        Ok(_) => {
            findings.file(Code::FileMalformed, None, Words::new("工作簿中没有表格", "the workbook holds no table"));
            None
        }
        Err(_) => {
            findings.file(
                Code::FileMalformed,
                None,
                Words::new("不是完整的 XLSX 工作簿", "this is not a whole XLSX workbook"),
            );
            None
        }
    }
}

/// `None` where there are more than so many.
fn first_cells(most: usize, bytes: &[u8]) -> Result<Option<Cells>, XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let mut cells = Cells::new();
        let mut filled = 0;
        let mut reader = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = reader.next_cell()? {
            let (row, column) = cell.get_position();
            let text = text(cell.get_value());
            if !text.is_empty() {
                filled += 1;
                if filled > most {
                    return Ok(None);
                }
                cells.entry(row).or_default().insert(column, text);
            }
        }
        if !cells.is_empty() {
            return Ok(Some(cells));
        }
    }
    Ok(Some(Cells::new()))
}

fn table(mut cells: Cells, findings: &mut Findings) -> Table {
    // A title above the header stands alone in its row.
    let mut titles = 0;
    while cells.len() > 1
        && cells.values().next().is_some_and(|row| row.len() == 1)
        && cells.values().nth(1).is_some_and(|next| next.len() > 1)
    {
        cells.pop_first();
        titles += 1;
    }
    if titles > 0 {
        let (zh, en) = ("表头上方的标题行未读", "the title above the header is not read");
        findings.file(Code::ColumnUnused, None, Words::new(zh, en));
    }
    let header = cells.pop_first().map(|(_, header)| header).unwrap_or_default();
    let mut outside = 0;
    let mut rows = Vec::new();
    for (row, mut columns) in cells {
        let fields: Texts = header.keys().map(|column| columns.remove(column).unwrap_or_default()).collect();
        outside += columns.len();
        if fields.iter().any(|field| !field.is_empty()) {
            rows.push(Row { line: u64::from(row) + 1, fields, feature: None });
        }
    }
    if outside > 0 {
        let (zh, en) = (
            format!("没有表头的列中有 {outside} 个单元格，未读"),
            format!("{outside} cells lie outside the columns with a header and are not read"),
        );
        findings.file(Code::ColumnUnused, None, Words::new(zh, en));
    }
    Table { header: header.into_values().collect(), rows, spatial: false }
}

/// The text of a cell: whole numbers without a fraction, dates and times as ISO 8601 has them.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) => moment(time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// `2026-03-02`, `2026-03-02 08:30`, `08:30`, or hours and minutes of a duration; seconds where there are some.
fn moment(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    let clock = |hour: u64, minute: u64, second: u64| {
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
    };
    // A cell that holds a clock time or a duration only: less than a day, or declared as a duration.
    if days >= 0.0 && (days < 1.0 || time.is_duration()) {
        let seconds = (days * 86_400.0).round() as u64;
        return clock(seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        (hour, minute, second) => format!("{date} {}", clock(hour.into(), minute.into(), second.into())),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Workbook};

    use super::*;

    fn read_book(book: &mut Workbook) -> (Option<Table>, Vec<&'static str>) {
        let mut findings = Findings::new("a.xlsx", false);
        let table = read(&book.save_to_buffer().unwrap(), &mut findings);
        (table, findings.finish().iter().map(|issue| issue.code.name()).collect())
    }

    #[test]
    fn cells_become_the_texts_that_are_seen() {
        let mut book = Workbook::new();
        book.add_worksheet();
        let sheet = book.add_worksheet();
        for (column, name) in ["编号", " 经度 ", "日期", "航程", "有效"].into_iter().enumerate() {
            sheet.write(2, column as u16 + 1, name).unwrap();
        }
        sheet.write(4, 1, 440_304_001).unwrap();
        sheet.write(4, 2, 114.05).unwrap();
        sheet
            .write_with_format(4, 3, Moment::from_ymd(2026, 3, 2).unwrap(), &Format::new().set_num_format("yyyy-mm-dd"))
            .unwrap();
        sheet
            .write_with_format(4, 4, Moment::from_hms(0, 25, 0).unwrap(), &Format::new().set_num_format("hh:mm"))
            .unwrap();
        sheet.write(4, 5, true).unwrap();
        sheet.write(5, 1, "b").unwrap();
        sheet.write(7, 9, "备注").unwrap();
        let (table, issues) = read_book(&mut book);
        let table = table.unwrap();
        assert_eq!(table.header, ["编号", "经度", "日期", "航程", "有效"]);
        let rows: Vec<_> =
            table.rows.iter().map(|row| (row.line, row.fields.iter().collect::<Vec<_>>().join("|"))).collect();
        assert_eq!(rows, [(5, "440304001|114.05|2026-03-02|00:25|true".into()), (6, "b||||".into())]);
        assert_eq!(issues, ["column-unused"], "the remark beside the table is told");
    }

    #[test]
    fn a_title_above_the_header_is_no_header() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "服务站一览表").unwrap();
        sheet.write(1, 0, "经度").unwrap();
        sheet.write(1, 1, "纬度").unwrap();
        sheet.write(2, 0, 114.05).unwrap();
        sheet.write(2, 1, 22.54).unwrap();
        let (table, issues) = read_book(&mut book);
        let table = table.unwrap();
        assert_eq!((table.header, table.rows[0].line), (vec!["经度".to_owned(), "纬度".to_owned()], 3));
        assert_eq!(issues, ["column-unused"], "the title is told");
    }

    #[test]
    fn a_stray_cell_in_the_last_corner_costs_nothing() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "id").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
        assert_eq!(read_book(&mut book).0.unwrap().rows, []);
    }

    #[test]
    fn a_stray_header_in_the_last_column_makes_one_column_more() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, name) in [(0, "id"), (1, "lon"), (16_383, " x")] {
            sheet.write(0, column, name).unwrap();
        }
        for row in 1..=3 {
            sheet.write(row, 0, row).unwrap();
            sheet.write(row, 5, "beside").unwrap();
        }
        sheet.write(2, 16_383, "y").unwrap();
        let (table, issues) = read_book(&mut book);
        let table = table.unwrap();
        assert_eq!(table.header, ["id", "lon", "x"]);
        let rows: Vec<_> = table.rows.iter().map(|row| row.fields.iter().collect::<Vec<_>>().join("|")).collect();
        assert_eq!(rows, ["1||", "2||y", "3||"]);
        assert_eq!(issues, ["column-unused"], "what stands under no header is told");
    }

    #[test]
    fn a_sheet_of_too_many_cells_is_refused() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            sheet.write(row, column, "x").unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let mut findings = Findings::new("a.xlsx", false);
        assert!(read_at_most(4, &bytes, &mut findings).is_some() && read_at_most(3, &bytes, &mut findings).is_none());
        let issues = findings.finish();
        assert_eq!((issues.len(), issues[0].code), (1, Code::FileMalformed));
    }

    #[test]
    fn an_empty_or_broken_workbook_is_malformed() {
        let mut book = Workbook::new();
        book.add_worksheet();
        assert_eq!(read_book(&mut book), (None, vec!["file-malformed"]));
        let mut whole = book.save_to_buffer().unwrap();
        whole.truncate(whole.len() / 2);
        assert_eq!(read(&whole, &mut Findings::new("a.xlsx", false)), None);
    }
}
