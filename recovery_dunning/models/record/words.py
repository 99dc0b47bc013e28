"""How the record joins a name and what is said of it, in the punctuation of the reader's language."""


def named(env, name, text):
    """“Not kept: 300.00 €”, in French “Non tenue : 300,00 €”."""
    return env._("%(name)s: %(text)s", name=name, text=text)
