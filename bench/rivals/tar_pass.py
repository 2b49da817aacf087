"""The rival of reading layers: Python's own tarfile over its own zlib, every member looked at and nothing kept."""

import sys
import tarfile

FOUND = 0
for path in sys.argv[1:]:
    with tarfile.open(path, "r|gz") as archive:
        for member in archive:
            FOUND += member.size
            archive.members.clear()
print(FOUND)
