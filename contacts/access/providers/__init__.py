"""Others who vouch for somebody: Google, Facebook, Apple, MW4 and any OpenID provider, each off until configured."""
