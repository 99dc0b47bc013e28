"""The French of the add-on is whole, and says nothing that would break a screen or a letter."""

from odoo.tests import tagged

from ..stories import translations


@tagged("post_install", "-at_install")
class TestTranslations(translations.TranslationStory):
    allow_inherited_tests_method = True
    addon = "recovery_dunning"
