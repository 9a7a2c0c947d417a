"""What medicine says: data files, their shapes, and the loader that refuses a file without source and review date.

`load()` gives the compiled knowledge; `fibrocare knowledge compile` writes it from the TOML files.
"""

from fibrocare.knowledge.loader import Knowledge, load

__all__ = ["Knowledge", "load"]
