"""A made-up clinic to try everything in, and sign-ins by one click. Served only where the installation is a demo."""
