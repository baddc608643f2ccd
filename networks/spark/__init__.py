"""Linkage on Spark: many machines hold and compare the texts, one holds a few numbers an ad and runs the same rules.

``readings`` and ``exchange`` are pure (what one partition does); ``session``, ``spark_texts`` and ``link`` talk to Spark.
Nothing else of this room imports pyspark, and nothing imports this package but the command that asks for it.
"""
