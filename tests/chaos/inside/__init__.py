"""What of a run is loaded into the processes of the product: shorter waits, and a defence less (``--break``)."""
