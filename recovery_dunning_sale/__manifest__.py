{
    "name": "Recovery and Dunning: Sales",
    "summary": "Tells the sales team about late customers, and holds their orders until a manager releases them",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "The recovery_dunning team",
    "website": "https://github.com/recovery-dunning/recovery_dunning",
    "license": "LGPL-3",
    "depends": ["recovery_dunning", "sale"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/recovery_release_rules.xml",
        "data/activity_types.xml",
        "views/recovery_release_views.xml",
        "views/sale_order_views.xml",
        "views/res_partner_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["recovery_dunning_sale/static/tests/tours/*.js"],
    },
}
