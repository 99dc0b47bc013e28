"""Files for whoever goes on: what is ready to be handed over, what the file holds, what the agency sends back."""
