//! Mounts the application; nothing else.

fn main() {
    vestibule::start();
}
