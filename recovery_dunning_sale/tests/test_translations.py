"""The French of the sales part is whole too."""

from odoo.addons.recovery_dunning.tests.stories import translations
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSaleTranslations(translations.TranslationStory):
    allow_inherited_tests_method = True
    addon = "recovery_dunning_sale"
