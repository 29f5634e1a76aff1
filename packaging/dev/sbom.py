#!/usr/bin/env python3
"""Writes what a program is made of, as CycloneDX 1.5 (JSON): every crate that is compiled in or builds it, with version, licence,
checksum and what it needs. The same source gives the same bytes.

    packaging/dev/sbom.py x86_64-pc-windows-gnu target/dist/jumunbell-windows.cdx.json

Needs cargo and nothing but Python. C sources come within their crates (SQLite in libsqlite3-sys, primitives in ring).
"""

import json
import pathlib
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]


def metadata(target):
    asked = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    return json.loads(subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def shipped(nodes, first):
    """Packages that are reached without the needs of tests."""
    reached, waiting = set(), [first]
    while waiting:
        package = waiting.pop()
        if package not in reached:
            reached.add(package)
            waiting += needs(nodes[package])
    return reached


def needs(node):
    is_shipped = lambda dep: any(kind["kind"] in (None, "build") for kind in dep["dep_kinds"])
    return [dep["pkg"] for dep in node["deps"] if is_shipped(dep)]


def component(package, checksums):
    name, version = package["name"], package["version"]
    of_ours = package["source"] is None
    said = {
        "type": "library",
        "bom-ref": reference(package),
        "name": name,
        "version": version,
        "purl": f"pkg:cargo/{name}@{version}",
        # "MIT/Apache-2.0" is how it was written before SPDX.
        "licenses": [{"expression": package["license"].replace(" / ", "/").replace("/", " OR ")}],
    }
    checksum = checksums.get((name, version))
    if checksum:
        said["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package.get("repository") and not of_ours:
        said["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return said


def reference(package):
    return f"{package['name']}@{package['version']}"


def main(target, out):
    about = metadata(target)
    packages = {package["id"]: package for package in about["packages"]}
    nodes = {node["id"]: node for node in about["resolve"]["nodes"]}
    ours = next(package for package in about["packages"] if package["name"] == "jumunbell")
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    checksums = {(one["name"], one["version"]): one.get("checksum") for one in locked}
    inside = sorted(shipped(nodes, ours["id"]), key=lambda one: reference(packages[one]))
    program = component(ours, checksums) | {"type": "application"}
    components = [component(packages[one], checksums) for one in inside if one != ours["id"]]
    dependencies = [
        {"ref": reference(packages[one]), "dependsOn": sorted({reference(packages[need]) for need in needs(nodes[one])})}
        for one in inside
    ]
    body = {
        "metadata": {
            "component": program,
            "properties": [{"name": "cargo:target", "value": target}],
        },
        "components": components,
        "dependencies": dependencies,
    }
    # Named by what stands in it, so that two builds of one source can be compared.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    out = pathlib.Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(head | body, indent=1, ensure_ascii=False) + "\n")
    print(f"sbom: {out}, {len(components)} components for {target}")


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(*sys.argv[1:])
