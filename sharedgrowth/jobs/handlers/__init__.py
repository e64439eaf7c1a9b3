"""What hears of news, who is told, what runs by itself in Youth Dream job matching."""
