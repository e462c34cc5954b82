"""Studies: questions that take several batches. A file holds a study's runs, table, sentence and figure."""
