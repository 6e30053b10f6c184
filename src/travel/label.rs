//! What a sweep carries from vertex to vertex: a time, or a time with more behind it.
//!
//! Never here: sweeps.

use super::metric::Weight;
use crate::units::Deciseconds;

/// A label of one lane; smaller is better.
pub trait Label: Copy + Ord + std::fmt::Debug + Send + Sync {
    /// Not reached.
    const NONE: Self;
    /// The label after an arc more; [`Label::NONE`] stays as it is.
    fn after(self, weight: Weight) -> Self;
}

/// A label that is a time and nothing else.
pub trait TimeLabel: Label {
    /// A time; one that the label cannot hold is [`Label::NONE`].
    fn of(time: Deciseconds) -> Self;
    /// The time.
    fn time(self) -> Deciseconds;
}

/// Deciseconds up to 109 minutes, half the memory of `u32`.
impl Label for u16 {
    const NONE: Self = Self::MAX;

    #[inline(always)]
    fn after(self, weight: Weight) -> Self {
        self.saturating_add(weight.time().min(u32::from(Self::MAX)) as Self)
    }
}

impl TimeLabel for u16 {
    #[inline(always)]
    fn of(time: Deciseconds) -> Self {
        time.get().min(u32::from(Self::MAX)) as Self
    }

    #[inline(always)]
    fn time(self) -> Deciseconds {
        if self == Self::NONE { Deciseconds::UNREACHED } else { Deciseconds::new(u32::from(self)) }
    }
}

/// Deciseconds.
impl Label for u32 {
    const NONE: Self = Self::MAX;

    #[inline(always)]
    fn after(self, weight: Weight) -> Self {
        self.saturating_add(weight.time())
    }
}

impl TimeLabel for u32 {
    #[inline(always)]
    fn of(time: Deciseconds) -> Self {
        time.get()
    }

    #[inline(always)]
    fn time(self) -> Deciseconds {
        Deciseconds::new(self)
    }
}

/// Deciseconds (upper half), then an owner, then whether a boat was boarded (lowest bit): the smallest is the earliest, of
/// equally early ones that of the lowest owner, and of its ways one without a boat.
impl Label for u64 {
    const NONE: Self = Self::MAX;

    #[inline(always)]
    fn after(self, weight: Weight) -> Self {
        self.saturating_add(u64::from(weight.time()) << 32) | u64::from(weight.boat())
    }
}

/// Deciseconds (20 bits), an owner (11 bits) and whether a boat was boarded (lowest bit): what `u64` says, in half the memory, for journeys
/// below 29 hours of at most 2,047 owners.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Brief(u32);

impl Brief {
    /// Bits of the time; all ones: not reached.
    const TIME: u32 = 20;
    /// Bits of the owner and the boat.
    const REST: u32 = u32::BITS - Self::TIME;

    /// Can every journey within `bound` of so many owners be told apart?
    pub fn holds(owners: usize, bound: Deciseconds) -> bool {
        owners < 1 << (Self::REST - 1) && bound.get() < (1 << Self::TIME) - 1
    }
}

impl Label for Brief {
    const NONE: Self = Self(u32::MAX);

    #[inline(always)]
    fn after(self, weight: Weight) -> Self {
        let time = weight.time().min((1 << Self::TIME) - 1) << Self::REST;
        Self(self.0.saturating_add(time) | u32::from(weight.boat()))
    }
}

/// A label that knows whose journey it is. Labels compare as what they stand for does.
pub trait OwnedLabel: Label {
    /// The label of a journey; one that cannot be held is [`Label::NONE`].
    fn of(journey: Owned) -> Self;
    /// The journey.
    fn journey(self) -> Owned;
    /// The largest label within a time.
    fn within(time: Deciseconds) -> Self;
}

impl OwnedLabel for u64 {
    #[inline(always)]
    fn of(journey: Owned) -> Self {
        journey.0
    }

    #[inline(always)]
    fn journey(self) -> Owned {
        Owned(self)
    }

    fn within(time: Deciseconds) -> Self {
        u64::from(time.get()) << 32 | u64::from(u32::MAX)
    }
}

impl OwnedLabel for Brief {
    #[inline(always)]
    fn of(journey: Owned) -> Self {
        let (time, rest) = (journey.0 >> 32, journey.0 as u32);
        let fits = time < (1 << Self::TIME) - 1 && rest >> Self::REST == 0;
        if fits { Self((time as u32) << Self::REST | rest) } else { Self::NONE }
    }

    #[inline(always)]
    fn journey(self) -> Owned {
        let (time, rest) = (self.0 >> Self::REST, self.0 & ((1 << Self::REST) - 1));
        let reached = time < (1 << Self::TIME) - 1;
        if reached { Owned(u64::from(time) << 32 | u64::from(rest)) } else { Owned::NONE }
    }

    fn within(time: Deciseconds) -> Self {
        Self(time.get().min((1 << Self::TIME) - 1) << Self::REST | ((1 << Self::REST) - 1))
    }
}

/// A time with the owner of the journey and whether it boards a boat, packed to be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Owned(pub u64);

impl Owned {
    /// Nobody's.
    pub const NONE: Self = Self(u64::NONE);

    /// A journey of `owner` (below 2^31) that took `time` so far.
    pub fn new(time: Deciseconds, owner: u32) -> Self {
        if time.is_reached() { Self(u64::from(time.get()) << 32 | u64::from(owner) << 1) } else { Self::NONE }
    }

    /// The label after some time more.
    #[inline(always)]
    pub fn plus(self, time: Deciseconds) -> Self {
        Self(self.0.saturating_add(u64::from(time.get()) << 32))
    }

    /// The time.
    #[inline(always)]
    pub fn time(self) -> Deciseconds {
        Deciseconds::new((self.0 >> 32) as u32)
    }

    /// Whose journey it is, where there is one.
    #[inline(always)]
    pub fn owner(self) -> Option<u32> {
        self.time().is_reached().then_some((self.0 as u32) >> 1)
    }

    /// Is a boat boarded on the way?
    #[inline(always)]
    pub fn by_boat(self) -> bool {
        self.owner().is_some() && self.0 & 1 == 1
    }
}
