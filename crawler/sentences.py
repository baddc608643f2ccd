"""Every sentence that collecting tells people, by code, in English: the command line's words.

The screens say the same in the reader's language (``review_ui/locale``, ``said.<code>``); a test keeps both complete.
"""

from models.said import Said, Value

SENTENCES = {
    # The gate (R-LAW-4).
    "gate_no_host": "{site} is not collected: the definition names no host.",
    "gate_no_file": "{site} is not collected: there is no signed legal-basis file for it.",
    "gate_not_yaml": "{site} is not collected: its legal-basis file is not readable YAML.",
    "gate_empty": "{site} is not collected: its legal-basis file is empty.",
    "gate_field_empty": "{site} is not collected: the field '{field}' is empty.",
    "gate_other_site": "{site} is not collected: the field 'site' names another site.",
    "gate_hosts_no_list": "{site} is not collected: the field 'hosts' is not a list.",
    "gate_hosts_missing": "{site} is not collected: the field 'hosts' does not list every host of the definition.",
    "gate_no_key": "{site} is not collected: the controller's public key ({file}) is missing or unreadable.",
    "gate_altered": "{site} is not collected: the field 'signature' does not fit the file: it was altered or never signed.",
    "gate_date": "{site} is not collected: the field 'date' is not a day that has come.",
    "gate_expired": "{site} is not collected: the field 'expires' has passed or is no date.",
    "gate_too_long": "{site} is not collected: the field 'expires' is more than 12 months after 'date'.",
    # People and other processes.
    "paused": "{site} is not collected: a person has paused it.",
    "paused_meanwhile": "{title} was paused by a person; what came before was stored, collecting goes on when a person resumes it.",
    "busy": "{site} is being collected by another process just now; nothing was started.",
    "busy_elsewhere": "{site} is being collected by another machine just now; nothing was started.",
    "cut_off": "The pass was cut off; the next one took over.",
    # What the site says or does.
    "robots_forbid": "The robots.txt of {title} asks us to keep out; nothing was fetched.",
    "keep_out": "The site asks us to keep out; nothing was fetched.",
    "reserved": "{title} reserves its pages ({sign}); the controller must decide first.",
    "come_later": "The site asks us to come back later; the next pass goes on from here.",
    "silent": "{title} did not answer; nothing was changed, the next pass tries again.",
    "learn_silent": "{site} was not learned: nothing answered at that address; look at it, and try again.",
    "fell_silent": "{title} fell silent; what came before was stored, the next pass goes on.",
    "list_status": "The list page of {title} answered {status}; nothing was changed, the next pass tries again.",
    "list_absent": "The list page of {title} did not come; nothing was changed, the next pass tries again.",
    "list_status_later": "A list page of {title} answered {status}; the ads met before it were stored.",
    "list_absent_later": "A list page of {title} did not come; the ads met before it were stored.",
    "unlike_usual": "{title} does not read as usual; earlier rows were kept.",
    "unlike_usual_fields": "{title} does not read as usual (look at: {fields}); earlier rows were kept.",
    "pages_failed": "{n} pages of {title} could not be fetched; the next pass tries again.",
    # This machine.
    "store_trouble": "The database could not be written; what was stored is whole, run the same command again.",
    "store_full": "The disk of the database is full; what was stored is whole: make room, then run the same command again.",
    "store_locked": "The database is locked by another program; what was stored is whole, run the same command again when it is free.",
    "routine_failed": "It could not be done; the log of the worker says why.",
    "queue_away": "The queue server does not answer; what was stored is whole, the pass goes on when it is back.",
    "queue_lost": "The queue server lost what was still to do; what was stored is whole, the next pass goes on from here.",
    "no_browser": "No Chromium found: install the package chromium-headless-shell (or chromium), or run "
    "'.venv/bin/playwright install chromium', or set CHROMIUM to the program's path.",
    "browser_failed": "The browser did not start on this machine; on Debian run 'apt install chromium-headless-shell libatomic1'.",
    "fetcher_strayed": "The process that fetches {title} did what it may not; it was ended, and what came before was stored.",
    "ours": "Something failed in Lygte itself; the log names the place. Ask again, and report it when it happens again.",
    # Learning.
    "not_learned": "{site} was not learned: no list of ads was found on the pages that may be fetched.",
    "leads_elsewhere": "{site} was not learned: the address leads on to another host ({host}); learn the site at that address.",
    "no_proposal": "No proposal waits for {site}: learn the site again.",
    "list_says_more": "The list says it has {stated} ads, {found} were found: look at how the list goes on (list.next).",
    "text_missing": "The running text was found on fewer than half of the sample ads.",
    "phones_missing": "No field with phone numbers was found; numbers in the texts are still read.",
}


def say(code: str, **values: Value) -> Said:
    """Return a sentence. Raises KeyError for a code there is not."""
    return Said.make(code, SENTENCES[code], values)
