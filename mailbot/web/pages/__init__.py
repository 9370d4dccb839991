"""One file a page: what it gathers for its template, and what its forms do."""
