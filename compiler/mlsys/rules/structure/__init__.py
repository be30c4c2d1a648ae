"""Rules: Structure, references and policy."""
