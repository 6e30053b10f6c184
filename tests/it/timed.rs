//! The hour of the day in `ToyTown`, where every answer is arithmetic: boats missed and caught, chains of boats, nights, cancelled lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use halfhour::layer::islands::ranked;
use halfhour::layer::{Layer, Value};
use halfhour::places::{Direction, Facility};
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::study::ask::Access;
use halfhour::study::run::Results;
use halfhour::study::{Inputs, Study};
use halfhour::timetable::{Clock, Disruption, Headway, Line, Sailing, ServiceSource, Stop, Timetable, Week, Who};
use halfhour::units::Deciseconds;
use halfhour::words::Words;
use jiff::civil::{DateTime, date};

use crate::world::toy::{Toy, at, facility, people, results, study_text};

const MINUTES: fn(u32) -> Deciseconds = Deciseconds::from_minutes;
/// The quays of `ToyTown`.
const QUAYS: [(&str, f64); 4] = [("T40", 4_000.0), ("A0", 10_000.0), ("A1", 12_000.0), ("B0", 14_000.0)];

fn on_foot() -> Who {
    Who { foot: true, bicycle: false, car: false }
}

fn stop(name: &str) -> u32 {
    QUAYS.iter().position(|quay| quay.0 == name).expect("a quay") as u32
}

fn line(id: &str, who: Who, boarding: u32) -> Line {
    Line {
        id: id.into(),
        name: Words::same(id),
        ways: Vec::new(),
        source: ServiceSource::Table,
        who,
        boarding: MINUTES(boarding),
        weather: None,
        on_demand: false,
        sailings: Vec::new(),
        headways: Vec::new(),
    }
}

/// A boat that leaves at these clocks (hours, minutes) and takes so many minutes.
fn sails(mut line: Line, (from, to): (&str, &str), clocks: &[(i32, i32)], minutes: u32) -> Line {
    line.sailings.extend(clocks.iter().map(|&(hour, minute)| {
        let departure = Clock::from_hours(hour, minute);
        Sailing { departure, arrival: departure + MINUTES(minutes), from: stop(from), to: stop(to) }
    }));
    line.sailings.sort_unstable();
    line
}

fn every(mut line: Line, (from, to): (&str, &str), interval: u32, minutes: u32) -> Line {
    let windows = vec![(Clock::from_hours(-24, 0), Clock::from_hours(216, 0))];
    let (from, to) = (stop(from), stop(to));
    line.headways.push(Headway { from, to, crossing: MINUTES(minutes), interval: MINUTES(interval), windows });
    line
}

/// `ToyTown` with boats of its own, one kind of service and people at one place.
struct Town {
    toy: Toy,
    lines: Vec<Line>,
    monday: jiff::civil::Date,
    zone: &'static str,
    disruption: Disruption,
}

impl Town {
    /// A team of a kind at `from` for people at `to`.
    fn new(kind: (&str, &str), from: LatLon, to: LatLon, lines: Vec<Line>) -> Self {
        let mut toy = Toy::new(1);
        toy.text = study_text(1, &[("help", kind.0, kind.1, 0)]).replace("limit = \"15min\"", "limit = \"30min\"");
        toy.text += "hours = {}\nislands = {}\n";
        toy.facilities = vec![Facility { kind: "help".into(), ..facility("f", "help", from) }];
        toy.demand = vec![people("p", to, 1_200)];
        Self { toy, lines, monday: date(2026, 3, 2), zone: "Asia/Shanghai", disruption: Disruption::default() }
    }

    fn with(mut self, text: &str) -> Self {
        let place = self.toy.text.find("id = \"help\"").expect("the kind");
        self.toy.text.insert_str(place, &format!("{text}\n"));
        self
    }

    fn inputs(&self) -> Inputs {
        let stops =
            QUAYS.map(|(id, x)| Stop { id: id.into(), name: Words::same(id), at: at(x, 0.0), walk: MINUTES(0) });
        let timetable = Timetable { stops: stops.to_vec(), lines: self.lines.clone() };
        let week = Week::new(self.monday, self.zone);
        let disruption = self.disruption.clone();
        Inputs { timetable: Arc::new(timetable), week, disruption, ..self.toy.inputs() }
    }

    fn study(&self) -> Study {
        Study::new(self.inputs(), &Silent::default()).expect("not cancelled").0
    }

    fn results(&self) -> Results {
        results(&self.study())
    }

    /// The answer about the people when help is called for at a time of Monday.
    fn at(&self, hour: i8, minute: i8) -> Access {
        self.when(self.monday.at(hour, minute, 0, 0))
    }

    fn when(&self, local: DateTime) -> Access {
        let study = self.study();
        let clock = study.depart(local).expect("in the week");
        let answer = study.why_at(self.toy.demand[0].at, (study.timetable(), clock));
        let access = answer.kinds.into_iter().next().expect("one kind");
        if let Some(seconds) = access.seconds.filter(|_| !access.legs.is_empty()) {
            let legs: f64 = access.legs.iter().map(|leg| leg.seconds).sum();
            assert!((legs - f64::from(seconds)).abs() < 1.0, "{legs} {seconds}: the legs are the time");
        }
        access
    }
}

fn minutes(access: &Access) -> Option<u32> {
    access.seconds.map(|seconds| {
        assert_eq!(seconds % 60, 0, "{seconds}");
        seconds / 60
    })
}

/// Five minutes on foot from A1.
fn five_minutes() -> LatLon {
    at(12_000.0 - 5_000.0 / 12.0, 0.0)
}

fn b0() -> LatLon {
    at(14_000.0, 0.0)
}

#[test]
fn a_boat_every_hour_in_closed_form() {
    let boats = || vec![every(line("hourly", on_foot(), 0), ("A1", "B0"), 60, 20)];
    let town = Town::new(("foot", "from"), five_minutes(), b0(), boats());
    let access = town.at(8, 0);
    let hour = access.hour.expect("an hour");
    assert_eq!((hour.from.as_str(), hour.to.as_str()), ("2026-03-02T08:00", "2026-03-02T09:00"));
    assert_eq!(hour.probability, 0.083_333, "5 of 60 minutes");
    assert_eq!(hour.week_probability, 0.083_333);
    assert_eq!((hour.best_s, hour.median_s, hour.p95_s), (Some(25 * 60), Some(55 * 60), Some(82 * 60)));
    // A twelfth of 1,200 people, in every hour of the week.
    let week = town.results().week.expect("hours");
    assert_eq!(week.table.features.len(), 168);
    for row in &week.table.features {
        assert_eq!(number(&week.table, row, "joint_covered"), Some(100), "{}", row.id);
    }
    // People who come to the service find the same.
    let mut back = boats();
    back[0].headways[0] = Headway { from: stop("B0"), to: stop("A1"), ..back[0].headways[0].clone() };
    let toward = Town::new(("foot", "toward"), five_minutes(), b0(), back).at(8, 0).hour.expect("an hour");
    assert_eq!((toward.probability, toward.median_s, toward.p95_s), (0.083_333, Some(55 * 60), Some(82 * 60)));
}

#[test]
fn just_missed() {
    let boats = vec![sails(line("a", on_foot(), 2), ("A1", "B0"), &[(15, 10), (16, 10)], 20)];
    let town = Town::new(("foot", "from"), five_minutes(), b0(), boats);
    let access = town.at(15, 3);
    assert_eq!(minutes(&access), Some(27), "walk 5, board 2, cross 20");
    assert!(access.covered);
    let kinds: Vec<&str> = access.legs.iter().map(|leg| leg.kind).collect();
    assert_eq!(kinds, ["road", "board", "ferry"]);
    let late = town.at(15, 4);
    assert_eq!(minutes(&late), Some(86), "the next boat is an hour later");
    assert!(!late.covered);
    let waits: Vec<f64> = late.legs.iter().filter(|leg| leg.kind == "wait").map(|leg| leg.seconds).collect();
    assert_eq!(waits, [59.0 * 60.0]);
    // In time for the boat of 16:10 are calls from 16:00 to 16:03.
    assert_eq!(late.hour.expect("an hour").probability, 0.05);
    assert_eq!(town.at(16, 4).status, "unreached", "no boat any more");
}

#[test]
fn past_midnight_and_over_the_end_of_the_week() {
    // Half past midnight after Monday, and of the night before the week; ten to midnight on Sunday and ten past.
    let boats = vec![sails(line("a", on_foot(), 0), ("A1", "B0"), &[(0, 30), (24, 30), (167, 50), (168, 10)], 20)];
    let town = Town::new(("foot", "from"), five_minutes(), b0(), boats);
    assert_eq!(minutes(&town.at(0, 20)), Some(30));
    assert_eq!(minutes(&town.at(23, 30)), Some(80));
    assert_eq!(minutes(&town.when(date(2026, 3, 3).at(0, 25, 0, 0))), Some(25));
    assert_eq!(minutes(&town.when(date(2026, 3, 8).at(23, 50, 0, 0))), Some(40), "the boat of the next Monday");
}

#[test]
fn the_nights_the_clocks_change() {
    let boats = || vec![every(line("hourly", on_foot(), 0), ("A1", "B0"), 60, 20)];
    let spring = Town {
        monday: date(2026, 3, 23),
        zone: "Europe/Malta",
        ..Town::new(("foot", "from"), five_minutes(), b0(), boats())
    };
    let week = spring.results().week.expect("hours");
    let row = |id: &str| week.table.features.iter().find(|row| row.id == id).expect("an hour");
    assert_eq!(number(&week.table, row("2026-03-29T01:00"), "joint_covered"), Some(100));
    assert_eq!(row("2026-03-29T02:00").values[2..], [Value::Null, Value::Null, Value::Null], "there is no such hour");
    assert!(spring.study().depart(date(2026, 3, 29).at(2, 30, 0, 0)).is_err());
    let autumn = Town {
        monday: date(2026, 10, 19),
        zone: "Europe/Malta",
        ..Town::new(("foot", "from"), five_minutes(), b0(), boats())
    };
    let week = autumn.results().week.expect("hours");
    assert_eq!(week.figures.slots[144 + 2].length, MINUTES(120));
    assert_eq!(number(&week.table, &week.table.features[144 + 2], "joint_covered"), Some(100));
}

#[test]
fn a_line_that_only_sails_out() {
    let boats = || vec![sails(line("a", on_foot(), 0), ("A1", "B0"), &[(8, 10)], 20)];
    let out = Town::new(("foot", "from"), five_minutes(), b0(), boats());
    assert_eq!(minutes(&out.at(8, 0)), Some(30));
    let back = Town::new(("foot", "toward"), five_minutes(), b0(), boats());
    assert_eq!(back.at(8, 0).status, "unreached");
    let both = Town::new(("foot", "round_trip"), five_minutes(), b0(), boats());
    assert_eq!(both.at(8, 0).status, "unreached");
}

#[test]
fn there_and_back_with_a_stay() {
    let boats = || {
        let there = sails(line("a", on_foot(), 0), ("A1", "B0"), &[(8, 10)], 20);
        vec![sails(there, ("B0", "A1"), &[(8, 40), (9, 0)], 20)]
    };
    // There at 8:30; back at 9:05 with the boat of 8:40, at 9:25 with that of 9:00.
    let brief = Town::new(("foot", "round_trip"), five_minutes(), b0(), boats());
    assert_eq!(minutes(&brief.at(8, 0)), Some(65));
    let longer = Town::new(("foot", "round_trip"), five_minutes(), b0(), boats()).with("dwell = \"15min\"");
    assert_eq!(minutes(&longer.at(8, 0)), Some(70), "85 minutes, of which 15 on site");
}

#[test]
fn two_boats_one_after_the_other() {
    let boats = vec![
        sails(line("a", on_foot(), 0), ("T40", "A0"), &[(8, 0), (9, 0)], 10),
        sails(line("b", on_foot(), 0), ("A1", "B0"), &[(8, 30), (8, 40), (9, 40)], 20),
    ];
    let town = Town::new(("foot", "from"), at(4_000.0, 0.0), b0(), boats);
    // Cross to 8:10, walk 24 minutes to 8:34, wait for 8:40, there at 9:00.
    let access = town.at(7, 55);
    assert_eq!(minutes(&access), Some(65));
    let kinds: Vec<&str> = access.legs.iter().map(|leg| leg.kind).collect();
    assert_eq!(kinds, ["wait", "ferry", "road", "wait", "ferry"]);
    assert_eq!(minutes(&town.at(8, 30)), Some(90));
}

#[test]
fn a_foot_ferry_for_a_team_with_a_car() {
    // 1,000 m by car to A1 are 100 s; beyond B0 1,500 m are 150 s by car, 1,080 s on foot.
    let boats = || vec![sails(line("a", on_foot(), 0), ("A1", "B0"), &[(8, 5)], 10)];
    let town = || Town::new(("car", "from"), at(11_000.0, 0.0), at(15_500.0, 0.0), boats());
    assert_eq!(town().at(8, 0).status, "unreached", "the car cannot board");
    let walks_on = town().with("boats = \"walk_on\"").at(8, 0);
    assert_eq!(walks_on.seconds, Some(15 * 60 + 1_080));
    let kinds: Vec<&str> = walks_on.legs.iter().map(|leg| leg.kind).collect();
    assert_eq!(kinds, ["road", "wait", "ferry", "walk"]);
    assert_eq!(town().with("boats = \"picked_up\"").at(8, 0).seconds, Some(15 * 60 + 150));
    let late = town().with("boats = \"walk_on\"").at(8, 4);
    assert_eq!(late.status, "unreached", "at 8:04 the car is at the quay at 8:05:40");
}

#[test]
fn slower_in_the_morning() {
    let mut town = Town::new(("car", "from"), at(0.0, 0.0), at(4_000.0, 0.0), Vec::new());
    town.toy.text = town.toy.text.replace("minimum_group = 1", "minimum_group = 1\nlimit = \"10min\"");
    town.toy.speeds = "[car.highway]\nresidential = 36\n[car.hours]\n\"mo 08:00-09:00\" = 0.5\n";
    // 4,000 m at ten metres a second, and at five.
    assert_eq!(town.at(7, 30).seconds, Some(400));
    assert_eq!((town.at(8, 0).seconds, town.at(8, 30).seconds), (Some(800), Some(800)));
    assert_eq!(town.at(9, 0).seconds, Some(400));
    assert_eq!(town.when(date(2026, 3, 3).at(8, 30, 0, 0)).seconds, Some(400), "a Tuesday");
    let week = town.results().week.expect("hours");
    for row in &week.table.features {
        let expected = if row.id == "2026-03-02T08:00" { 0 } else { 1_200 };
        assert_eq!(number(&week.table, row, "joint_covered"), Some(expected), "{}", row.id);
    }
}

#[test]
fn boats_that_do_not_sail() {
    let boats = || {
        let mut windy = sails(line("windy", on_foot(), 0), ("A1", "B0"), &[(8, 10)], 20);
        windy.weather = Some("wind7".into());
        vec![windy, sails(line("late", on_foot(), 0), ("A1", "B0"), &[(23, 10)], 20)]
    };
    let town = Town::new(("foot", "from"), five_minutes(), b0(), boats());
    let study = town.study();
    let clock = |hour| study.depart(date(2026, 3, 2).at(hour, 0, 0, 0)).expect("in the week");
    let time = |disruption: &Disruption, hour| {
        let timetable = study.disrupted(disruption).expect("a known line");
        study.why_at(b0(), (&timetable, clock(hour))).kinds[0].seconds
    };
    let none = Disruption::default();
    assert_eq!((time(&none, 8), time(&none, 23)), (Some(1_800), Some(1_800)));
    let line = Disruption { lines: ["windy".to_owned()].into(), ..Disruption::default() };
    assert_eq!((time(&line, 8), time(&line, 23)), (None, Some(1_800)));
    let weather = Disruption { weather: ["wind7".to_owned()].into(), ..Disruption::default() };
    assert_eq!((time(&weather, 8), time(&weather, 23)), (None, Some(1_800)));
    let night = Disruption { hours: Disruption::hours_in("22:00-06:00"), ..Disruption::default() };
    assert_eq!((time(&night, 8), time(&night, 23)), (Some(1_800), None));
    let unknown = Disruption { lines: ["x".to_owned()].into(), ..Disruption::default() };
    assert!(study.disrupted(&unknown).is_err());
    // Who loses: five minutes of calls a week, each way of 1,200 people.
    let run = Town { disruption: line, ..Town::new(("foot", "from"), five_minutes(), b0(), boats()) }.results();
    let table = run.week.and_then(|week| week.disruption).expect("a table");
    let all = &table.features[0];
    assert_eq!((all.id.as_str(), number(&table, all, "people")), ("", Some(1_200)));
}

#[test]
fn every_island_and_what_joins_it() {
    let mut on_demand = every(line("call", on_foot(), 0), ("B0", "A1"), 30, 20);
    on_demand.on_demand = true;
    let boats = vec![
        every(line("cars", Who::ALL, 5), ("T40", "A0"), 60, 10),
        every(line("boat", on_foot(), 0), ("A1", "B0"), 120, 20),
        on_demand,
    ];
    let town = Town::new(("foot", "from"), five_minutes(), b0(), boats);
    let layer = town.results().week.and_then(|week| week.islands).expect("islands");
    let text = |name: &str| -> BTreeMap<String, String> {
        let column = layer.column(name).expect("a field");
        let row = |row: &halfhour::layer::Feature| match (&row.values[0], &row.values[column]) {
            (Value::Text(island), Value::Text(text)) => Some((island.clone(), text.clone())),
            _ => None,
        };
        layer.features.iter().filter_map(row).collect()
    };
    let joined = text("joined");
    assert_eq!(joined.get("甲岛").map(String::as_str), Some("vehicle_ferry"), "{joined:?}");
    assert_eq!(joined.get("乙岛").map(String::as_str), Some("foot_ferry"));
    assert_eq!(joined.values().filter(|joined| *joined == "mainland").count(), 1);
    assert_eq!(text("status").get("乙岛").map(String::as_str), Some("ok"));
    let b = layer.features.iter().find(|row| row.values[0] == Value::Text("乙岛".into())).expect("Isle B");
    let value = |name: &str| b.values[layer.column(name).expect("a field")].clone();
    assert_eq!(value("people"), Value::Integer(1_200));
    assert_eq!(value("sailings_day"), Value::Number(12.0));
    assert_eq!(value("help_share"), Value::Number(0.041_667), "50 of 1,200 people in every hour: 5 of 120 minutes");
    assert_eq!(value("help_residents"), Value::Integer(0));
    assert_eq!(ranked(&layer).len(), layer.features.len());
}

#[test]
fn questions_about_one_time_agree() {
    let boats = vec![sails(line("a", on_foot(), 0), ("A1", "B0"), &[(8, 10)], 10)];
    let study = Town::new(("foot", "from"), five_minutes(), b0(), boats).study();
    let clock = study.depart(date(2026, 3, 2).at(8, 0, 0, 0)).expect("in the week");
    let (from, to, when) = (five_minutes(), at(14_500.0, 0.0), (study.timetable().as_ref(), clock));
    // At B0 at 8:20, and 500 m on foot.
    let route = study.route_at(from, to, Some("foot"), when).expect("linked").expect("a way");
    assert_eq!(route.time, MINUTES(26));
    let foot = study.profile(Some("foot")).expect("a profile");
    let matrix = study.matrix_at((&[from], &[to, from, b0()]), foot, when, &Silent::default()).expect("done");
    assert_eq!(matrix.times, [MINUTES(26), MINUTES(0), MINUTES(20)]);
    let inside = |minutes: u32, direction, asked: LatLon, place: LatLon| {
        use geo::Contains;
        let layer = study.isochrone_at(asked, &[minutes], (Some("foot"), direction), when).expect("an isochrone");
        layer.features[0].geometry.as_ref().is_some_and(|shape| shape.contains(&geo::Point::from(place)))
    };
    let (near, far) = (at(14_200.0, 0.0), at(14_400.0, 0.0));
    assert!(inside(23, Direction::From, from, near) && !inside(23, Direction::From, from, far));
    assert!(inside(20, Direction::From, from, from));
    // Toward B0: whoever is at A1 by 8:10 is there at 8:20.
    let (ten, twelve) = (at(12_000.0 - 800.0, 0.0), at(12_000.0 - 950.0, 0.0));
    assert!(inside(20, Direction::Toward, b0(), ten) && !inside(20, Direction::Toward, b0(), twelve));
    assert!(!inside(19, Direction::Toward, b0(), ten));
}

fn number(layer: &Layer, row: &halfhour::layer::Feature, field: &str) -> Option<i64> {
    match row.values[layer.column(field)?] {
        Value::Integer(number) => Some(number),
        _ => None,
    }
}
