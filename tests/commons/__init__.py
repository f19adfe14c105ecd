"""The dataset of the indicative votes of 27 March 2019."""
