//! `site STUDY`
use std::path::Path;

use super::super::Outcome;
use super::super::args::{Common, Site};
use super::super::say::Say;

pub(super) fn site(
    _path: &Path,
    _args: &Site,
    _say: (&Common, &Say),
    _late: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<Outcome> {
    Ok(Outcome::Clean)
}
