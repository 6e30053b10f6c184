//! `synth`: made worlds, written as files.
//!
//! Never here: how a world is made (see `import::synth`).

use std::path::PathBuf;

use super::args::{Common, Synth, World};
use super::batch::finish;
use super::progress::Terminal;
use super::say::{Refused, Say};
use super::{Outcome, write};
use crate::import::osm::{self, Extract, Failure};
use crate::import::synth::archipelago::{self, ArchipelagoPlan, archipelago};
use crate::import::synth::circle::{self, System};
use crate::import::synth::demand::{Ground, Home, Wanted, demand};
use crate::import::synth::province::{self, ProvincePlan, province};
use crate::import::synth::town::{TownPlan, files, town};
use crate::issue::{Code, Issue, Place};
use crate::places::{DemandPoint, Land};
use crate::progress::{Progress, Stage};
use crate::words::Words;

/// `halfhour synth`
pub fn synth(args: &Synth, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let files = match args.world {
        World::Town => files(&town(&TownPlan::new(args.seed))),
        World::Province => {
            terminal.step(Stage::Analysis, None);
            let plan = ProvincePlan { junctions: args.junctions, ..ProvincePlan::new(args.seed) };
            province::files(province(&plan))
        }
        World::Archipelago => {
            terminal.step(Stage::Analysis, None);
            let plan = ArchipelagoPlan::new(args.seed);
            let centre = args.centre.unwrap_or(plan.centre);
            archipelago::files(archipelago(&ArchipelagoPlan { islands: args.islands, centre, ..plan }))
        }
        World::Futian => circle::files(System::Futian, args.seed),
        World::Jiading => circle::files(System::Jiading, args.seed),
        World::Xinhui => circle::files(System::Xinhui, args.seed),
        World::Gansu => circle::files(System::Gansu, args.seed),
        World::Zhoushan => circle::files(System::Zhoushan, args.seed),
        World::Demand => vec![("demand.csv".to_owned(), over_map(args, &terminal)?)],
    };
    terminal.step(Stage::Write, Some(files.len() as u64));
    for (name, bytes) in &files {
        write::whole(&args.out.join(name), bytes)?;
        terminal.tick(1);
    }
    finish(&terminal, common)?;
    for (name, _) in &files {
        println!("{}", args.out.join(name).display());
    }
    Ok(Outcome::Clean)
}

fn over_map(args: &Synth, terminal: &Terminal<'_>) -> anyhow::Result<Vec<u8>> {
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let extracts: Vec<(String, PathBuf)> = args.osm.iter().map(|path| (name(path), path.clone())).collect();
    let options = osm::Options { homes: true, ..osm::Options::default() };
    let (extract, _) = osm::read(&extracts, &options, terminal).map_err(|failure| match failure {
        Failure::Unusable(issue) => Refused::one(*issue),
        Failure::Cancelled(cancelled) => cancelled.into(),
    })?;
    terminal.step(Stage::Analysis, None);
    let points = args.points.unwrap_or_default().try_into().unwrap_or(u32::MAX);
    spread(&extract, &Wanted { total: args.total.unwrap_or_default(), points, seed: args.seed })
}

/// The table of people made over an extract that was read with its homes.
pub fn spread(extract: &Extract, wanted: &Wanted) -> anyhow::Result<Vec<u8>> {
    let land = Land::new(extract.land.clone());
    let homes =
        extract.homes.buildings.iter().map(|building| Home { at: building.at, footprint_m2: building.footprint_m2 });
    let residential: Vec<_> = extract.homes.residential.iter().map(|land| land.outline.clone()).collect();
    let homes: Vec<Home> = homes.collect();
    let ground = Ground { places: &extract.places, homes: &homes, residential: &residential, land: &land };
    let points = demand(&ground, wanted).map_err(|error| {
        Refused::one(Issue::new(Code::ParameterBad, Place::default(), Words::same(error.to_string())))
    })?;
    let mut text = String::from("id,lon,lat,people\n");
    for DemandPoint { id, at, people, .. } in &points {
        text += &format!("{id},{:.6},{:.6},{}\n", at.lon(), at.lat(), people.count());
    }
    Ok(text.into_bytes())
}
