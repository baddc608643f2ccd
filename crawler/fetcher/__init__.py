"""What speaks with strangers' servers: a process of its own for each site, without keys, store, files and network of its own.

The process that holds the keys (the *keeper*) runs the crawl: gate, guard, manners, what is asked for next. A *fetcher*
gets one request after the other, speaks TLS and HTTP, unpacks, lets a browser draw where a site needs one, and gives back
bytes. It cannot open a connection: it asks for one, and gets it open, when it leads where the keeper sent it.
"""
