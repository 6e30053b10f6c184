//! The undirected shape of a network: who is beside whom, without loops and doubles.
//!
//! Never here: weights, directions.

/// Neighbours of vertices in one flat array. Rows shrink in place and never grow.
#[derive(Clone, Debug)]
pub struct Graph {
    first: Vec<u32>,
    degree: Vec<u32>,
    neighbour: Vec<u32>,
}

impl Graph {
    /// The graph of some arcs between `count` vertices; directions, loops and doubles are forgotten.
    pub fn new(count: usize, arcs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut first = vec![0_u32; count + 1];
        for (a, b) in arcs.clone().filter(|(a, b)| a != b) {
            first[a as usize + 1] += 1;
            first[b as usize + 1] += 1;
        }
        for v in 0..count {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut neighbour = vec![0_u32; first[count] as usize];
        for (a, b) in arcs.filter(|(a, b)| a != b) {
            for (a, b) in [(a, b), (b, a)] {
                neighbour[next[a as usize] as usize] = b;
                next[a as usize] += 1;
            }
        }
        let mut degree = vec![0_u32; count];
        for v in 0..count {
            let row = &mut neighbour[first[v] as usize..first[v + 1] as usize];
            row.sort_unstable();
            let mut kept = 0;
            for i in 0..row.len() {
                if i == 0 || row[i] != row[i - 1] {
                    row[kept] = row[i];
                    kept += 1;
                }
            }
            degree[v] = kept as u32;
        }
        Self { first, degree, neighbour }
    }

    /// The number of vertices.
    pub fn len(&self) -> usize {
        self.degree.len()
    }

    /// How many neighbours a vertex has.
    pub fn degree(&self, v: u32) -> u32 {
        self.degree[v as usize]
    }

    /// The neighbours of a vertex.
    pub fn neighbours(&self, v: u32) -> &[u32] {
        let first = self.first[v as usize] as usize;
        &self.neighbour[first..first + self.degree[v as usize] as usize]
    }

    /// In the row of `v`, puts `new` in the place of `old`; drops the place when there is none or it is there already.
    pub fn replace(&mut self, v: u32, old: u32, new: Option<u32>) {
        let first = self.first[v as usize] as usize;
        let degree = &mut self.degree[v as usize];
        let row = &mut self.neighbour[first..first + *degree as usize];
        let Some(place) = row.iter().position(|&u| u == old) else { return };
        match new.filter(|new| !row.contains(new)) {
            Some(new) => row[place] = new,
            None => {
                row.swap(place, *degree as usize - 1);
                *degree -= 1;
            }
        }
    }

    /// Leaves a vertex without neighbours.
    pub fn clear(&mut self, v: u32) {
        self.degree[v as usize] = 0;
    }

    /// The part of the graph on `members`, whose ids become their places in that list. `place` is scratch memory of
    /// [`Graph::len`] entries that are all `u32::MAX` before and after.
    pub fn part(&self, members: &[u32], place: &mut [u32]) -> Self {
        for (i, &v) in members.iter().enumerate() {
            place[v as usize] = i as u32;
        }
        let mut first = Vec::with_capacity(members.len() + 1);
        let mut neighbour = Vec::new();
        first.push(0);
        for &v in members {
            neighbour.extend(self.neighbours(v).iter().map(|&u| place[u as usize]).filter(|&u| u != u32::MAX));
            let begin = first[first.len() - 1] as usize;
            neighbour[begin..].sort_unstable();
            first.push(neighbour.len() as u32);
        }
        for &v in members {
            place[v as usize] = u32::MAX;
        }
        let degree = first.windows(2).map(|pair| pair[1] - pair[0]).collect();
        Self { first, degree, neighbour }
    }

    /// Where the row of `v` begins among all places for neighbours.
    pub fn first(&self, v: u32) -> usize {
        self.first[v as usize] as usize
    }

    /// How many places for neighbours there are.
    pub fn places(&self) -> usize {
        self.neighbour.len()
    }
}
