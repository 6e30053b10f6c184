//! What two sets of counts have between them: what is gained, what is lost, and the difference.
//!
//! Never here: what is counted. Counts of people come in as they are published, so that nothing comes out that they did not say.

/// Sums of one thing in two scenarios, and of what lies between them, part by part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// In the first.
    pub a: u64,
    /// In the second.
    pub b: u64,
    /// The sum over all parts that have more in the second.
    pub gained: u64,
    /// The sum over all parts that have less in the second.
    pub lost: u64,
}

impl Change {
    /// Over parts, each counted in both.
    ///
    /// ```
    /// use halfhour::analysis::compare::Change;
    /// let change = Change::over([(10, 15), (20, 12), (5, 5)]);
    /// assert_eq!((change.a, change.b, change.gained, change.lost), (35, 32, 5, 8));
    /// assert_eq!(change.a + change.gained, change.b + change.lost);
    /// ```
    pub fn over(parts: impl IntoIterator<Item = (u64, u64)>) -> Self {
        parts.into_iter().fold(Self::default(), |sum, (a, b)| Self {
            a: sum.a.saturating_add(a),
            b: sum.b.saturating_add(b),
            gained: sum.gained.saturating_add(b.saturating_sub(a)),
            lost: sum.lost.saturating_add(a.saturating_sub(b)),
        })
    }
}

/// `b - a`, as far as 64 bits hold it.
pub fn difference(a: u64, b: u64) -> i64 {
    i64::try_from(i128::from(b) - i128::from(a)).unwrap_or(if b > a { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_and_an_end() {
        assert_eq!((difference(3, 5), difference(5, 3), difference(0, 0)), (2, -2, 0));
        assert_eq!((difference(0, u64::MAX), difference(u64::MAX, 0)), (i64::MAX, i64::MIN));
    }
}
