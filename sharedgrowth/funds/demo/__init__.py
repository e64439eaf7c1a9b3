"""What the demonstration shows of the funds, made through the services that the screens use."""
