"""The French of the sales part is whole too."""

from odoo.addons.recovery_dunning.tests import test_translations
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSaleTranslations(test_translations.TestTranslations):
    allow_inherited_tests_method = True
    addon = "recovery_dunning_sale"
