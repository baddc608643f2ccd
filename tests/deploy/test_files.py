"""What is written for servers fits the program: its commands, its options, its own compose file, its own rules."""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from lygte.main import build_parser

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text())
# Of the Compose Specification (compose-spec/spec.md), those used here.
SERVICE_KEYS = {
    "image", "build", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "environment", "env_file", "volumes",
    "depends_on", "command", "mem_limit", "cpu_shares", "networks", "deploy", "healthcheck", "secrets", "ports",
}  # fmt: skip


def _unit(file: Path) -> dict[str, list[str]]:
    """The lines of all sections, by key; systemd allows a key more than once."""
    found: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        key, given, value = line.partition("=")
        if given and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def _parses(words: list[str]) -> None:
    build_parser(words[0]).parse_args(words)


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_every_command_of_a_unit_is_one_of_ours_with_options_we_have(file: Path) -> None:
    line = _unit(file)["ExecStart"][0].replace("$$", "$").replace("%%", "%")
    commands = re.findall(r"/opt/lygte/bin/lygte ([^&']+)", line)
    assert commands or line.startswith("/usr/bin/find ")
    for command in commands:
        _parses(shlex.split(command.replace("$(date +%F)", "2026-11-21").replace("\\", "")))


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_every_unit_runs_without_rights_it_does_not_need(file: Path) -> None:
    unit = _unit(file)
    assert unit["User"] == ["lygte"]
    assert unit["NoNewPrivileges"] == unit["PrivateTmp"] == ["yes"]
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["UMask"] == ["0077"]


def test_whoever_collects_and_reads_lets_the_screens_go_first() -> None:
    for file in UNITS:
        gives_way = "/lygte work " in _unit(file)["ExecStart"][0]
        assert _unit(file).get("Nice") == (["10"] if gives_way else None), file.name
        assert _unit(file).get("CPUWeight") == (["20"] if gives_way else None), file.name
    for name, service in COMPOSE["services"].items():
        assert service.get("cpu_shares", 1024) == (200 if service.get("command", [""])[0] == "work" else 1024), name


def test_screens_and_measures_may_talk_to_this_machine_only() -> None:
    for name in ("lygte-web.service", "lygte-metrics.service"):
        unit = _unit(DEPLOY / "systemd" / name)
        assert unit["IPAddressDeny"] == ["any"]
        assert unit["IPAddressAllow"] == ["localhost"]


def test_every_timer_has_its_service_and_a_time() -> None:
    timers = sorted((DEPLOY / "systemd").glob("*.timer"))
    assert len(timers) == 3
    for file in timers:
        assert file.with_suffix(".service").exists()
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(file)
        assert re.fullmatch(r"(Mon )?\*-\*-\* \d\d:\d\d:00", parser["Timer"]["OnCalendar"])
        assert parser["Timer"]["Persistent"] == "yes"


def test_the_compose_file_names_only_what_it_defines() -> None:
    services = COMPOSE["services"]
    assert set(COMPOSE) - {"x-lygte"} == {"name", "services", "networks", "volumes", "secrets"}
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / "compose" / source).exists(), mount
        if str(service.get("image")).startswith("lygte"):
            _parses(service["command"])


def test_containers_that_others_wait_for_say_whether_they_are_well() -> None:
    services = COMPOSE["services"]
    waited_for = {name for service in services.values() for name in service.get("depends_on", {})}
    assert waited_for == {"database", "queue", "web"}
    for name in waited_for:
        test = services[name]["healthcheck"]["test"]
        assert test[0] in ("CMD", "CMD-SHELL"), name
        if test[:3] == ["CMD", "python", "-c"]:
            compile(test[3], name, "exec")
            assert f":{services[name]['command'][services[name]['command'].index('--port') + 1]}/" in test[3]


def test_of_the_containers_only_the_proxy_is_reached_from_outside_and_the_screens_reach_nothing() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert (
        services["web"]["networks"] == services["database"]["networks"] == services["queue"]["networks"] == ["inside"]
    )


def test_the_proxies_never_pass_the_measures_on_and_keep_no_log_of_pages() -> None:
    caddy, nginx = (DEPLOY / "proxy" / name for name in ("Caddyfile", "nginx.conf"))
    for text in (caddy.read_text(), nginx.read_text()):
        assert "9108" not in text
        assert "8710" in text
        # Said by the screens; said twice a browser may believe the weaker one.
        assert "Strict-Transport-Security" not in text
    assert nginx.read_text().count("access_log off;") == 2
    assert "output discard" in caddy.read_text()
    assert "TLSv1.2 TLSv1.3" in nginx.read_text()
    assert nginx.read_text().count("{") == nginx.read_text().count("}")


def test_no_password_stands_in_the_files() -> None:
    for file in DEPLOY.rglob("*"):
        if file.is_file() and file.suffix != ".pyc":
            for found in re.findall(r"//[^:@/\s]*:([^@\s]+)@", file.read_text()):
                assert found == "CHANGE-ME", file.name
