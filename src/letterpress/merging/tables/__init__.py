"""Files of every format to a header and rows of cells, whatever the cells mean."""

from letterpress.merging.tables.cells import Fault, Table, TableError
from letterpress.merging.tables.opening import open_table

__all__ = ["Fault", "Table", "TableError", "open_table"]
