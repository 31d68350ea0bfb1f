"""Makes import-samples/ with the programs that dealers use: LibreOffice, openpyxl, a text editor.

Run it from the repository's root; it empties import-samples/ first, but for its README.md:

    pip install openpyxl msoffcrypto-tool
    python3 tests/import-samples/make.py

LibreOffice's `soffice` must be on the path. Its files differ in a few bytes from one making to the next.
"""

import shutil
from pathlib import Path

import formats
import refused
import run

ROOT = Path("import-samples")


def main():
    for entry in ROOT.iterdir() if ROOT.exists() else []:
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "README.md":
            entry.unlink()
    run.make(ROOT)
    refused.make(ROOT / "refused")
    formats.make(ROOT / "formats")


main()
