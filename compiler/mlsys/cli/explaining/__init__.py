"""What there is to know: rules, fields, schemas, blueprints."""
