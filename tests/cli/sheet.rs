//! The contact sheet's errors. Its picture needs a browser and is tested in examples/preview.

use crate::command::{Folder, emoface, hello};

#[test]
fn without_a_browser_it_says_what_to_install() {
    let folder = Folder::new("sheet");
    let out = folder.path("out.png");
    emoface(["sheet", &hello(), "-o", &out, "--browser", &folder.path("none")]).says(1, &["none", "does not start"]);
    assert!(folder.names().is_empty());
}

#[test]
#[cfg(unix)]
fn a_browser_that_fails_or_draws_nothing_is_told_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("browsers");
    let browser = |script: &str| {
        let path = folder.file("browser", format!("#!/bin/sh\n{script}\n").as_bytes());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        emoface(["sheet", &hello(), "-o", &folder.path("out.png"), "--browser", &path])
    };
    browser("echo no display >&2; exit 3").says(1, &["browser failed", "no display"]);
    browser("echo '<html></html>'").says(1, &["drew nothing", "--browser"]);
    browser("echo '<html data-failed=\"no WebGL\"></html>'").says(1, &["could not draw", "no WebGL"]);
    assert_eq!(folder.names(), ["browser"]);
    // What the browser's last document holds is the picture, byte for byte.
    let drawn = browser(r#"echo '<img id="sheet" src="data:image/png;base64,iVBORw0KGgo=">'"#);
    assert_eq!((drawn.code, drawn.errors.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read(folder.path("out.png")).unwrap(), b"\x89PNG\r\n\x1a\n");
}

#[test]
fn cells_have_to_lie_in_the_sound() {
    let folder = Folder::new("cells");
    let sheet = |options: &[&str]| {
        let (hello, out, none) = (hello(), folder.path("out.png"), folder.path("none"));
        emoface(["sheet", &hello, "-o", &out, "--browser", &none].iter().chain(options))
    };
    sheet(&["--at", "0.5,99"]).says(1, &["--at 99", "the sound ends at"]);
    sheet(&["--every", "1"]).says(1, &["more than 400 cells"]);
    assert_eq!(sheet(&["--every", "0"]).code, Some(2));
    assert_eq!(sheet(&["--at", "soon"]).code, Some(2));
}
