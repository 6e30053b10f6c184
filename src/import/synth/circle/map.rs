//! The map of a study with real codes: streets, roads, rivers, the coast of the made land, names of places.
//!
//! Never here: where roads run, people.

use rand_pcg::Pcg64;

use super::ground::Ground;
use crate::import::synth::drawing::{Drawing, tag};
use crate::import::synth::pbf::Map;
use crate::import::synth::seats::Level;

/// The whole map; a coarse one has few points and no names of villages.
pub(super) fn drawn(ground: &Ground, coarse: bool, rng: &mut Pcg64) -> Map {
    let mut drawing = Drawing::new(&ground.lattice, rng);
    drawing.coarse = coarse;
    for (cell, at) in ground.wild() {
        drawing.tracks.insert(cell);
        drawing.camp(cell, at);
    }
    for (&cell, streets) in ground.cells.iter().zip(&ground.streets) {
        if let Some(streets) = streets {
            let signals = !coarse && ground.seats.level[cell] < Level::Village;
            drawing.streets(cell, (streets, &ground.roads, signals));
        }
    }
    drawing.roads(&ground.roads);
    drawing.rivers(&ground.roads);
    drawing.coasts();
    let villages = ground.tree.villages.iter().enumerate().filter(|_| !coarse).map(|(i, code)| (code, i));
    for (code, village) in ground.seat.iter().map(|(code, &village)| (code, village)).chain(villages) {
        let class = match code.len() {
            2 | 4 => "city",
            6 => "town",
            9 => "village",
            _ => "hamlet",
        };
        let at = ground.lattice.position(ground.main(village));
        let name = format!("{}（虚构）", ground.tree.name(code));
        drawing.map.node(at, vec![tag("place", class), tag("name", name)]);
    }
    drawing.map
}
