from . import board, handoff, portal, portal_payment, proof
