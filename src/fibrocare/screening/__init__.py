"""The criteria over a population: one definition for DuckDB and Spark. Empty until researchers need it."""
