"""Tables that an office brings: CSV files of patients and of appointments, in any usual form."""
