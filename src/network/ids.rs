//! Strong ids: a vertex is not an edge is not a profile.
//!
//! Never here: what the ids stand for.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of entry `index` of an array.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The entry of an array that this id stands for.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A point where a journey may turn from one arc to another.
    VertexId
}
id! {
    /// A road or boat between two vertices, with a shape, in both directions.
    EdgeId
}
id! {
    /// One direction of an edge, or a connector without length.
    ArcId
}
id! {
    /// One profile of the speed table.
    ProfileId
}
