//! Time of each pass of the CPU twin: `cargo bench -p stoa_tick`.
fn main() {
    divan::main();
}
