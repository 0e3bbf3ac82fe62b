"""The register of senior health leaders: the application around the rules in `workflows`."""
