"""Who may see and do what on the review page: users, sessions, forged forms, guessing of passwords."""
