//! Which sets of sites may be opened, and the best of them when every site has a score of its own.
//!
//! Never here: demand, times.

/// What a search has settled about a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Open or closed, as is best.
    Free,
    /// Open in everything below.
    Open,
    /// Closed in everything below.
    Closed,
}

/// How much may be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Limit {
    /// As many as wanted.
    Any,
    /// So many.
    Count(usize),
    /// So much cost.
    Budget(i64),
    /// So many of each kind.
    Each(Vec<usize>),
}

/// The rules that a set of open sites must keep.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What may be opened in all.
    pub limit: Limit,
    /// Cost a site, at least 0.
    pub cost: Vec<i64>,
    /// Kind a site.
    pub kind: Vec<u16>,
    /// Sites that may not stand beside a site, ascending.
    pub near: Vec<Vec<u32>>,
    /// A partition into sets of which one may be open at most; used to bound.
    pub clique: Vec<u32>,
}

impl Choice {
    /// Rules over sites with these costs and kinds; `near` says what may not stand beside what.
    pub fn new(limit: Limit, cost: Vec<i64>, kind: Vec<u16>, near: Vec<Vec<u32>>) -> Self {
        // With a number a kind, a clique over two kinds could not be judged kind by kind.
        let apart = matches!(limit, Limit::Each(_));
        let clique = cliques(&near, |a, b| !apart || kind[a as usize] == kind[b as usize]);
        Self { limit, cost, kind, near, clique }
    }

    /// True when no two sites exclude each other.
    pub fn unbound(&self) -> bool {
        self.near.iter().all(Vec::is_empty)
    }
}

/// Greedy partition into cliques, sites in order.
fn cliques(near: &[Vec<u32>], alike: impl Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut clique = vec![u32::MAX; near.len()];
    for site in 0..near.len() {
        if clique[site] != u32::MAX {
            continue;
        }
        clique[site] = site as u32;
        let mut members = vec![site as u32];
        for &other in &near[site] {
            let joins = clique[other as usize] == u32::MAX
                && alike(site as u32, other)
                && members.iter().all(|member| near[other as usize].binary_search(member).is_ok());
            if joins {
                clique[other as usize] = site as u32;
                members.push(other);
            }
        }
    }
    clique
}

/// What is settled, and what may still be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fixed {
    /// A state a site.
    pub state: Vec<State>,
    /// What may still be opened.
    pub left: Limit,
}

impl Fixed {
    /// Nothing settled but what cannot be afforded.
    pub fn new(choice: &Choice) -> Self {
        let mut fixed = Self { state: vec![State::Free; choice.cost.len()], left: choice.limit.clone() };
        fixed.close_unaffordable(choice);
        fixed
    }

    /// Opens a free site and closes what may not stand beside it; false when it may not be opened.
    pub fn open(&mut self, site: u32, choice: &Choice) -> bool {
        let index = site as usize;
        match self.state[index] {
            State::Open => return true,
            State::Closed => return false,
            State::Free => {}
        }
        let paid = match &mut self.left {
            Limit::Any => true,
            Limit::Count(count) => take(count, 1),
            Limit::Budget(money) => {
                *money -= choice.cost[index];
                *money >= 0
            }
            Limit::Each(counts) => counts.get_mut(usize::from(choice.kind[index])).is_some_and(|count| take(count, 1)),
        };
        if !paid {
            return false;
        }
        self.state[index] = State::Open;
        for &other in &choice.near[index] {
            if self.state[other as usize] == State::Open {
                return false;
            }
            self.state[other as usize] = State::Closed;
        }
        self.close_unaffordable(choice);
        true
    }

    /// Closes a site; false when it is open.
    pub fn close(&mut self, site: u32) -> bool {
        if self.state[site as usize] == State::Open {
            return false;
        }
        self.state[site as usize] = State::Closed;
        true
    }

    fn close_unaffordable(&mut self, choice: &Choice) {
        let left = &self.left;
        let affordable = |site: usize| match left {
            Limit::Any => true,
            Limit::Count(count) => *count > 0,
            Limit::Budget(money) => choice.cost[site] <= *money,
            Limit::Each(counts) => counts.get(usize::from(choice.kind[site])).is_some_and(|&count| count > 0),
        };
        for (site, state) in self.state.iter_mut().enumerate() {
            if *state == State::Free && !affordable(site) {
                *state = State::Closed;
            }
        }
    }

    /// The sites in this state, ascending.
    pub fn sites(&self, wanted: State) -> impl Iterator<Item = u32> + '_ {
        (0..self.state.len()).filter(move |&site| self.state[site] == wanted).map(|site| site as u32)
    }
}

fn take(count: &mut usize, n: usize) -> bool {
    if *count < n {
        return false;
    }
    *count -= n;
    true
}

/// The best set of free sites for given scores, and what forcing a site would cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Pick {
    /// The sites chosen, best first.
    pub sites: Vec<u32>,
    /// At least the best sum of scores of any allowed set.
    pub total: i64,
    /// A kind: the lowest chosen score when the kind is full, else 0; and the highest score left out, at least 0.
    edge: Vec<(i64, i64)>,
    /// With a budget: score and cost of the site that did not fit.
    ratio: Option<(i64, i64)>,
    order: Vec<u32>,
    taken: Vec<u32>,
}

impl Pick {
    /// Chooses by `scores` among the free sites.
    pub fn choose(&mut self, choice: &Choice, fixed: &Fixed, scores: &[i64]) {
        self.sites.clear();
        self.edge.clear();
        self.ratio = None;
        self.total = 0;
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(fixed.sites(State::Free).filter(|&site| scores[site as usize] > 0));
        match &fixed.left {
            Limit::Budget(money) => {
                order.sort_unstable_by(|&a, &b| by_ratio(choice, scores, a, b));
                self.fill(choice, scores, (&order, *money));
            }
            Limit::Each(counts) => {
                self.by_score(choice, scores, &mut order);
                self.count(choice, scores, (&order, counts));
            }
            Limit::Any => {
                self.by_score(choice, scores, &mut order);
                self.count_all(scores, (&order, usize::MAX));
            }
            Limit::Count(count) => {
                // Without exclusions only the best few need an order.
                let few = *count + 1;
                if order.len() > few && choice.unbound() {
                    order.select_nth_unstable_by_key(few - 1, |&site| (std::cmp::Reverse(scores[site as usize]), site));
                    order.truncate(few);
                }
                self.by_score(choice, scores, &mut order);
                self.count_all(scores, (&order, *count));
            }
        }
        self.order = order;
    }

    /// Sorts by falling score; of a clique only the best stays, the others go to the end.
    fn by_score(&mut self, choice: &Choice, scores: &[i64], order: &mut [u32]) {
        order.sort_unstable_by_key(|&site| (std::cmp::Reverse(scores[site as usize]), site));
        if choice.unbound() {
            return;
        }
        self.taken.clear();
        self.taken.resize(choice.cost.len(), 0);
        let taken = &mut self.taken;
        order.sort_by_cached_key(|&site| {
            let seen = &mut taken[choice.clique[site as usize] as usize];
            *seen += 1;
            *seen > 1
        });
    }

    fn count_all(&mut self, scores: &[i64], (order, count): (&[u32], usize)) {
        let mates = self.mates(order);
        let chosen = count.min(mates);
        self.sites.extend_from_slice(&order[..chosen]);
        self.total = self.sites.iter().map(|&site| scores[site as usize]).sum();
        let worst = if chosen == count { self.sites.last().map_or(0, |&site| scores[site as usize]) } else { 0 };
        let next = order[chosen..].iter().map(|&site| scores[site as usize]).max().unwrap_or(0);
        self.edge.push((worst, next));
    }

    /// How many of the order are the best of their clique: these come first, with falling scores.
    fn mates(&self, order: &[u32]) -> usize {
        if self.taken.is_empty() {
            return order.len();
        }
        order.len() - self.taken.iter().map(|&seen| seen.saturating_sub(1) as usize).sum::<usize>()
    }

    fn count(&mut self, choice: &Choice, scores: &[i64], (order, counts): (&[u32], &[usize])) {
        let mates = self.mates(order);
        self.edge.resize(counts.len(), (0, 0));
        let mut chosen = vec![0usize; counts.len()];
        for (place, &site) in order.iter().enumerate() {
            let (kind, score) = (usize::from(choice.kind[site as usize]), scores[site as usize]);
            if place < mates && chosen[kind] < counts[kind] {
                chosen[kind] += 1;
                self.sites.push(site);
                self.total += score;
                self.edge[kind].0 = if chosen[kind] == counts[kind] { score } else { 0 };
            } else {
                self.edge[kind].1 = self.edge[kind].1.max(score);
            }
        }
    }

    /// The linear relaxation of a knapsack: whole sites in order of score a cost, then a part of one.
    fn fill(&mut self, choice: &Choice, scores: &[i64], (order, mut money): (&[u32], i64)) {
        for &site in order {
            let (score, cost) = (scores[site as usize], choice.cost[site as usize]);
            if self.ratio.is_none() && cost > money {
                self.total += part(score, money, cost) + 1;
                self.ratio = Some((score, cost));
            }
            if cost <= money {
                // After the first that does not fit the set goes on, but the bound does not.
                self.total += if self.ratio.is_none() { score } else { 0 };
                money -= cost;
                self.sites.push(site);
            }
        }
    }

    /// At least the best sum when `site`, not chosen, must be open.
    pub fn with(&self, choice: &Choice, scores: &[i64], site: u32) -> i64 {
        self.total + scores[site as usize] - self.marginal(choice, site, |edge| edge.0)
    }

    /// At least the best sum when `site` must be closed.
    pub fn without(&self, choice: &Choice, scores: &[i64], site: u32) -> i64 {
        self.total - scores[site as usize]
            + self.marginal(choice, site, |edge| edge.1)
            + i64::from(self.ratio.is_some())
    }

    fn marginal(&self, choice: &Choice, site: u32, side: impl Fn(&(i64, i64)) -> i64) -> i64 {
        if let Some((score, cost)) = self.ratio {
            return part(score, choice.cost[site as usize], cost);
        }
        let kind = if self.edge.len() > 1 { usize::from(choice.kind[site as usize]) } else { 0 };
        self.edge.get(kind).map_or(0, side)
    }
}

/// `score` × `share` / `whole`, rounded down.
fn part(score: i64, share: i64, whole: i64) -> i64 {
    (i128::from(score) * i128::from(share) / i128::from(whole.max(1))) as i64
}

fn by_ratio(choice: &Choice, scores: &[i64], a: u32, b: u32) -> std::cmp::Ordering {
    let key = |site: u32, other: u32| i128::from(scores[site as usize]) * i128::from(choice.cost[other as usize]);
    // Sites without cost come first; then by falling score a cost.
    let free = |site: u32| choice.cost[site as usize] == 0;
    free(b).cmp(&free(a)).then_with(|| key(b, a).cmp(&key(a, b))).then(a.cmp(&b))
}
