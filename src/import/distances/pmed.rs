//! OR-Library p-median files (Beasley 1990): vertices, edges and p on the first line, then an edge a line.
//!
//! Distances are those of shortest ways. A repeated edge: the last one counts. Never here: other formats.

use std::io::BufRead;

use super::number::{Field, field};
use super::{Distances, malformed};
use crate::issue::{Code, Issue, Place};
use crate::words::Words;

/// Vertices at most: distances are kept between all of them.
const MOST: usize = 5_000;

/// Does a file begin with a line of exactly three whole numbers, apart by blanks?
pub(super) fn looks_like(start: &[u8]) -> bool {
    let line =
        start.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty()).unwrap_or_default();
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let three = (&mut words).take(3).filter(|word| word.iter().all(u8::is_ascii_digit)).count();
    three == 3 && words.next().is_none()
}

/// Reads such a file: every vertex is a demand point of weight 1 and a site.
pub(super) fn read(name: &str, reader: impl BufRead) -> Result<(Distances, Vec<Issue>), Issue> {
    let mut issues = Vec::new();
    let mut size: Option<(usize, usize)> = None;
    let mut apart: Vec<u32> = Vec::new();
    let (mut edges, mut stated) = (0usize, 0usize);
    for (number, line) in reader.split(b'\n').enumerate() {
        let Ok(line) = line else { return Err(malformed(name, "读取中断", "reading stopped in the middle")) };
        let fields: Vec<Option<u64>> =
            line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).map(whole).collect();
        let place = || Place::file(name).line(number as u64 + 1);
        match (fields.as_slice(), size) {
            ([], _) => {}
            ([Some(n), Some(m), Some(p)], None) => {
                let vertices = usize::try_from(*n).ok().filter(|n| (1..=MOST).contains(n));
                let Some(vertices) = vertices else {
                    return Err(malformed(name, "顶点数须在 1 至 5000 之间", "it has no vertex, or more than 5,000"));
                };
                (stated, size) = (*m as usize, Some((vertices, *p as usize)));
                apart = vec![u32::MAX; vertices * vertices];
                (0..vertices).for_each(|vertex| apart[vertex * vertices + vertex] = 0);
            }
            ([Some(a), Some(b), Some(length)], Some((n, _))) => {
                let vertex = |number: u64| usize::try_from(number).ok().filter(|number| (1..=n).contains(number));
                let (Some(a), Some(b), Ok(length)) = (vertex(*a), vertex(*b), u32::try_from(*length)) else {
                    let cause = Words::new("顶点编号或长度超出范围", "a vertex or the length is out of range");
                    issues.push(Issue::new(Code::FieldBadNumber, place(), cause));
                    continue;
                };
                edges += 1;
                if a != b {
                    apart[(a - 1) * n + b - 1] = length;
                    apart[(b - 1) * n + a - 1] = length;
                }
            }
            _ => {
                let cause = Words::new("该行应有三个整数", "the line should have three whole numbers");
                issues.push(Issue::new(Code::RowBroken, place(), cause));
            }
        }
    }
    let Some((n, p)) = size else { return Err(malformed(name, "文件为空", "it is empty")) };
    if edges != stated {
        let cause = Words::new(
            format!("首行写明 {stated} 条边，实有 {edges} 条"),
            format!("its first line states {stated} edges; {edges} were read"),
        );
        issues.push(Issue::new(Code::FileMalformed, Place::file(name), cause));
    }
    shortest(&mut apart, n);
    let ids: Vec<String> = (1..=n).map(|vertex| vertex.to_string()).collect();
    let row = |row: &[u32]| {
        let near = row.iter().enumerate().filter(|&(_, &length)| length != u32::MAX);
        near.map(|(point, &length)| (point as u32, length)).collect()
    };
    let distances = Distances {
        demand: ids.iter().map(|id| (id.clone(), 1)).collect(),
        sites: ids,
        reached: apart.chunks(n).map(row).collect(),
        parts: 1,
        p: Some(p),
    };
    Ok((distances, issues))
}

fn whole(word: &[u8]) -> Option<u64> {
    match field(word) {
        Field::Thousandths(number) if number % 1_000 == 0 => Some(number / 1_000),
        _ => None,
    }
}

/// Lengths of edges become those of shortest ways (Floyd 1962).
fn shortest(apart: &mut [u32], n: usize) {
    for over in 0..n {
        let through = apart[over * n..(over + 1) * n].to_vec();
        for row in apart.chunks_mut(n) {
            let first = row[over];
            if first != u32::MAX {
                row.iter_mut()
                    .zip(&through)
                    .for_each(|(length, &second)| *length = (*length).min(first.saturating_add(second)));
            }
        }
    }
}
