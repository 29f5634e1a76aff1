//! Icon, version and manifest of the Windows programs. Builds for other systems are left as they are.

use std::io;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=packaging/icon/jumunbell.ico");
    println!("cargo::rerun-if-changed=packaging/windows/jumunbell.manifest");
    if std::env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return Ok(());
    }
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon("packaging/icon/jumunbell.ico")
        .set_manifest_file("packaging/windows/jumunbell.manifest")
        // Korean, and what it is called in the list of running programs.
        .set_language(0x0412)
        .set("FileDescription", "주문벨 (Jumunbell)")
        .set("ProductName", "주문벨 (Jumunbell)")
        .set("LegalCopyright", "MIT OR Apache-2.0");
    resource.compile()
}
