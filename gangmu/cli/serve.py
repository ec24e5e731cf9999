"""`gangmu serve`: the pages and the background tasks, started and ended together."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from types import FrameType

import click

from gangmu.cli.manage import NOT_REACHED, NOT_READY

STARTED_WITHIN = 60.0  # seconds until the first answer, on a slow machine
ENDED_WITHIN = 10.0  # seconds a running task is given to finish


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址  address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="同时处理的请求数")
@click.option("--open", "browse", is_flag=True, help="启动后打开浏览器（有图形界面时）")
def serve(host: str, port: int, threads: int, browse: bool) -> None:
    """启动系统：页面与后台任务  Run the pages and the background tasks until Ctrl-C."""
    check_port(host, port)
    check_database()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_like_ctrl_c)
    running = [start(command) for command in (pages(host, port, threads), tasks())]
    try:
        announce(running, host, port, browse)
        raise SystemExit(first_to_end(running))
    except KeyboardInterrupt:
        click.echo("\n正在停止…  Stopping …")
    finally:
        end(running)


def pages(host: str, port: int, threads: int) -> list[str]:
    """One worker process keeps memory small; threads answer while others wait for the database."""
    shape = [
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--blocking-threads",
        str(threads),
        "--no-ws",
        "--respawn-failed-workers",
    ]
    where = ["--host", host, "--port", str(port), "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *shape, *where, "gangmu.config.wsgi:application"]


def tasks() -> list[str]:
    return [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--no-reload", "--verbosity", "0"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A process of its own session: Ctrl-C reaches only us, and we end both in order."""
    environment = {"DJANGO_SETTINGS_MODULE": "gangmu.config.settings", **os.environ}
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603


def check_database() -> None:
    """Refuse to start without every table. Asked in a process of its own, so that this one stays small."""
    command = [sys.executable, "-m", "django", "migrate", "--check", "--verbosity", "0"]
    environment = {"DJANGO_SETTINGS_MODULE": "gangmu.config.settings", **os.environ}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if found.returncode:
        told = found.stderr.strip().splitlines()[-1:]
        raise click.ClickException(NOT_REACHED.format(told=told[0]) if told else NOT_READY)


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody answers on, or that we may not open. Sharing one would go unnoticed."""
    try:
        socket.create_connection((reachable(host), port), timeout=1).close()
    except OSError:
        answered = False
    else:
        answered = True
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise click.ClickException(
                f"没有权限使用端口 {port}：1024 以下要由管理员开放，请换一个，如 --port 8000。\n"
                f"Port {port} needs an administrator; choose another, such as --port 8000."
            ) from error
        except OSError:
            answered = True
    if answered:
        raise click.ClickException(
            f"端口 {port} 已被占用：换一个端口（--port {port + 1}），或先停掉占用它的程序。\n"
            f"Port {port} is taken: choose another (--port {port + 1}) or stop what uses it."
        )


def reachable(host: str) -> str:
    """The address under which this machine reaches itself."""
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def announce(running: list[subprocess.Popen[bytes]], host: str, port: int, browse: bool) -> None:
    """Wait for the first answer, then say where the system is."""
    near = reachable(host)
    deadline = time.monotonic() + STARTED_WITHIN
    while not answers(near, port):
        if any(process.poll() is not None for process in running) or time.monotonic() > deadline:
            raise click.ClickException(
                "没有启动成功，请看上面的出错信息；先运行 ./start --setup 再试。\n"
                "It did not start; see the messages above, and run ./start --setup before trying again."
            )
        time.sleep(0.1)
    address = f"http://{'localhost' if near == '127.0.0.1' else near}:{port}/"
    click.echo(f"\n纲目已启动 Gangmu is running:  {address}\n按 Ctrl-C 停止。  Press Ctrl-C to stop.")
    if browse and sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


def answers(host: str, port: int) -> bool:
    """Any answer will do, also a redirect."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def first_to_end(running: list[subprocess.Popen[bytes]]) -> int:
    """Neither is of use without the other. Returns the exit code of the one that ended, at least 1."""
    while True:
        for process in running:
            if process.poll() is not None:
                return process.returncode or 1
        time.sleep(0.5)


def end(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask both, wait for a task in hand, then insist."""
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + ENDED_WITHIN
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def end_like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
