//! Long lists of small values as one run of bytes, so that a network of millions of vertices is kept and read in a blink.
//!
//! For serde's `with`: [`list`] for a `Vec`, [`lists`] for a `Vec` of them. Every value takes the same number of bytes,
//! little-endian. Bytes that no list makes are an error, never a panic; whether the values hang together is for their
//! owner to ask. Never here: what a list means, files.

use crate::space::LatLon;
use crate::units::Deciseconds;

/// A value that always takes the same number of bytes.
pub trait Packed: Copy {
    /// How many.
    const SIZE: usize;

    /// Appends the value.
    fn pack(self, bytes: &mut Vec<u8>);

    /// The value of [`Packed::SIZE`] bytes; `None` when they stand for none.
    fn unpack(bytes: &[u8]) -> Option<Self>;
}

impl Packed for u32 {
    const SIZE: usize = 4;

    fn pack(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_le_bytes)
    }
}

impl Packed for f64 {
    const SIZE: usize = 8;

    fn pack(self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_le_bytes)
    }
}

impl Packed for Deciseconds {
    const SIZE: usize = 4;

    fn pack(self, bytes: &mut Vec<u8>) {
        self.get().pack(bytes);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        u32::unpack(bytes).map(Self::new)
    }
}

impl Packed for LatLon {
    const SIZE: usize = 16;

    fn pack(self, bytes: &mut Vec<u8>) {
        self.lon().pack(bytes);
        self.lat().pack(bytes);
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let (lon, lat) = bytes.split_at_checked(8)?;
        Self::new(f64::unpack(lon)?, f64::unpack(lat)?)
    }
}

fn packed<T: Packed>(list: &[T]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(list.len() * T::SIZE);
    list.iter().for_each(|value| value.pack(&mut bytes));
    bytes
}

fn unpacked<T: Packed>(bytes: &[u8]) -> Result<Vec<T>, &'static str> {
    if !bytes.len().is_multiple_of(T::SIZE) {
        return Err("a list ends within a value");
    }
    let mut list = Vec::with_capacity(bytes.len() / T::SIZE);
    for value in bytes.chunks_exact(T::SIZE) {
        list.push(T::unpack(value).ok_or("a list holds a value that there is not")?);
    }
    Ok(list)
}

/// One list.
///
/// ```
/// #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
/// struct Times(#[serde(with = "halfhour::packed::list")] Vec<u32>);
/// let bytes = postcard::to_stdvec(&Times(vec![1, 300])).unwrap();
/// assert_eq!(bytes, [8, 1, 0, 0, 0, 44, 1, 0, 0]);
/// assert_eq!(postcard::from_bytes::<Times>(&bytes).unwrap(), Times(vec![1, 300]));
/// assert!(postcard::from_bytes::<Times>(&[3, 1, 0, 0]).is_err());
/// ```
pub mod list {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    use super::{Packed, packed, unpacked};

    /// For serde.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Packed, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&packed(list))
    }

    /// For serde.
    ///
    /// # Errors
    /// Those of the deserializer, and when the bytes are no list of such values.
    pub fn deserialize<'de, T: Packed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        struct Bytes<T>(PhantomData<T>);
        impl<T: Packed> Visitor<'_> for Bytes<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "bytes, {} a value", T::SIZE)
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                unpacked(bytes).map_err(E::custom)
            }
        }
        deserializer.deserialize_bytes(Bytes(PhantomData))
    }
}

/// A list of lists, each packed.
pub mod lists {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Packed, list};

    struct Out<'a, T>(&'a [T]);

    impl<T: Packed> Serialize for Out<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            list::serialize(self.0, serializer)
        }
    }

    struct In<T>(Vec<T>);

    impl<'de, T: Packed> Deserialize<'de> for In<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            list::deserialize(deserializer).map(Self)
        }
    }

    /// For serde.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Packed, S: Serializer>(lists: &[Vec<T>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(lists.iter().map(|list| Out(list)))
    }

    /// For serde.
    ///
    /// # Errors
    /// Those of the deserializer, and when some bytes are no list of such values.
    pub fn deserialize<'de, T: Packed, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<T>>, D::Error> {
        Vec::<In<T>>::deserialize(deserializer).map(|lists| lists.into_iter().map(|list| list.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Kept {
        #[serde(with = "list")]
        points: Vec<LatLon>,
        #[serde(with = "lists")]
        times: Vec<Vec<Deciseconds>>,
    }

    #[test]
    fn a_position_off_the_earth_is_no_value() {
        let mut bytes = packed(&[LatLon::wrapped(14.5, 35.9)]);
        assert_eq!(unpacked(&bytes), Ok(vec![LatLon::wrapped(14.5, 35.9)]));
        bytes[..8].copy_from_slice(&180.5_f64.to_le_bytes());
        assert!(unpacked::<LatLon>(&bytes).is_err());
        bytes[..8].copy_from_slice(&f64::NAN.to_le_bytes());
        assert!(unpacked::<LatLon>(&bytes).is_err());
        assert!(unpacked::<LatLon>(&bytes[..15]).is_err());
    }

    proptest! {
        #[test]
        fn lists_come_back(
            points in prop::collection::vec((-180.0..=180.0_f64, -90.0..=90.0_f64), 0..20),
            times in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..20), 0..4),
        ) {
            let points = points.into_iter().map(|(lon, lat)| LatLon::wrapped(lon, lat)).collect();
            let times = times.into_iter().map(|list| list.into_iter().map(Deciseconds::new).collect()).collect();
            let kept = Kept { points, times };
            let bytes = postcard::to_stdvec(&kept).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Kept>(&bytes).unwrap(), kept);
            for end in 0..bytes.len() {
                prop_assert!(postcard::from_bytes::<Kept>(&bytes[..end]).is_err());
            }
        }
    }
}
