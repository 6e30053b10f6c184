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
    let answer = match args.depart {
        None => study.matrix((&from, &to), profile, &terminal)?,
        Some(local) => {
            let clock = study.depart(local).map_err(Refused::one)?;
            study.matrix_at((&from, &to), profile, (study.timetable(), clock), &terminal)?
        }
    };
    terminal.step(Stage::Write, None);
    write::whole_with(&args.out, |file| {
        if args.binary { binary(file, &answer) } else { rows(file, (&origins, &destinations), &answer) }
    })?;
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

fn binary(file: &mut dyn Write, answer: &MatrixAnswer) -> io::Result<()> {
    answer.times.iter().try_for_each(|time| file.write_all(&time.seconds().unwrap_or(u32::MAX).to_le_bytes()))
}

fn rows(
    file: &mut dyn Write,
    (origins, destinations): (&[NamedPoint], &[NamedPoint]),
    answer: &MatrixAnswer,
) -> io::Result<()> {
    file.write_all(b"origin_id,destination_id,seconds,status\n")?;
    // Ids are quoted once, not once a pair.
    let quoted = |points: &[NamedPoint]| -> Vec<String> { points.iter().map(|point| quoted(&point.id)).collect() };
    let (from, to) = (quoted(origins), quoted(destinations));
    let mut line = String::new();
    for (row, origin) in
        answer.times.chunks(to.len().max(1)).zip(&from).zip(&answer.origins).map(|((r, o), s)| (r, (o, s)))
    {
        let (origin, &origin_snapped) = origin;
        for ((time, destination), &destination_snapped) in row.iter().zip(&to).zip(&answer.destinations) {
            line.clear();
            line.push_str(origin);
            line.push(',');
            line.push_str(destination);
            line.push(',');
            match time.seconds() {
                Some(seconds) => {
                    line.push_str(&seconds.to_string());
                    line.push_str(",ok\n");
                }
                None if !origin_snapped => line.push_str(",origin_unsnapped\n"),
                None if !destination_snapped => line.push_str(",destination_unsnapped\n"),
                None => line.push_str(",unreached\n"),
            }
            file.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// A CSV field.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
