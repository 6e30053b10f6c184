//! `matrix`: origins and destinations in, one row a pair out.
//!
//! Never here: how times are found.

use std::io::{self, Write};
use std::path::Path;

use super::args::{Common, Matrix};
use super::batch::{finish, outcome};
use super::load::load;
use super::progress::Terminal;
use super::say::{Refused, Say};
use super::{Outcome, output, write};
use crate::import::tables::{NamedPoint, Source, points};
use crate::issue::Issue;
use crate::progress::{Progress, Stage};
use crate::space::LatLon;
use crate::study::ask::MatrixAnswer;

/// So many pairs are held at a time, or one origin: 256 MB.
const SLAB: usize = 1 << 26;

/// `halfhour matrix`
pub fn matrix(args: &Matrix, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let (origins, mut issues) = read(&args.origins)?;
    let (destinations, more) = read(&args.destinations)?;
    issues.extend(more);
    let loaded = load(&args.study, &terminal)?;
    say.notes(&loaded.notes);
    let study = &loaded.study;
    output::spare_inputs(&args.study, &study.inputs().sources, std::slice::from_ref(&args.out))?;
    let profile = study.profile(args.profile.as_deref()).map_err(Refused::one)?;
    let positions = |points: &[NamedPoint]| -> Vec<LatLon> { points.iter().map(|point| point.at).collect() };
    let (from, to) = (positions(&origins), positions(&destinations));
    let clock = args.depart.map(|local| study.depart(local)).transpose().map_err(Refused::one)?;
    let times = |from: &[LatLon]| match clock {
        None => study.matrix((from, &to), profile, &terminal),
        Some(clock) => study.matrix_at((from, &to), profile, (study.timetable(), clock), &terminal),
    };
    let mut stopped = None;
    let written = write::whole_with(&args.out, |file| {
        let mut table = Table::begin(file, &destinations, args.binary)?;
        // Some origins at a time: the whole of a large table need not fit into memory.
        let slab = (SLAB / to.len().max(1)).max(1);
        for (from, origins) in from.chunks(slab).zip(origins.chunks(slab)) {
            let answer = times(from).map_err(|cancelled| {
                stopped = Some(cancelled);
                io::Error::from(io::ErrorKind::Interrupted)
            })?;
            terminal.step(Stage::Write, None);
            table.add(origins, &answer)?;
        }
        Ok(())
    });
    if let Some(cancelled) = stopped {
        return Err(cancelled.into());
    }
    written?;
    finish(&terminal, common)?;
    say.issues(&issues, true);
    say.issues(&loaded.issues, false);
    issues.extend(loaded.issues);
    Ok(outcome(&issues))
}

fn read(path: &Path) -> anyhow::Result<(Vec<NamedPoint>, Vec<Issue>)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = Source::load(name, path).map_err(Refused::one)?;
    let (points, issues) = points(&source);
    if points.is_empty() && !issues.is_empty() {
        return Err(Refused(issues).into());
    }
    Ok((points, issues))
}

/// A table that is being written.
struct Table<'a> {
    file: &'a mut dyn Write,
    binary: bool,
    /// Ids are quoted once, not once a pair.
    destinations: Vec<String>,
    line: String,
}

impl<'a> Table<'a> {
    fn begin(file: &'a mut dyn Write, destinations: &[NamedPoint], binary: bool) -> io::Result<Self> {
        if !binary {
            file.write_all(b"origin_id,destination_id,seconds,status\n")?;
        }
        let destinations = destinations.iter().map(|point| quoted(&point.id)).collect();
        Ok(Self { file, binary, destinations, line: String::new() })
    }

    /// The rows of some origins.
    fn add(&mut self, origins: &[NamedPoint], answer: &MatrixAnswer) -> io::Result<()> {
        if self.binary {
            let mut seconds = answer.times.iter().map(|time| time.seconds().unwrap_or(u32::MAX));
            return seconds.try_for_each(|seconds| self.file.write_all(&seconds.to_le_bytes()));
        }
        let rows = answer.times.chunks(self.destinations.len().max(1));
        for ((row, origin), &origin_snapped) in rows.zip(origins).zip(&answer.origins) {
            let origin = quoted(&origin.id);
            for ((time, destination), &destination_snapped) in
                row.iter().zip(&self.destinations).zip(&answer.destinations)
            {
                self.line.clear();
                self.line.push_str(&origin);
                self.line.push(',');
                self.line.push_str(destination);
                self.line.push(',');
                match time.seconds() {
                    Some(seconds) => {
                        self.line.push_str(&seconds.to_string());
                        self.line.push_str(",ok\n");
                    }
                    None if !origin_snapped => self.line.push_str(",origin_unsnapped\n"),
                    None if !destination_snapped => self.line.push_str(",destination_unsnapped\n"),
                    None => self.line.push_str(",unreached\n"),
                }
                self.file.write_all(self.line.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// A CSV field.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Deciseconds;

    #[test]
    fn a_table_written_some_origins_at_a_time_is_the_table() {
        let point = |id: &str| NamedPoint { id: id.to_owned(), at: LatLon::wrapped(0.0, 0.0) };
        let (origins, destinations) = ([point("a"), point("b,c")], [point("x"), point("y")]);
        let times = [600, 0, u32::MAX, 20].map(Deciseconds::new);
        let answer = |rows: std::ops::Range<usize>| MatrixAnswer {
            times: times[rows.start * 2..rows.end * 2].to_vec(),
            origins: vec![true; rows.len()],
            destinations: vec![true, true],
        };
        for binary in [false, true] {
            let (mut whole, mut parts) = (Vec::new(), Vec::new());
            Table::begin(&mut whole, &destinations, binary).unwrap().add(&origins, &answer(0..2)).unwrap();
            let mut table = Table::begin(&mut parts, &destinations, binary).unwrap();
            table.add(&origins[..1], &answer(0..1)).unwrap();
            table.add(&origins[1..], &answer(1..2)).unwrap();
            assert_eq!(whole, parts);
            assert!(binary || whole.ends_with(b"a,x,60,ok\na,y,0,ok\n\"b,c\",x,,unreached\n\"b,c\",y,2,ok\n"));
        }
    }
}
