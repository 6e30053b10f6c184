//! The made archipelago keeps what it promises.
