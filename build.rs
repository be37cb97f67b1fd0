//! Gives the shared library its name, which Rust leaves out.
//!
//! Without a SONAME, whoever links against the library records the path it had on the building machine.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match target.as_str() {
        "linux" | "android" | "freebsd" => println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libemoface.so"),
        "macos" | "ios" => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libemoface.dylib"),
        _ => {}
    }
}
