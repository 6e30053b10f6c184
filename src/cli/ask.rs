//! `isochrone` and `route`: one question, one GeoJSON on stdout.
//!
//! Never here: how the answer is found.

use std::io::Write as _;

use super::Outcome;
use super::args::{Common, DirectionArg, Isochrone, Route};
use super::batch::{finish, outcome};
use super::load::load;
use super::progress::Terminal;
use super::say::{Refused, Say};
use crate::encode::geojson;
use crate::issue::{Code, Issue, Place};
use crate::places::Direction;
use crate::progress::{Progress, Stage};
use crate::words::{Lang, Words};

/// `halfhour isochrone`
pub fn isochrone(args: &Isochrone, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let loaded = load(&args.study, &terminal)?;
    say.notes(&loaded.notes);
    let horizon = loaded.study.file().horizon.get() / 600;
    let mut minutes = args.minutes.clone();
    minutes.sort_unstable();
    minutes.dedup();
    if minutes.iter().any(|minutes| !(1..=horizon).contains(minutes)) {
        let cause = Words::new(
            format!("分钟数须在 1 至 {horizon} 之间"),
            format!("minutes lie between 1 and {horizon}, the horizon"),
        );
        return Err(Refused::one(Issue::new(Code::ParameterBad, Place::default().field("--minutes"), cause)));
    }
    let direction = match args.direction {
        DirectionArg::From => Direction::From,
        DirectionArg::Toward => Direction::Toward,
    };
    terminal.step(Stage::Isochrone, Some(1));
    let (study, profile) = (&loaded.study, args.profile.as_deref());
    let layer = match args.depart {
        None => study.isochrone(args.at, &minutes, profile, direction),
        Some(local) => study
            .depart(local)
            .and_then(|clock| study.isochrone_at(args.at, &minutes, (profile, direction), (study.timetable(), clock))),
    };
    let layer = layer.map_err(Refused::one)?;
    finish(&terminal, common)?;
    say.issues(&loaded.issues, false);
    std::io::stdout().write_all(&geojson::layer(&layer))?;
    Ok(outcome(&loaded.issues))
}

/// `halfhour route`
pub fn route(args: &Route, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let loaded = load(&args.study, &terminal)?;
    say.notes(&loaded.notes);
    terminal.step(Stage::Sweep, Some(1));
    let study = &loaded.study;
    let profile = args.profile.as_deref();
    let route = match args.depart {
        None => study.route(args.from, args.to, profile),
        Some(local) => study
            .depart(local)
            .and_then(|clock| study.route_at(args.from, args.to, profile, (study.timetable(), clock))),
    };
    let route = route.map_err(Refused::one)?;
    finish(&terminal, common)?;
    say.issues(&loaded.issues, false);
    match &route {
        Some(route) => {
            let tenths = f64::from(route.time.get()) / 10.0;
            match say.lang() {
                Lang::Zh => say.tell(&format!("{:.1} 分钟", tenths / 60.0), ""),
                Lang::En => say.tell("", &format!("{:.1} minutes", tenths / 60.0)),
            }
        }
        None => say.tell("在时间范围内无法到达", "not reached within the horizon"),
    }
    std::io::stdout().write_all(&geojson::layer(&study.route_layer(args.from, route.as_ref())))?;
    Ok(outcome(&loaded.issues))
}
