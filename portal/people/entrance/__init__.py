"""How a person comes in and stays in: sign-up, password, second factor, sessions, and forms that survive a lost one.

Built on django-allauth; what is here is our words, our rules, and the places where the two meet.
"""
