"""Copies of the record in other stores: what changed is written down with the change, and copied afterwards."""
