"""Learns categories from labelled text; the only importer of scikit-learn."""
