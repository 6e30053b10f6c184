//! Origin-destination times: every origin to every destination, row by row.
//!
//! Never here: files, ids of places.

use rayon::prelude::*;

use super::link::Link;
use super::nearest::Field;
use super::search::{Heading, Search};
use crate::network::{Network, ProfileId};
use crate::progress::{Cancelled, Progress};
use crate::units::Deciseconds;

/// Times from every origin to every destination within `horizon`, walks included: `origins x destinations`, row by row.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn matrix(
    network: &Network,
    profile: ProfileId,
    (origins, destinations): (&[Option<Link>], &[Option<Link>]),
    horizon: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Deciseconds>, Cancelled> {
    let rows = origins.par_iter().map_init(
        || Search::new(network),
        |search, origin| {
            progress.check()?;
            let source = [*origin];
            let field = Field::run(search, (network, profile), Heading::Away, &source, horizon);
            let row: Vec<_> = destinations
                .iter()
                .map(|place| place.as_ref().map_or(Deciseconds::UNREACHED, |place| field.at(place).time))
                .collect();
            progress.tick(1);
            Ok(row)
        },
    );
    let rows: Result<Vec<Vec<Deciseconds>>, Cancelled> = rows.collect();
    Ok(rows?.concat())
}
