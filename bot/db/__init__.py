"""SQLAlchemy tables, repositories, unit of work, migrations; implements the ports."""
