//! Real names and codes of places: the tree of a district or province down to its villages.
//!
//! The tables are those of `data/studies/names`, one place a line, a code and a name; a code of three digits belongs to the
//! township above it. Never here: where a place lies, which nobody has told us.

use std::collections::BTreeMap;

/// How long the codes of province, city, county, township and village are.
pub(super) const LENGTHS: [usize; 5] = [2, 4, 6, 9, 12];
/// Digits of the code of a township.
const TOWNSHIP: usize = 9;

/// The places of a study.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Name by code.
    pub(super) names: BTreeMap<String, String>,
    /// The codes of the villages, ascending.
    pub(super) villages: Vec<String>,
}

impl Tree {
    /// Reads a table.
    pub(super) fn read(text: &str) -> Self {
        let mut tree = Self::default();
        let mut township = "";
        for (code, name) in text.lines().filter_map(|line| line.split_once(' ')) {
            let whole = if code.len() == 3 { format!("{township}{code}") } else { code.to_owned() };
            if code.len() == TOWNSHIP {
                township = code;
            }
            tree.names.insert(whole, short(name));
        }
        let longest = LENGTHS[LENGTHS.len() - 1];
        tree.villages = tree.names.keys().filter(|code| code.len() == longest).cloned().collect();
        tree
    }

    /// The codes above those of villages, of each length that there is, shortest first.
    pub(super) fn above(&self) -> Vec<Vec<&str>> {
        let mut levels: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for code in self.names.keys().filter(|code| code.len() < LENGTHS[LENGTHS.len() - 1]) {
            levels.entry(code.len()).or_default().push(code);
        }
        levels.into_values().collect()
    }

    /// The villages whose codes begin with a code.
    pub(super) fn below(&self, code: &str) -> std::ops::Range<usize> {
        let start = self.villages.partition_point(|village| village.as_str() < code);
        let length = self.villages[start..].partition_point(|village| village.starts_with(code));
        start..start + length
    }

    /// The name of a place; empty where there is none.
    pub(super) fn name(&self, code: &str) -> &str {
        self.names.get(code).map_or("", String::as_str)
    }

    /// The areas as a table.
    pub(super) fn areas(&self) -> String {
        let rows = self.names.iter().map(|(code, name)| format!("{code},{name}\n"));
        std::iter::once("code,name\n".to_owned()).chain(rows).collect()
    }
}

/// The name of a village as people say it, without its committee.
fn short(name: &str) -> String {
    let village = ["村村民委员会", "村村委会", "村民委员会", "村委会"].iter().find_map(|end| name.strip_suffix(end));
    if let Some(stem) = village {
        return format!("{stem}村");
    }
    let block = ["社区居民委员会", "社区居委会"].iter().find_map(|end| name.strip_suffix(end));
    if let Some(stem) = block {
        return format!("{stem}社区");
    }
    let stem = ["居民委员会", "居委会"].iter().find_map(|end| name.strip_suffix(end));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_belong_to_the_township_above_them() {
        let tree =
            Tree::read("440304 福田区\n440304001 南园街道\n019 沙埔头社区居委会\n440304002 园岭街道\n001 长城村委会\n");
        assert_eq!(tree.villages, ["440304001019", "440304002001"]);
        assert_eq!((tree.name("440304001019"), tree.name("440304002001")), ("沙埔头社区", "长城村"));
        assert_eq!(tree.above(), [vec!["440304"], vec!["440304001", "440304002"]]);
        assert_eq!((tree.below("440304"), tree.below("440304002")), (0..2, 1..2));
        assert!(tree.areas().starts_with("code,name\n440304,福田区\n440304001,南园街道\n"));
    }

    #[test]
    fn committees_are_left_out_of_names() {
        let names =
            ["大庄村村委会", "李家湾村委会", "贡玛村民委员会", "卓格社区居民委员会", "南门居委会", "林场生活区"];
        assert_eq!(names.map(short), ["大庄村", "李家湾村", "贡玛村", "卓格社区", "南门", "林场生活区"]);
    }
}
