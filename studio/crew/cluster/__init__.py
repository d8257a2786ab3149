"""The executor that draws on other machines."""
