"""The Jupyter Server extension: single sign-on, supervision, kernels, the API for the browser."""
