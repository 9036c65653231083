"""Knowledge files and the database: schema, loader, exporter, checks."""
