//! The table `ferries.csv`: every ferry line of the map and of the timetables, what it is and what sails on it.
//!
//! Nothing in it is about people. Never here: what decides a class (see `import`), shapes.

use super::figures::Credits;
use super::{Feature, Field, Layer, Role, Value};
use crate::space::LatLon;
use crate::timetable::{Offer, ServiceSource, Who, time_of_day};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// One line and what became of it.
#[derive(Clone, PartialEq, Debug)]
pub struct FerryRow {
    /// Its OSM id, or its id in a table or feed.
    pub id: String,
    /// Its name, else its id.
    pub name: Words,
    /// What it is, such as `transport` or `cruise`.
    pub class: &'static str,
    /// Why.
    pub reason: Words,
    /// Where its sailings come from; `None` where nothing sails.
    pub source: Option<ServiceSource>,
    /// Does it count?
    pub used: bool,
    /// Which ends are joined to roads: `both`, `from`, `to`, `none`, or `by_walk`.
    pub joined: &'static str,
    /// Where it begins.
    pub from: Words,
    /// Where it ends.
    pub to: Words,
    /// How long it is, where the map has it.
    pub length: Option<Metres>,
    /// From end to end.
    pub crossing: Option<Deciseconds>,
    /// Where that comes from.
    pub crossing_source: &'static str,
    /// Between two boats, where the minute is unknown.
    pub interval: Option<Deciseconds>,
    /// Before a boat sails.
    pub boarding: Deciseconds,
    /// What sails in the week.
    pub offer: Offer,
    /// Who may board.
    pub who: Who,
    /// In which class of weather it does not sail.
    pub weather: Option<String>,
    /// Does it sail only when somebody asks?
    pub on_demand: bool,
}

/// The table: a layer without shapes, one row a line, ordered by id.
pub fn table(rows: &[FerryRow], credits: &Credits) -> Layer {
    let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let fields = vec![
        field("name", "名称", "Name", ""),
        field("class", "类别", "Class", ""),
        field("reason", "依据", "Reason (Chinese)", ""),
        field("source", "班次来源", "Source of its sailings", ""),
        field("used", "是否使用", "Used", ""),
        field("joined", "与道路相接", "Joined to roads", ""),
        field("from", "起点", "From", ""),
        field("to", "终点", "To", ""),
        field("length_m", "长度", "Length", "m"),
        field("crossing_s", "航程时间", "Crossing", "s"),
        field("crossing_source", "航程时间来源", "Source of the crossing", ""),
        field("interval_s", "班次间隔", "Interval", "s"),
        field("boarding_s", "登船时间", "Boarding", "s"),
        field("first_boat", "首班", "First boat", ""),
        field("last_boat", "末班", "Last boat", ""),
        field("sailings_week", "每周班次", "Sailings a week", ""),
        field("who", "可乘者", "Who may board", ""),
        field("weather", "停航天气", "Weather that stops it", ""),
        field("on_demand", "按需", "On demand", ""),
        field("name_en", "英文名称", "Name in English", ""),
        field("reason_en", "英文依据", "Reason", ""),
    ];
    let mut features: Vec<Feature> = rows.iter().map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "ferries",
        title: Words::new("渡轮航线", "Ferry lines"),
        attribution: credits.attribution.clone(),
        synthetic: false,
        fields,
        features,
    }
}

fn feature(row: &FerryRow) -> Feature {
    let text = |text: &str| Value::text(Some(text).filter(|text| !text.is_empty()));
    let time = |time: Option<Deciseconds>| {
        time.and_then(Deciseconds::seconds).map_or(Value::Null, |seconds| Value::Integer(i64::from(seconds)))
    };
    let clock = |minutes: Option<i32>| minutes.map_or(Value::Null, |minutes| Value::Text(time_of_day(minutes)));
    let values = vec![
        text(&row.name.zh),
        text(row.class),
        text(&row.reason.zh),
        row.source.map_or(Value::Null, |source| text(source.name())),
        Value::Bool(row.used),
        text(row.joined),
        text(&row.from.zh),
        text(&row.to.zh),
        row.length.map_or(Value::Null, |length| Value::Integer(length.0.round() as i64)),
        time(row.crossing),
        text(row.crossing_source),
        time(row.interval),
        time(Some(row.boarding)),
        clock(row.offer.first),
        clock(row.offer.last),
        Value::count(row.offer.boats),
        text(&who(row.who)),
        text(row.weather.as_deref().unwrap_or_default()),
        Value::Bool(row.on_demand),
        text(&row.name.en),
        text(&row.reason.en),
    ];
    Feature { id: row.id.clone(), geometry: None, anchor: LatLon::default(), values }
}

/// `foot+bicycle+car`, as far as it holds.
fn who(who: Who) -> String {
    let modes = [(who.foot, "foot"), (who.bicycle, "bicycle"), (who.car, "car")];
    modes.into_iter().filter(|mode| mode.0).map(|mode| mode.1).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_a_line_in_order() {
        let row = |id: &str| FerryRow {
            id: id.into(),
            name: Words::new("线", "line"),
            class: "transport",
            reason: Words::new("因", "why"),
            source: Some(ServiceSource::Map),
            used: true,
            joined: "both",
            from: Words::same("a"),
            to: Words::same("b"),
            length: Some(Metres(5_316.4)),
            crossing: Some(Deciseconds::from_minutes(25)),
            crossing_source: "way",
            interval: None,
            boarding: Deciseconds::from_minutes(5),
            offer: Offer { first: Some(360), last: Some(1_455), boats: 7 },
            who: Who { bicycle: false, ..Who::ALL },
            weather: None,
            on_demand: false,
        };
        let credits = Credits { attribution: Vec::new(), synthetic: true };
        let table = table(&[row("w9"), row("w10")], &credits);
        assert_eq!(table.features.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["w10", "w9"]);
        let of = |name: &str| table.features[0].values[table.column(name).unwrap()].clone();
        assert_eq!(
            (of("length_m"), of("crossing_s"), of("interval_s")),
            (Value::Integer(5_316), Value::Integer(1_500), Value::Null)
        );
        assert_eq!((of("last_boat"), of("who")), (Value::text(Some("24:15")), Value::text(Some("foot+car"))));
        assert!(!table.synthetic && table.features[0].values.len() == table.fields.len());
    }
}
