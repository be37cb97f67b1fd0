//! The C interface, tested from outside: the header, the exported symbols, the layout of the structs, and clients in
//! C, C++ and C# that are compiled at the strictest flags and run against the shared library that cargo built.
//!
//! A tool that is missing is reported and its test passed over on a developer's machine; with `CI` set it fails.

#[path = "abi/clients.rs"]
mod clients;
#[path = "abi/header.rs"]
mod header;
#[path = "abi/layout.rs"]
mod layout;
#[path = "abi/library.rs"]
mod library;
#[path = "abi/tools.rs"]
mod tools;
