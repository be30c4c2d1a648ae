"""Why a project differs from its document, and what a change leads to."""
