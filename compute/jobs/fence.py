"""The fence around a job: what the kernel lets its process do, whatever code runs in it.

Two of Linux's own, which need no privileges: Landlock says which files can be opened, seccomp which
system calls there are. Both hold for good, for C as for Python, and for all threads. A call that is
not listed answers as if the kernel didn't know it, so that libraries fall back to what they can do.
"""

import errno
import importlib
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from compute.jobs.threads import CLONE_THREAD
from compute.toolkit.data import MNIST_DIR
from content.demo import Shape

_MACHINES = ("x86_64", "aarch64")
"""Where system calls take their arguments in the order that the rules below have."""

_LIBRARIES = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store"),
    *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
)
_ITSELF = ("auxv", "cgroup", "cmdline", "maps", "mountinfo", "stat", "statm", "status")
"""Not all of `/proc/self`: its `net`, and that of each task, tells of the machine's connections."""
_ABOUT_MACHINE = (
    *(f"/proc/self/{name}" for name in _ITSELF),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/sys/vm/overcommit_memory"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup"),
)
_ABOUT_GPUS = ("/proc/devices", "/proc/driver/nvidia", "/sys/module/nvidia", "/sys/bus/pci/devices")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")

# Absent on purpose: sockets, new processes and programs, signals to others, shared memory, folders
# (deep ones can't be removed), disk space without writing (nobody counts it), rights and times of
# files (Landlock doesn't ask for them), raising limits, and all of administration.
_CALLS = """
access arch_prctl brk capget chdir clock_getres clock_gettime clock_nanosleep close close_range
copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait
eventfd2 exit exit_group faccessat faccessat2 fadvise64 fchdir fdatasync fstat fstatfs
fsync ftruncate futex futex_waitv get_mempolicy get_robust_list getcpu getcwd getdents getdents64
getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom getresgid
getresuid getrlimit getrusage getsid gettid gettimeofday getuid lseek lstat madvise membarrier
mincore mprotect mremap msync munmap nanosleep newfstatat open openat openat2 pipe
pipe2 poll ppoll pread64 preadv preadv2 pselect6 pwrite64 pwritev pwritev2 read readahead readlink
readlinkat readv rename renameat renameat2 restart_syscall rseq rt_sigaction rt_sigpending
rt_sigprocmask rt_sigreturn rt_sigtimedwait sched_get_priority_max sched_get_priority_min
sched_getaffinity sched_getparam sched_getscheduler sched_yield select sendfile set_robust_list
set_tid_address sigaltstack stat statfs statx sysinfo time times umask uname unlink unlinkat write
writev
"""
_MAP_KIND, _MAP_PRIVATE, _MAP_ANONYMOUS, _MAP_GROWSDOWN = 0x0F, 0x02, 0x20, 0x100
_PRCTLS = (15, 16, 0x53564D41)  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
_FCNTLS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_GPU_IOCTLS = ((0xFF00, 0x4600), (0xFFFFFF00, 0), (0xFFFFFFFC, 0x30000000))
"""Of nvidia, with all that its type marks; of nvidia-uvm, which has bare numbers."""
_INT = 0xFFFFFFFF


class Fence(Shape):
    """What there is to fence jobs with; `landlock` is the version of its ABI, 0 for none.

    `nodes` is of how many machines this is the least that each has; None is for the service's own.
    """

    landlock: int = 0
    seccomp: bool = False
    nodes: int | None = None

    @property
    def holds(self) -> bool:
        """Whether a job is kept from other files, other processes and the network alike."""
        return self.landlock > 0 and self.seccomp


def find_fence() -> Fence:
    """Return what this kernel and the libraries installed offer."""
    return Fence(landlock=_landlock(), seccomp=_seccomp())


def enclose(fence: Fence, folder: Path) -> None:
    """Keep this process, for good, to itself, to its own `folder`, and off every network.

    It can still read what Python and libraries consist of, start threads, and use GPUs.

    Raises:
        OSError: the kernel refuses.
    """
    if fence.landlock:
        _limit_files(folder)
    if fence.seccomp:
        _limit_calls()


def _landlock() -> int:
    try:
        import landlockpy

        return landlockpy.abi_version()
    except (ImportError, OSError):  # OSError: some containers forbid even to ask
        return 0


def _seccomp() -> bool:
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    try:
        importlib.import_module("pyseccomp")
        return "Seccomp:" in Path("/proc/self/status").read_text()
    except (ImportError, OSError, RuntimeError):  # RuntimeError: there is no libseccomp
        return False


def _limit_files(folder: Path) -> None:
    from landlockpy import AccessFS as May
    from landlockpy import Ruleset, Scope

    use = May.READ_FILE | May.WRITE_FILE
    change = May.TRUNCATE | May.REMOVE_FILE | May.MAKE_REG
    with Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET) as rules:
        for path in _readable():
            rules.allow_path(path, May.READ_FILE | (May.READ_DIR if path.is_dir() else May.NONE))
        for device in _DEVICES:
            rules.allow_path(device, use)
        for gpu in _gpus():
            rules.allow_path(gpu, use | May.IOCTL_DEV)
        rules.allow_path(folder, use | change | May.READ_DIR)
        rules.restrict()


def _readable() -> Iterator[Path]:
    """Yield what Python and libraries consist of, and where they learn about the machine."""
    named = [*_LIBRARIES, *_ABOUT_MACHINE, f"{sys.prefix}/lib", f"{sys.base_prefix}/lib"]
    named += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    named += os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    named += [os.environ.get(MNIST_DIR, ""), *(_ABOUT_GPUS if _gpus() else ())]
    paths = [name for name in named if os.path.isabs(name) and os.path.exists(name)]
    yield from map(Path, paths)
    known = tuple(f"{path}/" for name in paths for path in (name, os.path.realpath(name)))
    places = (place for place in _loaded() if not place.startswith(known))
    yield from (Path(place) for place in places if os.path.exists(place))


def _loaded() -> Iterator[str]:
    """Yield where packages and modules were loaded from; those of a checkout lie by themselves."""
    for name, module in tuple(sys.modules.items()):
        if "." not in name:
            places = getattr(module, "__path__", None) or [getattr(module, "__file__", None)]
            yield from (os.path.abspath(place) for place in places if place)


def _gpus() -> list[Path]:
    return [*Path("/dev").glob("nvidia*"), *Path("/dev").glob("dxg")]


def _limit_calls() -> None:
    import pyseccomp as calls

    rules = calls.SyscallFilter(calls.ERRNO(errno.ENOSYS))

    def allow(name: str, number: int = 0, mask: int = 0, value: int = 0) -> None:
        if calls.resolve_syscall(calls.Arch.NATIVE, name) < 0:
            return  # another machine's
        conditions = [calls.Arg(number, calls.MASKED_EQ, mask, value)] if mask else []
        rules.add_rule(calls.ALLOW, name, *conditions)

    for name in _CALLS.split():
        allow(name)
    allow("clone", 0, CLONE_THREAD, CLONE_THREAD)
    allow("tgkill", 0, _INT, os.getpid())
    allow("sched_setaffinity", 0, _INT, 0)
    allow("prlimit64", 2, 2**64 - 1, 0)
    allow("mmap", 3, _MAP_ANONYMOUS | _MAP_GROWSDOWN, 0)
    allow("mmap", 3, _MAP_KIND | _MAP_GROWSDOWN, _MAP_PRIVATE)
    for value in _PRCTLS:
        allow("prctl", 0, _INT, value)
    for value in _FCNTLS:
        allow("fcntl", 1, _INT, value)
    for value in _IOCTLS:
        allow("ioctl", 1, _INT, value)
    for mask, value in _GPU_IOCTLS if _gpus() else ():
        allow("ioctl", 1, mask, value)
    rules.load()
