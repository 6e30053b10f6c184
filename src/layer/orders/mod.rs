//! Service orders as they may be told: how many, where and when, how fast, and which rates are more than chance.
//!
//! Everything about numbers of orders is a sum of the cells of one table ([`Cells`]), so that all tables, layers and rankings add up
//! and none tells more than another. Never here: rows of orders, travel times.

mod blocks;
mod cells;
mod hotspots;
mod ranking;
mod response;
mod tables;

pub use cells::{Block, Cells};
pub use hotspots::{Hotspot, hotspots, layer as hotspot_layer};
pub use ranking::{Measure, Ranked, Subjects, ranking, table as ranking_table};
pub use response::{Asked, Interval, Response, response};
pub use tables::{by_area, by_unit};

/// A figure to three significant digits.
fn digits(figure: f64) -> f64 {
    if figure == 0.0 || !figure.is_finite() {
        return figure;
    }
    let scale = 10_f64.powi(2 - figure.abs().log10().floor() as i32);
    (figure * scale).round() / scale
}

/// So many to a thousand people, to three significant digits; none where nobody lives.
fn per_thousand(orders: u64, people: u64) -> Option<f64> {
    (people > 0).then(|| digits(orders as f64 * 1_000.0 / people as f64))
}
