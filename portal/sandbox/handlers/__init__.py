"""What hears of news, who is told, what runs by itself in sandbox."""
