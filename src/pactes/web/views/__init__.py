"""What each kind of page shows: queries over the graph, answered as plain records that the templates print."""
