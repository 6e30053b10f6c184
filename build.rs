//! Compiles again when the dashboard was built or removed, since it is embedded in the program.

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=build.rs");
}
