//! Datums: coordinates as a table has them become WGS-84 positions.
