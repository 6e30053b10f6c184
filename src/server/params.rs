//! Parameters of a query, checked: what is unknown, doubled, missing or out of range is a [`Problem`] that names it.
//!
//! Never here: what a parameter leads to.

use std::collections::BTreeSet;

use axum::extract::Query;
use axum::http::Uri;
use jiff::civil::DateTime;

use super::problem::Problem;
use crate::issue::Code;
use crate::places::Direction;
use crate::space::{Extent, LatLon};
use crate::timetable::Disruption;
use crate::words::Words;

/// How many limits one isochrone may have.
const MOST_MINUTES: usize = 8;

/// The parameters of one request.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters in `uri`, of which only those in `known` may occur, each once.
    pub(super) fn read(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| {
            Problem::new(Code::ParameterBad, Words::new("无法读取查询参数", "the query cannot be read"))
        })?;
        for (index, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let (zh, en) = match known {
                    [] => ("此处没有参数".into(), "there are no parameters here".into()),
                    _ => {
                        let known = known.join(", ");
                        (format!("未知参数；可用参数：{known}"), format!("unknown parameter; there are {known}"))
                    }
                };
                return Err(bad(name, zh, en));
            }
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(bad(name, "参数重复", "the parameter stands twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// A text, when it is there. An empty one is refused.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        match value {
            Some("") => Err(bad(name, "参数为空", "the parameter is empty")),
            value => Ok(value),
        }
    }

    /// A text that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Problem> {
        self.text(name)?.ok_or_else(|| {
            Problem::field(Code::ParameterMissing, name, Words::new("缺少参数", "the parameter is missing"))
        })
    }

    /// The position in `lon` and `lat`.
    pub(super) fn lon_lat(&self) -> Result<LatLon, Problem> {
        let lon = coordinate("lon", self.required("lon")?, 180.0)?;
        let lat = coordinate("lat", self.required("lat")?, 90.0)?;
        LatLon::new(lon, lat).ok_or_else(Problem::internal)
    }

    /// The position in one parameter, written `LON,LAT`.
    pub(super) fn position(&self, name: &str) -> Result<LatLon, Problem> {
        let text = self.required(name)?;
        let Some((lon, lat)) = text.split_once(',') else {
            return Err(bad(name, "应为“经度,纬度”", "should be LON,LAT"));
        };
        LatLon::new(coordinate(name, lon, 180.0)?, coordinate(name, lat, 90.0)?).ok_or_else(Problem::internal)
    }

    /// The limits in `minutes`, ascending, each once.
    pub(super) fn minutes(&self, horizon: u32) -> Result<Vec<u32>, Problem> {
        let mut minutes = Vec::new();
        for part in self.required("minutes")?.split(',') {
            match part.trim().parse::<u32>() {
                Ok(minute) if (1..=horizon).contains(&minute) => minutes.push(minute),
                _ => {
                    let zh = format!("应为 1 到 {horizon} 之间的整数，用逗号分隔");
                    let en = format!("should be whole numbers from 1 to {horizon}, with commas between");
                    return Err(bad("minutes", zh, en));
                }
            }
        }
        if minutes.len() > MOST_MINUTES {
            return Err(bad("minutes", format!("最多 {MOST_MINUTES} 个"), format!("at most {MOST_MINUTES}")));
        }
        minutes.sort_unstable();
        minutes.dedup();
        Ok(minutes)
    }

    /// The direction in `direction`; people are reached from the place unless it says otherwise.
    pub(super) fn direction(&self) -> Result<Direction, Problem> {
        let Some(name) = self.text("direction")? else { return Ok(Direction::From) };
        Direction::named(name)
            .ok_or_else(|| bad("direction", "应为 from、toward 或 round_trip", "should be from, toward or round_trip"))
    }

    /// The time in `depart`, when it is there.
    pub(super) fn depart(&self) -> Result<Option<DateTime>, Problem> {
        let Some(text) = self.text("depart")? else { return Ok(None) };
        let time = text.parse().map_err(|_| {
            bad(
                "depart",
                "应为日期和时间，如 2026-03-04T08:00",
                "should be a date and a time, such as 2026-03-04T08:00",
            )
        });
        time.map(Some)
    }

    /// The boats that do not sail, in `without_line`, `without_weather` and `without_hours`.
    pub(super) fn without(&self) -> Result<Disruption, Problem> {
        let list = |name: &str| -> Result<BTreeSet<String>, Problem> {
            let text = self.text(name)?.unwrap_or_default();
            Ok(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
        };
        let hours = self.text("without_hours")?.map(|text| {
            Disruption::hours_in(text).ok_or_else(|| {
                bad("without_hours", "应为时段，如 22:00-06:00", "should be hours of the day, such as 22:00-06:00")
            })
        });
        Ok(Disruption { lines: list("without_line")?, weather: list("without_weather")?, hours: hours.transpose()? })
    }

    /// The box in `bbox`, written `WEST,SOUTH,EAST,NORTH`, when it is there.
    pub(super) fn extent(&self) -> Result<Option<Extent>, Problem> {
        let Some(text) = self.text("bbox")? else { return Ok(None) };
        let parts: Vec<&str> = text.split(',').collect();
        let [west, south, east, north] = parts[..] else {
            return Err(bad("bbox", "应为“西,南,东,北”四个数", "should be four numbers: WEST,SOUTH,EAST,NORTH"));
        };
        let extent = Extent {
            west: coordinate("bbox", west, 180.0)?,
            south: coordinate("bbox", south, 90.0)?,
            east: coordinate("bbox", east, 180.0)?,
            north: coordinate("bbox", north, 90.0)?,
        };
        if extent.west > extent.east || extent.south > extent.north {
            return Err(bad("bbox", "西不能大于东，南不能大于北", "west must not exceed east, nor south north"));
        }
        Ok(Some(extent))
    }
}

fn coordinate(field: &str, text: &str, most: f64) -> Result<f64, Problem> {
    let number: Option<f64> = text.trim().parse().ok();
    number.filter(|number| (-most..=most).contains(number)).ok_or_else(|| {
        let zh = format!("应为 -{most} 到 {most} 之间的度数");
        bad(field, zh, format!("should be degrees from -{most} to {most}"))
    })
}

fn bad(field: &str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::field(Code::ParameterBad, field, Words::new(zh, en))
}
