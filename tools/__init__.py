"""What set-up, checks and starting need besides the portal: plain Python, most of it without packages."""
