"""The formats a route can leave the tool in. Order is the order on the screen.

A new format is one file with FILE_NAME, MIME_TYPE, TITLE and ``write()``, and one line here.
"""

from outreach.exports import calendar_file, comma_separated, gps, map_file, paper, spreadsheet
from outreach.exports.exporter import Exporter
from outreach.exports.guarded import ExportedFile, answer_export, ask_export, export_route

_FORMATS = {
    "pdf": paper,
    "gpx": gps,
    "ics": calendar_file,
    "xlsx": spreadsheet,
    "csv": comma_separated,
    "geojson": map_file,
}

EXPORTERS: dict[str, Exporter] = {
    name: Exporter(name, module.MIME_TYPE, module.FILE_NAME, module.TITLE, module.write)
    for name, module in _FORMATS.items()
}

__all__ = ["EXPORTERS", "ExportedFile", "Exporter", "answer_export", "ask_export", "export_route"]
