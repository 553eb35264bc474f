"""Signing in with the account of one's organisation, by OpenID Connect, where the site's settings name a provider."""
