"""nattelys: a site drawn by JavaScript. The pages are empty shells; a script fetches JSON and builds cards and profiles."""
