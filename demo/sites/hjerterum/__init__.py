"""hjerterum: a well-kept site. Card grid by region, ad pages with customer reviews, validators on every page."""
