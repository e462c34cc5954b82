"""Studies: questions that take several batches, each asked of the engine and answered from its tables."""
