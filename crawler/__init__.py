"""Where to look and what a page says: sites, spiders, the gate that refuses them, the pipelines that store them.

The only room that uses Scrapy and Playwright. Imports ``models`` only. Fetches no image, ever.
"""
