"""The gazetteer: places of the world from GeoNames, read from installed packages and kept in two tables."""
