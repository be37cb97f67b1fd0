#!/usr/bin/env python3
"""Checks head.glb with numbers: what a face must never do, read from the file as a viewer reads it.

    python3 models/head/check.py [head.glb]

Ends with 1 if anything fails. Lengths in millimetres.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import checks
from gltf import Head


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("head.glb")
    head = Head(path.read_bytes())
    failed = 0
    for check in checks.ALL:
        value, limit, good = check(head)
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {check.__doc__.splitlines()[0]:<78} {value}  (limit {limit})")
    print(f"{failed} of {len(checks.ALL)} failed" if failed else f"all {len(checks.ALL)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    with np.errstate(all="raise", under="ignore"):
        sys.exit(main())
