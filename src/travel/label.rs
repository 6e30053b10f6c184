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
    /// The smaller of this one and of another after an arc.
    #[inline(always)]
    fn or_after(self, from: Self, weight: Weight) -> Self {
        self.min(from.after(weight))
    }
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

    // Which of two owners is nearer no processor can foresee: sums instead of a branch. What 64 bits do not hold is never the smaller.
    #[inline(always)]
    fn or_after(self, from: Self, weight: Weight) -> Self {
        let after = (i128::from(from) + (i128::from(weight.time()) << 32)) | i128::from(weight.boat());
        let difference = after - i128::from(self);
        (i128::from(self) + (difference & (difference >> 127))) as Self
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

    /// The largest label within a time.
    pub fn within(time: Deciseconds) -> Self {
        Self(u64::from(time.get()) << 32 | u64::from(u32::MAX))
    }
}
