"""Stories beside the add-ons of others, on real entries, and a debtor's whole life with all of them: `./dev neighbours`
runs both. They need no test runner of Odoo's: `account_in_payment` switches itself off while that one works."""
