"""Routes by subject: parse, authorise, one service call, shape."""
