//! The layer `siting`: every site that an answer is about, with its role in it.
//!
//! Never here: which sites are chosen, how a count may be told (figures come in as they are published).

use std::collections::BTreeMap;

use geo::{Geometry, Point};

use super::figures::Credits;
use super::siting::{Opened, Siting};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::space::LatLon;
use crate::words::Words;

/// A site as the study has it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a Words,
    /// The kind of service.
    pub kind: &'a str,
    /// Where it is.
    pub at: LatLon,
    /// The area it lies in.
    pub area: Option<&'a str>,
    /// What it is before the answer: `existing`, `candidate` or `excluded`.
    pub role: &'static str,
}

/// The opened sites, the one that would be missed most first.
pub fn ranked(siting: &Siting) -> Vec<&Opened> {
    let mut ranked: Vec<&Opened> = siting.sites.iter().collect();
    ranked.sort_by(|a, b| b.people_gained.cmp(&a.people_gained).then_with(|| a.id.cmp(&b.id)));
    ranked
}

/// Sites that would be opened instead of another one: for each the sites that it stands in for, and by how many people that is worse.
pub fn runners_up(siting: &Siting) -> BTreeMap<&str, (Vec<&str>, Option<u64>)> {
    let mut found: BTreeMap<&str, (Vec<&str>, Option<u64>)> = BTreeMap::new();
    for other in &siting.runners_up {
        let less =
            siting.people_covered_after.zip(other.people_covered).map(|(best, other)| best.saturating_sub(other));
        let opened = |id: &String| siting.sites.iter().any(|site| site.id == *id);
        for id in other.sites.iter().filter(|id| !opened(id)) {
            let entry = found.entry(id).or_default();
            entry.0.push(&other.without);
            entry.1 = [entry.1, less].into_iter().flatten().min();
        }
    }
    found
}

/// What a feature is called: as its site, and with its kind where a site may serve several.
pub fn feature_id(siting: &Siting, kind: &str, site: &str) -> String {
    if siting.kinds.is_empty() { site.to_owned() } else { format!("{kind}:{site}") }
}

/// The layer.
pub fn layer(siting: &Siting, places: &[Place<'_>], credits: &Credits) -> Layer {
    let text = |name: &str, zh: &str, en: &str| Field::new(name, Words::new(zh, en), "", Role::Detail);
    let fields = vec![
        text("kind", "服务类别", "Kind of service"),
        text("name", "名称", "Name"),
        text("name_en", "英文名称", "Name in English"),
        text("area", "区划", "Area"),
        text("role", "在方案中", "Role in the answer"),
        text("rank", "名次", "Rank"),
        people("people_gained", Words::new("缺它会少及时到达的人数", "People who would not be in time without it")),
        people("people_lost", Words::new("因撤销而不再及时的人数", "People who would be in time if it stayed")),
        text("runner_up_for", "可替代的点位", "The sites that it would stand in for"),
        people("people_less", Words::new("替代后少及时到达的人数", "People fewer in time then")),
        text("synthetic", "合成数据", "Made-up figures"),
    ];
    let (ranked, others) = (ranked(siting), runners_up(siting));
    let count = |count: Option<u64>| count.map_or(Value::Null, Value::count);
    let feature = |place: &Place<'_>| {
        let here = |site: &&Opened| site.id == place.id && site.kind.as_deref().is_none_or(|kind| kind == place.kind);
        let rank = ranked.iter().position(here).filter(|_| place.role != "existing");
        let closed = siting.closed.iter().find(|site| site.id == place.id);
        let other = others.get(place.id);
        let role = match (rank, closed) {
            (Some(_), _) => "opened",
            (_, Some(_)) => "closed",
            _ => place.role,
        };
        let named = |name: &str| Value::text(Some(name).filter(|name| !name.is_empty()));
        let values = vec![
            Value::text(Some(place.kind)),
            named(&place.name.zh),
            named(&place.name.en),
            Value::text(place.area),
            Value::text(Some(role)),
            rank.map_or(Value::Null, |rank| Value::count(rank as u64 + 1)),
            count(rank.and_then(|rank| ranked[rank].people_gained)),
            count(closed.and_then(|site| site.people_lost)),
            other.map_or(Value::Null, |other| Value::Text(other.0.join("+"))),
            count(other.and_then(|other| other.1)),
            Value::Bool(credits.synthetic),
        ];
        let at = place.at.rounded();
        Feature {
            id: feature_id(siting, place.kind, place.id),
            geometry: Some(Geometry::Point(Point::from(at))),
            anchor: at,
            values,
        }
    };
    let mut features: Vec<Feature> = places.iter().map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "siting",
        title: Words::new("选址方案", "Where the next sites go"),
        attribution: credits.attribution.clone(),
        synthetic: credits.synthetic,
        fields,
        features,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::siting::{Closed, RunnerUp};

    #[test]
    fn every_site_has_its_role() {
        let opened = |id: &str, people| Opened {
            id: id.into(),
            kind: None,
            name: None,
            lon: None,
            lat: None,
            people_gained: Some(people),
        };
        let siting = Siting {
            sites: vec![opened("a", 10), opened("b", 40)],
            people_covered_after: Some(100),
            closed: vec![Closed { id: "old".into(), name: None, people_lost: Some(5) }],
            runners_up: vec![
                RunnerUp { without: "a".into(), sites: vec!["b".into(), "c".into()], people_covered: Some(95) },
                RunnerUp { without: "b".into(), sites: vec!["a".into(), "c".into()], people_covered: Some(80) },
            ],
            ..Siting::default()
        };
        let name = Words::new("甲", "");
        let place = |id, role| Place { id, name: &name, kind: "station", at: LatLon::default(), area: None, role };
        let places =
            [place("old", "existing"), place("c", "candidate"), place("b", "candidate"), place("a", "candidate")];
        let layer = layer(&siting, &places, &Credits::default());
        let column = |name: &str| -> Vec<Value> {
            let column = layer.column(name).unwrap();
            layer.features.iter().map(|feature| feature.values[column].clone()).collect()
        };
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(column("role"), [text("opened"), text("opened"), text("candidate"), text("closed")]);
        assert_eq!(column("rank"), [Value::Integer(2), Value::Integer(1), Value::Null, Value::Null]);
        assert_eq!(column("people_gained")[1], Value::Integer(40));
        assert_eq!(column("people_lost")[3], Value::Integer(5));
        assert_eq!((&column("runner_up_for")[2], &column("people_less")[2]), (&text("a+b"), &Value::Integer(5)));
        assert_eq!((&column("name")[0], &column("name_en")[0]), (&text("甲"), &Value::Null));
    }
}
