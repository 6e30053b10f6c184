//! Rows and sites that say nothing new, and problems that fall apart.
//!
//! Never here: multipliers, a search. Every row must have an open site here (Toregas & ReVelle 1973).

use super::choice::Choice;

/// Rows without those that another row implies: fulfilled whenever a row with some of their sites is. Rows are sorted lists of sites.
pub(super) fn rows(mut rows: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    rows.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    rows.dedup();
    let sites = rows.iter().flatten().copied().max().map_or(0, |site| site as usize + 1);
    // Kept rows by their first site: a row that is implied holds the first site of the one that implies it.
    let mut by_first: Vec<Vec<usize>> = vec![Vec::new(); sites];
    let mut kept: Vec<Vec<u32>> = Vec::new();
    for row in rows {
        let implied = row.iter().any(|&site| by_first[site as usize].iter().any(|&at| within(&kept[at], &row)));
        if !implied {
            if let Some(&first) = row.first() {
                by_first[first as usize].push(kept.len());
            }
            kept.push(row);
        }
    }
    kept
}

/// Is every number of `small` in `large`? Both ascend.
fn within(small: &[u32], large: &[u32]) -> bool {
    let mut rest = large.iter();
    small.iter().all(|number| rest.by_ref().find(|&other| other >= number) == Some(number))
}

/// Sites in no row, and sites whose rows another one that costs no more has too, where no two sites exclude each other.
pub(super) fn useless(rows: &[Vec<u32>], choice: &Choice, used: &[bool]) -> Vec<u32> {
    let mut columns: Vec<Vec<u32>> = vec![Vec::new(); choice.cost.len()];
    for (row, sites) in rows.iter().enumerate() {
        sites.iter().for_each(|&site| columns[site as usize].push(row as u32));
    }
    let mut gone: Vec<bool> = used.iter().map(|used| !used).collect();
    if choice.unbound() {
        for site in 0..columns.len() {
            let Some(&row) = columns[site].iter().min_by_key(|&&row| rows[row as usize].len()) else { continue };
            gone[site] = rows[row as usize].iter().any(|&other| {
                let other = other as usize;
                other != site
                    && !gone[other]
                    && choice.cost[other] <= choice.cost[site]
                    && choice.kind[other] == choice.kind[site]
                    && within(&columns[site], &columns[other])
            });
        }
    }
    (0..gone.len()).filter(|&site| gone[site]).map(|site| site as u32).collect()
}

/// Groups of rows that share no site, nor sites that exclude each other, with other groups.
pub(super) fn components(rows: Vec<Vec<u32>>, near: &[Vec<u32>]) -> Vec<Vec<Vec<u32>>> {
    let mut parent: Vec<u32> = (0..near.len() as u32).collect();
    let join = |parent: &mut Vec<u32>, a: u32, b: u32| {
        let (a, b) = (root(parent, a), root(parent, b));
        parent[a.max(b) as usize] = a.min(b);
    };
    for row in &rows {
        row.windows(2).for_each(|pair| join(&mut parent, pair[0], pair[1]));
    }
    for (site, others) in near.iter().enumerate() {
        others.iter().for_each(|&other| join(&mut parent, site as u32, other));
    }
    let mut groups: std::collections::BTreeMap<u32, Vec<Vec<u32>>> = std::collections::BTreeMap::new();
    for row in rows {
        let Some(&first) = row.first() else { continue };
        let root = root(&mut parent, first);
        groups.entry(root).or_default().push(row);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [u32], mut site: u32) -> u32 {
    while parent[site as usize] != site {
        parent[site as usize] = parent[parent[site as usize] as usize];
        site = parent[site as usize];
    }
    site
}
