//! Who may board a ferry.
//!
//! Never here: who may use a road (see the profiles of the network).

use crate::network::Tags;
use crate::timetable::Who;

/// Who may board by the tags of a line.
///
/// What is said is taken: `foot`; `bicycle`; `motorcar`, else `motor_vehicle`, else `vehicle`; and `access` for
/// all of them. Where nothing is said, people on foot board; cars only when neither people on foot nor bicycles
/// are named (a line tagged for somebody else is a passenger boat); bicycles where cars do, and where people on
/// foot are not named.
///
/// ```
/// use halfhour::import::osm::who_boards;
/// use halfhour::timetable::Who;
/// let tags = [("route", "ferry"), ("foot", "yes"), ("motor_vehicle", "no")].into_iter().collect();
/// assert_eq!(who_boards(&tags), Who { foot: true, bicycle: false, car: false });
/// ```
pub fn who_boards(tags: &Tags) -> Who {
    let says = |keys: &[&str]| keys.iter().find_map(|key| tags.get(key)).map(allows);
    let (foot, bicycle) = (says(&["foot"]), says(&["bicycle"]));
    let everybody = says(&["access"]);
    let nobody_named = foot.is_none() && bicycle.is_none();
    let car = says(&["motorcar", "motor_vehicle", "vehicle"]).or(everybody).unwrap_or(nobody_named);
    Who {
        foot: foot.or(everybody).unwrap_or(true),
        bicycle: bicycle.or(everybody).unwrap_or(car || foot.is_none()),
        car,
    }
}

/// Writes the answer into tags, so that every reader of them finds the same.
pub fn write(who: Who, tags: &mut Tags) {
    let word = |allowed: bool| if allowed { "yes" } else { "no" };
    tags.set("foot", word(who.foot));
    tags.set("bicycle", word(who.bicycle));
    tags.set("motor_vehicle", word(who.car));
    tags.set("motorcar", word(who.car));
}

/// Who may board, as a list of modes parted by spaces, commas, semicolons or `+`; `None` when it names anything else.
///
/// ```
/// use halfhour::import::osm::who_in;
/// assert_eq!(who_in("foot+car").map(|who| (who.foot, who.bicycle, who.car)), Some((true, false, true)));
/// ```
pub fn who_in(list: &str) -> Option<Who> {
    let mut who = Who::NOBODY;
    for mode in list.split([' ', ',', ';', '+', '|', '，', '、', '；']).filter(|mode| !mode.is_empty()) {
        match mode.to_lowercase().as_str() {
            "foot" | "步行" | "行人" | "人" => who.foot = true,
            "bicycle" | "自行车" => who.bicycle = true,
            "car" | "汽车" | "车" | "车辆" => who.car = true,
            _ => return None,
        }
    }
    Some(who)
}

fn allows(value: &str) -> bool {
    !matches!(
        value,
        "no" | "private" | "discouraged" | "use_sidepath" | "unknown" | "military" | "forestry" | "agricultural"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(tags: &[(&str, &str)]) -> (bool, bool, bool) {
        let who = who_boards(&tags.iter().copied().collect());
        (who.foot, who.bicycle, who.car)
    }

    #[test]
    fn what_is_said_is_taken() {
        assert_eq!(who(&[("foot", "yes"), ("bicycle", "yes"), ("motor_vehicle", "yes")]), (true, true, true));
        assert_eq!(who(&[("foot", "no"), ("motorcar", "yes")]), (false, true, true));
        assert_eq!(who(&[("access", "no"), ("foot", "permissive")]), (true, false, false));
        assert_eq!(who(&[("access", "private")]), (false, false, false));
        assert_eq!(who(&[("motor_vehicle", "yes"), ("motorcar", "no"), ("foot", "yes")]), (true, false, false));
    }

    #[test]
    fn what_is_not_said_is_guessed() {
        assert_eq!(who(&[]), (true, true, true), "a bare line of the map carries everybody");
        assert_eq!(who(&[("foot", "yes")]), (true, false, false));
        assert_eq!(who(&[("motor_vehicle", "no")]), (true, true, false));
        assert_eq!(who(&[("bicycle", "yes"), ("motor_vehicle", "no")]), (true, true, false));
    }
}
