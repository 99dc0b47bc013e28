"""What several stories set up alike, one module for each noun. No test is here."""
