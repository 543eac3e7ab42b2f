"""Our server and its peers under the same load, one after the other on the same machine."""
