"""Tables as people send and want them: cells, CSV files, workbooks; read and written without anything being executed."""
