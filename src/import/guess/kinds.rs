//! The kinds of service that names and headers tell, and what is usually promised about each.
//!
//! Never here: what a study finally says: its author may change all of it.

use crate::places::{Boats, Direction, Kind};
use crate::units::Deciseconds;
use crate::words::Words;

/// A kind of service as it is proposed.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownKind {
    /// The id in the study.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Who or what travels.
    pub profile: &'static str,
    /// Who travels.
    pub direction: Direction,
    /// Minutes before the team leaves.
    mobilisation: u32,
    /// Parts of names that tell it, in plain form (see `headers::plain`).
    words: &'static [&'static str],
    /// Where the map has such places.
    pub osm: &'static [&'static str],
}

/// A service that no word tells: people come to it by car.
pub const OTHER: KnownKind = KnownKind {
    id: "service",
    zh: "服务点",
    en: "Service",
    profile: "car",
    direction: Direction::Toward,
    mobilisation: 0,
    words: &[],
    osm: &[],
};

/// The known kinds; the first whose word is found counts: a `法律服务站` has lawyers.
pub const KNOWN: [KnownKind; 4] = [
    KnownKind {
        id: "lawyer",
        zh: "律师",
        en: "Lawyer",
        profile: "car",
        direction: Direction::From,
        mobilisation: 15,
        words: &["律师", "律所", "法律", "法援", "lawyer", "legal", "solicitor", "notary"],
        osm: &["office=lawyer"],
    },
    KnownKind {
        id: "pharmacy",
        zh: "药店",
        en: "Pharmacy",
        profile: "foot",
        direction: Direction::Toward,
        mobilisation: 0,
        words: &["药", "pharmac", "chemist"],
        osm: &["amenity=pharmacy"],
    },
    KnownKind {
        id: "doctor",
        zh: "家庭医生",
        en: "Family doctor",
        profile: "car",
        direction: Direction::From,
        mobilisation: 10,
        words: &["医院", "诊所", "社康", "医生", "卫生", "医务", "doctor", "clinic", "hospital", "medical", "health"],
        osm: &["amenity=clinic", "amenity=doctors", "amenity=hospital"],
    },
    KnownKind {
        id: "station",
        zh: "服务站",
        en: "Service station",
        profile: "foot",
        direction: Direction::Toward,
        mobilisation: 0,
        words: &[
            "服务站",
            "服务中心",
            "工作站",
            "站点",
            "退役军人",
            "station",
            "servicecentre",
            "servicecenter",
            "veteran",
        ],
        osm: &["amenity=townhall", "amenity=community_centre", "office=government"],
    },
];

impl KnownKind {
    /// The name.
    pub fn name(&self) -> Words {
        Words::new(self.zh, self.en)
    }

    /// The word in `plain` (see `headers::plain`) that tells this kind.
    pub fn told_by(&self, plain: &str) -> Option<&'static str> {
        self.words.iter().find(|word| plain.contains(**word)).copied()
    }

    /// The kind as a study holds it.
    pub fn kind(&self, limit: Deciseconds) -> Kind {
        Kind {
            id: self.id.to_owned(),
            name: self.name(),
            profile: self.profile.to_owned(),
            direction: self.direction,
            mobilisation: Deciseconds::from_minutes(self.mobilisation),
            limit,
            boats: Boats::Aboard,
            dwell: Deciseconds::ZERO,
        }
    }
}

/// The kind that a text tells, and the word that does.
pub fn told(plain: &str) -> Option<(&'static KnownKind, &'static str)> {
    KNOWN.iter().find_map(|kind| Some((kind, kind.told_by(plain)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_kinds() {
        for (name, kind) in [
            ("福田区退役军人服务站", "station"),
            ("益田社康中心", "doctor"),
            ("hospitals.xlsx", "doctor"),
            ("法律服务站", "lawyer"),
            ("大药房", "pharmacy"),
            ("station.csv", "station"),
        ] {
            assert_eq!(told(name).map(|(kind, _)| kind.id), Some(kind), "{name}");
        }
        assert!(told("点位.xlsx").is_none());
    }
}
