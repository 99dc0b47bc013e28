{
    "name": "Recovery and Dunning: Job Queue",
    "summary": "Spreads proposing, sending and packing over as many Odoo processes and hosts as there are",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "The recovery_dunning team",
    "website": "https://github.com/recovery-dunning/recovery_dunning",
    "license": "LGPL-3",
    "depends": ["recovery_dunning", "queue_job"],
    "auto_install": True,
    "data": ["data/job_functions.xml"],
}
