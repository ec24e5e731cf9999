"""`gangmu serve`: the processes that answer and the one that does background tasks, kept running, ended together."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from dataclasses import dataclass
from types import FrameType

import click

STARTED_WITHIN = 60.0  # seconds until the first answer, on a slow machine
ENDED_WITHIN = 10.0  # seconds a running task is given to finish
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a process that ended is started again, doubled each time
SETTLED = 60.0  # seconds after which a process counts as running well


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址  address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口")
@click.option(
    "--workers", type=click.IntRange(1, 32), help="应答进程数（默认每核一个，最多 4 个）  answering processes"
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="每个进程同时处理的请求数")
@click.option("--open", "browse", is_flag=True, help="启动后打开浏览器（有图形界面时）")
def serve(host: str, port: int, workers: int | None, threads: int, browse: bool) -> None:
    """启动系统：页面与后台任务  Run the pages and the background tasks until Ctrl-C."""
    listening = listen(host, port)
    prepare()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end_like_ctrl_c)
    answering = pages(listening.fileno(), threads)
    children = [Child(answering, listening.fileno()) for _ in range(workers or default_workers())]
    children.append(Child(tasks()))
    try:
        for child in children:
            child.start()
        announce(children, host, port, browse)
        keep(children)
    except KeyboardInterrupt:
        click.echo("\n正在停止…  Stopping …")
    finally:
        end(children)


def default_workers() -> int:
    """One a core, also on SQLite; more than four would cost memory that nobody asked for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, cores)


def pages(descriptor: int, threads: int) -> list[str]:
    return [sys.executable, "-m", "gangmu.config.pages", str(descriptor), str(threads)]


def tasks() -> list[str]:
    return [sys.executable, "-m", "gangmu.config.worker"]


@dataclass
class Child:
    """A process of ours: its command, the socket it inherits, and when it may be started again."""

    command: list[str]
    descriptor: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only us, and we end all in order."""
        kept = () if self.descriptor is None else (self.descriptor,)
        self.process = subprocess.Popen(self.command, env=environment(), pass_fds=kept, start_new_session=True)  # noqa: S603
        self.started = time.monotonic()

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def look_after(self, now: float) -> None:
        """Start it again when it ended: at once, then after longer and longer pauses while it does not settle."""
        if not self.ended:
            return
        if self.process is not None:
            self.pause = FIRST_PAUSE if now - self.started > SETTLED else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            tell_end(self.command[2], self.process.returncode, self.pause)
            self.process = None
        if now >= self.due:
            self.start()


def environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "gangmu.config.settings", **os.environ, "GANGMU_PARENT": str(os.getpid())}


def tell_end(module: str, code: int, pause: float) -> None:
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    click.echo(
        f"进程 {module} 意外结束（{how}），{pause:g} 秒后重新启动。\n"
        f"{module} ended ({how}); starting it again in {pause:g} s.",
        err=True,
    )


def keep(children: list[Child]) -> None:
    """Until Ctrl-C. One that ends, or a database that is away, does not end the others."""
    while True:
        for child in children:
            child.look_after(time.monotonic())
        time.sleep(0.25)


def prepare() -> None:
    """Refuse to start what cannot serve, saying why. Asked in a process of its own, so that this one stays small."""
    command = [sys.executable, "-m", "gangmu.cli.doctor", "--start"]
    if subprocess.run(command, env=environment(), check=False).returncode:  # noqa: S603
        raise click.ClickException("没有启动，原因见上。  Not started; see above.")


def listen(host: str, port: int) -> socket.socket:
    """The socket that the answering processes share. Refuses a port that is taken, or that we may not open."""
    try:
        socket.create_connection((reachable(host), port), timeout=1).close()
    except OSError:
        pass
    else:
        raise port_taken(port)
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(1024)
    except PermissionError as error:
        raise click.ClickException(
            f"没有权限使用端口 {port}：1024 以下要由管理员开放，请换一个，如 --port 8000。\n"
            f"Port {port} needs an administrator; choose another, such as --port 8000."
        ) from error
    except OSError as error:
        raise port_taken(port) from error
    return made


def port_taken(port: int) -> click.ClickException:
    return click.ClickException(
        f"端口 {port} 已被占用：换一个端口（--port {port + 1}），或先停掉占用它的程序。\n"
        f"Port {port} is taken: choose another (--port {port + 1}) or stop what uses it."
    )


def reachable(host: str) -> str:
    """The address under which this machine reaches itself."""
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def announce(children: list[Child], host: str, port: int, browse: bool) -> None:
    """Wait for the first answer, then say where the system is."""
    near = reachable(host)
    deadline = time.monotonic() + STARTED_WITHIN
    while not answers(near, port):
        if any(child.ended for child in children) or time.monotonic() > deadline:
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


def end(children: list[Child]) -> None:
    """Ask all, wait for a task in hand, then insist."""
    running = [child.process for child in children if child.process is not None]
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
