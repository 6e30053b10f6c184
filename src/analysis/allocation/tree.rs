//! The basis: a spanning tree of demand, sites and a root, with a flow on every branch and a potential at every node.
//!
//! The root stands for "no place": demand without one flows to it at the price of no place, and what a site has to spare flows from
//! it for nothing. So no arc has an upper bound, and what is not in the tree carries nothing. Arcs only leave demand and only enter
//! sites: the branch of a demand point leads to its parent, that of a site from its parent. The tree is kept *strongly
//! feasible* (a branch without flow leads towards the root), so that no sequence of pivots comes round to itself (Cunningham 1976).
//!
//! Never here: which arc enters next.

/// No node.
const NIL: u32 = u32::MAX;

/// What joins a node to its parent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Branch {
    cost: i64,
    flow: i64,
}

/// Where a node hangs, and what hangs from it. Kept close together: moving branches reads little else.
#[derive(Clone, Copy, Debug)]
struct Node {
    parent: u32,
    child: u32,
    next: u32,
    before: u32,
}

/// The tree. Demand comes first among the nodes, then sites, then the root.
#[derive(Debug)]
pub(super) struct Tree {
    demand: u32,
    root: u32,
    node: Vec<Node>,
    branch: Vec<Branch>,
    potential: Vec<i64>,
    /// The last search for a join that passed a node.
    passed: Vec<u32>,
    searches: u32,
    /// Nodes whose potential is still to be raised.
    open: Vec<u32>,
}

/// Where a tree starts from.
pub(super) struct Start {
    /// Demand, site, time, amount: a forest. In each of its components at most one node has anything to spare.
    pub links: Vec<(u32, u32, u32, i64)>,
    /// What waits at each demand point, and then what each site has to spare.
    pub spare: Vec<i64>,
    /// How many of these are demand points.
    pub demand: usize,
}

impl Tree {
    /// The tree of a start, where `none` is the price of no place.
    pub fn new(start: &Start, none: i64) -> Self {
        let Start { links, spare, demand } = start;
        let nodes = spare.len() + 1;
        let mut tree = Self {
            demand: *demand as u32,
            root: spare.len() as u32,
            node: vec![Node { parent: NIL, child: NIL, next: NIL, before: NIL }; nodes],
            branch: vec![Branch::default(); nodes],
            potential: vec![0; nodes],
            passed: vec![0; nodes],
            searches: 0,
            open: vec![NIL; nodes + 1],
        };
        let mut around: Vec<Vec<u32>> = vec![Vec::new(); spare.len()];
        for (index, &(point, site, ..)) in (0u32..).zip(links) {
            around[point as usize].push(index);
            around[demand + site as usize].push(index);
        }
        // From what is left over; a component without anything left over hangs by an empty branch from one of its demand.
        let tops = (0..tree.root).filter(|&node| spare[node as usize] > 0).chain(0..tree.root);
        for top in tops {
            if tree.parent(top) != NIL {
                continue;
            }
            let cost = if top < tree.demand { none } else { 0 };
            tree.hang(top, tree.root, Branch { cost, flow: spare[top as usize] });
            let mut open = vec![top];
            while let Some(node) = open.pop() {
                for &index in &around[node as usize] {
                    let (point, site, time, flow) = links[index as usize];
                    let other = if point == node { tree.demand + site } else { point };
                    if tree.parent(other) == NIL {
                        tree.hang(other, node, Branch { cost: i64::from(time), flow });
                        open.push(other);
                    }
                }
            }
        }
        tree
    }

    /// The node that stands for "no place".
    pub fn root(&self) -> u32 {
        self.root
    }

    /// What it costs to bring one more to the root: from demand, and from sites, where it is the worth of one more place.
    pub fn potentials(&self) -> (&[i64], &[i64]) {
        self.potential[..self.root as usize].split_at(self.demand as usize)
    }

    /// What flows between demand and sites: demand, site, amount.
    pub fn flows(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        (0..self.root).filter_map(|node| {
            let (parent, flow) = (self.parent(node), self.branch[node as usize].flow);
            let (point, site) = if node < self.demand { (node, parent) } else { (parent, node) };
            (parent != self.root && flow > 0).then(|| (point, site - self.demand, flow))
        })
    }

    /// Lets an arc enter with as much flow as there can be around the cycle that it closes; the last branch that blocks leaves.
    pub fn pivot(&mut self, from: u32, to: u32, cost: i64) {
        let join = self.join(from, to);
        // The flow goes down from the join to `from`, along the arc, and up from `to`. It takes away from branches that lead the
        // other way. There always is one: `from` is demand or above `to`, `to` is a site or above `from`.
        let (mut most, mut leaving, mut top, mut parent) = (i64::MAX, NIL, from, to);
        let mut node = from;
        while node != join {
            let flow = self.branch[node as usize].flow;
            if node < self.demand && flow < most {
                (most, leaving) = (flow, node);
            }
            node = self.parent(node);
        }
        node = to;
        while node != join {
            let flow = self.branch[node as usize].flow;
            if node >= self.demand && flow <= most {
                (most, leaving, top, parent) = (flow, node, to, from);
            }
            node = self.parent(node);
        }
        if most > 0 {
            self.shift((from, join), -most);
            self.shift((to, join), most);
        }
        self.turn((top, leaving), parent, Branch { cost, flow: most });
    }

    /// Adds to the flow of the branches of demand on the way from a node up to another, and takes the same from those of sites.
    fn shift(&mut self, (from, join): (u32, u32), amount: i64) {
        let mut node = from;
        while node != join {
            self.branch[node as usize].flow += if node < self.demand { amount } else { -amount };
            node = self.parent(node);
        }
    }

    /// Where the ways up from two nodes meet.
    fn join(&mut self, mut a: u32, mut b: u32) -> u32 {
        if self.searches == u32::MAX {
            self.passed.fill(0);
            self.searches = 0;
        }
        self.searches += 1;
        let search = self.searches;
        self.passed[self.root as usize] = search;
        // In turns, so that a short way is not paid for by a long one.
        while a != self.root {
            if std::mem::replace(&mut self.passed[a as usize], search) == search {
                return a;
            }
            a = self.parent(a);
            std::mem::swap(&mut a, &mut b);
        }
        while self.passed[b as usize] != search {
            b = self.parent(b);
        }
        b
    }

    /// Cuts off what hangs from `leaving`, and hangs it up by `top`, a node of it.
    fn turn(&mut self, (top, leaving): (u32, u32), mut parent: u32, mut branch: Branch) {
        let mut node = top;
        loop {
            let (old_parent, old) = (self.parent(node), self.branch[node as usize]);
            self.unhang(node);
            self.attach(node, parent, branch);
            if node == leaving {
                break;
            }
            (parent, branch, node) = (node, old, old_parent);
        }
        self.raise(top, self.by_parent(top) - self.potential[top as usize]);
    }

    /// Adds to the potentials of a node and of all that hangs from it.
    fn raise(&mut self, top: u32, change: i64) {
        self.potential[top as usize] += change;
        let (mut open, mut node) = (0, self.node[top as usize].child);
        while node != NIL {
            self.potential[node as usize] += change;
            let Node { child, next, .. } = self.node[node as usize];
            // Which of them are there cannot be foretold: counted rather than asked, which is several times as fast.
            self.open[open] = next;
            open += usize::from(next != NIL);
            self.open[open] = child;
            open += usize::from(child != NIL);
            open = open.wrapping_sub(1);
            node = self.open.get(open).copied().unwrap_or(NIL);
        }
    }

    fn parent(&self, node: u32) -> u32 {
        self.node[node as usize].parent
    }

    /// The potential of a node as its parent's makes it.
    fn by_parent(&self, node: u32) -> i64 {
        let cost = self.branch[node as usize].cost;
        self.potential[self.parent(node) as usize] + if node < self.demand { cost } else { -cost }
    }

    fn hang(&mut self, node: u32, parent: u32, branch: Branch) {
        self.attach(node, parent, branch);
        self.potential[node as usize] = self.by_parent(node);
    }

    fn attach(&mut self, node: u32, parent: u32, branch: Branch) {
        let next = std::mem::replace(&mut self.node[parent as usize].child, node);
        let this = &mut self.node[node as usize];
        (this.parent, this.next, this.before) = (parent, next, NIL);
        self.branch[node as usize] = branch;
        if next != NIL {
            self.node[next as usize].before = node;
        }
    }

    fn unhang(&mut self, node: u32) {
        let Node { parent, next, before, .. } = self.node[node as usize];
        if before == NIL {
            self.node[parent as usize].child = next;
        } else {
            self.node[before as usize].next = next;
        }
        if next != NIL {
            self.node[next as usize].before = before;
        }
    }
}
