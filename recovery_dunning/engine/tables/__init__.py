"""Tables as people send and want them: cells, CSV files and workbooks. Nothing in them is executed."""
