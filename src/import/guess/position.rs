//! Where in a table the coordinates stand: by header, and by whether they lie in the map.
//!
//! Never here: which of the datums of degrees it is (see `datum`).

use super::columns::Content;
use super::headers::Meaning;
use crate::import::tables::{Table, standpoint};
use crate::space::datum::Datum;
use crate::space::{Extent, LocalPlane};
use crate::units::Metres;
use crate::words::Words;

/// Places this far outside the map still count as in it: more than the largest displacement of a datum.
const MARGIN: Metres = Metres(2_000.0);
/// So many of the rows that have coordinates must lie in the map when a header says that they are.
const NAMED: f64 = 0.5;
/// So many when only the values say so.
const UNNAMED: f64 = 0.8;

/// The share of rows that lie in the map, and the projected system that it takes.
type Share = (f64, Option<Datum>);

/// Where the coordinates are.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Position {
    /// The columns of longitude and latitude: the same one when it holds both; none of a table of features.
    pub columns: Option<(usize, usize)>,
    /// The pairs, as read, east first.
    pub read: Vec<(f64, f64)>,
    /// A projected system that was found, or `None` for degrees.
    pub projected: Option<Datum>,
    /// Does any row lie in the map?
    pub inside: bool,
    /// Why these.
    pub why: Words,
}

/// Finds the coordinates, or says why there are none.
pub(super) fn find(
    table: &Table,
    contents: &[Content],
    meanings: &[Option<Meaning>],
    extent: Extent,
) -> Result<Position, Words> {
    let map = Map::new(extent);
    if table.spatial {
        let shapes = table.rows.iter().filter_map(|row| row.feature.as_ref()?.geometry.as_ref());
        let read: Vec<_> = shapes.filter_map(standpoint).map(|at| (at.x, at.y)).collect();
        let (inside, projected) = map.share(&read);
        let why = Words::new("坐标来自要素的几何图形", "the geometries of the features");
        return Ok(Position { columns: None, read, projected, inside: inside > 0.0, why });
    }
    let named = |wanted: Meaning| meanings.iter().position(|meaning| *meaning == Some(wanted));
    let pairs = |(a, b): (usize, usize)| pairs_of(contents, a, b);
    let (lon, lat) = (named(Meaning::Lon), named(Meaning::Lat));
    if let (Some(lon), Some(lat)) = (lon, lat) {
        let (as_named, swapped) = (map.share(&pairs((lon, lat))), map.share(&pairs((lat, lon))));
        if swapped.0 > as_named.0 && swapped.0 >= NAMED {
            let why = Words::new(
                "表头与内容相反：只有对调后各点才在地图范围内",
                "the headers are the wrong way round: only swapped do the rows lie in the map",
            );
            return Ok(map.position((lat, lon), pairs((lat, lon)), swapped, why));
        }
        if !pairs((lon, lat)).is_empty() {
            let why = Words::new("按表头", "by their headers");
            return Ok(map.position((lon, lat), pairs((lon, lat)), as_named, why));
        }
    }
    // One column with both, under whatever header.
    let both = |i: &usize| contents.get(*i).is_some_and(|content| content.is_pair());
    let candidates: Vec<usize> = (0..contents.len()).filter(both).collect();
    let best = candidates
        .iter()
        .map(|&i| (map.share(&pairs((i, i))), i))
        .max_by(|a, b| a.0.0.total_cmp(&b.0.0).then(b.1.cmp(&a.1)));
    if let Some((share, i)) = best {
        if share.0 == 0.0 {
            let turned: Vec<_> = pairs((i, i)).iter().map(|&(x, y)| (y, x)).collect();
            if map.share(&turned).0 >= NAMED {
                return Err(Words::new(
                    "坐标列写的是“纬度,经度”；请改为“经度,纬度”，或拆成两列",
                    "the column of coordinates has the latitude first; write LON,LAT, or two columns",
                ));
            }
        }
        if share.0 >= NAMED || named(Meaning::Pair) == Some(i) {
            let why = Words::new("一列中同时有经度和纬度，将拆开使用", "one column holds both, and is split");
            return Ok(map.position((i, i), pairs((i, i)), share, why));
        }
    }
    // No header helps: the two columns whose values lie in the map.
    let numeric: Vec<usize> =
        (0..contents.len()).filter(|&i| contents.get(i).is_some_and(Content::is_numeric)).take(16).collect();
    let mut best: Option<(Share, (usize, usize))> = None;
    for &a in &numeric {
        for &b in numeric.iter().filter(|&&b| b != a) {
            let share = map.share(&pairs((a, b)));
            if share.0 >= UNNAMED && best.is_none_or(|(best, _)| share.0 > best.0) {
                best = Some((share, (a, b)));
            }
        }
    }
    if let Some((share, columns)) = best {
        let why = Words::new("按内容：数值落在地图范围内", "by their values, which lie in the map");
        return Ok(map.position(columns, pairs(columns), share, why));
    }
    Err(nothing(table, extent))
}

fn pairs_of(contents: &[Content], a: usize, b: usize) -> Vec<(f64, f64)> {
    let (Some(x), Some(y)) = (contents.get(a), contents.get(b)) else { return Vec::new() };
    if a == b {
        return x.pairs.iter().flatten().copied().collect();
    }
    x.numbers.iter().zip(&y.numbers).filter_map(|(x, y)| Some(((*x)?, (*y)?))).collect()
}

fn nothing(table: &Table, extent: Extent) -> Words {
    let degrees = table.rows.iter().any(|row| row.fields.iter().any(|field| field.contains('°')));
    let Extent { west, south, east, north } = extent;
    if degrees {
        return Words::new(
            "坐标写成了度分秒；请换算为十进制度，例如 114.05",
            "the coordinates are in degrees, minutes and seconds; write decimal degrees, such as 114.05",
        );
    }
    Words::new(
        format!(
            "没有找到坐标列：需要经度列（约 {west:.2} 至 {east:.2}）和纬度列（约 {south:.2} 至 {north:.2}）；只有地址时，请先在地图网站上转成坐标"
        ),
        format!(
            "no columns with coordinates: a longitude (about {west:.2} to {east:.2}) and a latitude (about {south:.2} to \
             {north:.2}) are needed; addresses must be turned into coordinates first"
        ),
    )
}

/// The map, and the systems in which places in it may be written.
struct Map {
    extent: Extent,
    projected: Vec<Datum>,
}

impl Map {
    fn new(extent: Extent) -> Self {
        let centre = extent.centre();
        let (lon, lat) = LocalPlane::at(centre).reach(MARGIN);
        Self { extent: extent.grown(lon, lat), projected: projected(centre.lon(), centre.lat()) }
    }

    /// The share of the pairs that lie in the map, and the projected system that it takes.
    fn share(&self, pairs: &[(f64, f64)]) -> Share {
        let share = |datum: Datum| {
            let Ok(way) = datum.converter() else { return 0.0 };
            let inside = pairs.iter().filter(|&&(x, y)| way.to_wgs84(x, y).is_some_and(|at| self.extent.contains(at)));
            inside.count() as f64 / pairs.len().max(1) as f64
        };
        let degrees = share(Datum::Wgs84);
        if degrees > 0.0 || pairs.iter().all(|&(x, y)| x.abs() <= 180.0 && y.abs() <= 180.0) {
            return (degrees, None);
        }
        let found = self.projected.iter().map(|&datum| (share(datum), datum)).filter(|(share, _)| *share > 0.0);
        found
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map_or((0.0, None), |(share, datum)| (share, Some(datum)))
    }

    fn position(
        &self,
        columns: (usize, usize),
        read: Vec<(f64, f64)>,
        (share, projected): Share,
        why: Words,
    ) -> Position {
        Position { columns: Some(columns), read, projected, inside: share > 0.0, why }
    }
}

/// The projected systems that offices use here: CGCS2000 in zones of 3 and 6 degrees, with and without the number of the
/// zone before the easting, and UTM.
fn projected(lon: f64, lat: f64) -> Vec<Datum> {
    let mut codes = Vec::new();
    let three = (lon / 3.0).round() as i32;
    if (25..=45).contains(&three) {
        codes.extend([4534 + three - 25, 4513 + three - 25]);
    }
    let six = ((lon - 3.0) / 6.0).round() as i32;
    if (12..=22).contains(&six) {
        codes.extend([4502 + six - 12, 4491 + six - 12]);
    }
    let zone = ((lon + 180.0) / 6.0).floor() as i32 + 1;
    codes.push(if lat >= 0.0 { 32_600 } else { 32_700 } + zone.clamp(1, 60));
    codes.into_iter().filter_map(|code| u16::try_from(code).ok()).map(Datum::Epsg).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::LatLon;

    #[test]
    fn zones_of_the_cgcs() {
        let at = LatLon::new(114.05, 22.54).unwrap();
        let named: Vec<String> = projected(at.lon(), at.lat()).iter().map(Datum::to_string).collect();
        assert_eq!(named, ["epsg:4547", "epsg:4526", "epsg:4509", "epsg:4498", "epsg:32650"]);
        for datum in projected(at.lon(), at.lat()) {
            let way = datum.converter().unwrap();
            let (x, y) = way.from_wgs84(at).unwrap();
            assert!(way.to_wgs84(x, y).unwrap().distance(at).0 < 1.0, "{datum}");
        }
        assert_eq!(projected(14.5, -35.9), [Datum::Epsg(32_733)]);
    }
}
