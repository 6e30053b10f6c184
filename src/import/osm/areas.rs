//! Administrative areas out of boundary relations and closed ways.
//!
//! Never here: which area holds what (see `places::areas`).

use super::gather::Gathered;
use super::source::ElementKind;
use super::{Selector, outline, places};
use crate::issue::{Code, Issue, Place};
use crate::places::Area;
use crate::space::Extent;
use crate::words::Words;

/// The areas that `selector` picks, ordered by id, and what is wrong with their outlines. `edge` is the frame of the
/// data: borders that leave it are closed there.
pub fn areas(gathered: &Gathered, selector: &Selector, edge: Option<Extent>, file: &str) -> (Vec<Area>, Vec<Issue>) {
    let (mut areas, mut issues, mut in_relations) = (Vec::new(), Vec::new(), Vec::new());
    for relation in gathered.relations.iter().filter(|relation| selector.picks(&relation.tags)) {
        let ways = relation.members.iter().filter(|member| member.kind == ElementKind::Way);
        in_relations.extend(ways.map(|member| member.id));
        let id = format!("r{}", relation.id);
        let name = places::name(&relation.tags).unwrap_or_else(|| Words::same(&*id));
        let made = outline::of_relation(gathered, relation, edge);
        let issue = |zh: &str, en: &str| {
            let cause = Words::new(format!("边界“{}”{zh}", name.zh), format!("the border of {} {en}", name.en));
            Issue::new(Code::BoundaryOpen, Place::file(file).field(&*id), cause)
        };
        if made.polygons.0.is_empty() {
            issues.push(issue("无法闭合，已略去该区域", "does not close; the area is left out"));
            continue;
        }
        if made.open {
            issues.push(issue("有一部分无法闭合，仅使用其余部分", "does not close in part; the rest is used"));
        } else if made.mended {
            issues.push(issue("超出数据范围，已在边缘处闭合", "leaves the data; it was closed at the edge"));
        }
        areas.push(Area::new(id, name, made.polygons));
    }
    in_relations.sort_unstable();
    for way in gathered.ways.iter().filter(|way| selector.picks(&way.tags)) {
        // A way of a border carries the tags of the border too; only one that is a whole border is an area.
        let outline = outline::of_way(gathered, way);
        if in_relations.binary_search(&way.id).is_err() && !outline.0.is_empty() {
            let id = format!("w{}", way.id);
            let name = places::name(&way.tags).unwrap_or_else(|| Words::same(&*id));
            areas.push(Area::new(id, name, outline));
        }
    }
    areas.sort_by(|a, b| a.id.cmp(&b.id));
    (areas, issues)
}
