"""What a browser sees of a result: pages, sorted and filtered views, summaries, copies."""
