"""Who uses the clinic: accounts and roles, patients, who cares for whom, who helps whom, invitations."""
