"""What manifest.json says of the files beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def files(folder: Path) -> dict[str, dict]:
    listed = sorted(
        p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json" and not p.name.startswith(".")
    )
    return {
        p.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(p.read_bytes()).hexdigest(),
            "bytes": p.stat().st_size,
        }
        for p in listed
    }
