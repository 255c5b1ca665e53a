// System calls about processes, signals, time, credentials, namespaces and sockets.

import accept from './accept.ts';
import bind from './bind.ts';
import capget from './capget.ts';
import capset from './capset.ts';
import clockGettime from './clock-gettime.ts';
import clockSettime from './clock-settime.ts';
import clone from './clone.ts';
import compute from './compute.ts';
import connect from './connect.ts';
import type { Syscall } from './define.ts';
import eventfd from './eventfd.ts';
import execve from './execve.ts';
import exit from './exit.ts';
import getids from './getids.ts';
import getpeername from './getpeername.ts';
import getpgid from './getpgid.ts';
import getpid from './getpid.ts';
import getppid from './getppid.ts';
import getpriority from './getpriority.ts';
import getrandom from './getrandom.ts';
import getrusage from './getrusage.ts';
import getsid from './getsid.ts';
import getsockname from './getsockname.ts';
import getsockopt from './getsockopt.ts';
import gettid from './gettid.ts';
import ioctl from './ioctl.ts';
import ioprioGet from './ioprio-get.ts';
import ioprioSet from './ioprio-set.ts';
import ipcGet from './ipc-get.ts';
import ipcRemove from './ipc-remove.ts';
import kill from './kill.ts';
import listen from './listen.ts';
import mmap from './mmap.ts';
import munmap from './munmap.ts';
import nanosleep from './nanosleep.ts';
import netlinkReceive from './netlink-receive.ts';
import netlinkSend from './netlink-send.ts';
import pidfdOpen from './pidfd-open.ts';
import pipe from './pipe.ts';
import poll from './poll.ts';
import prctl from './prctl.ts';
import prlimit from './prlimit.ts';
import reboot from './reboot.ts';
import recvfrom from './recvfrom.ts';
import schedGetaffinity from './sched-getaffinity.ts';
import schedGetattr from './sched-getattr.ts';
import schedSetaffinity from './sched-setaffinity.ts';
import schedSetattr from './sched-setattr.ts';
import sendto from './sendto.ts';
import setdomainname from './setdomainname.ts';
import setgroups from './setgroups.ts';
import sethostname from './sethostname.ts';
import setitimer from './setitimer.ts';
import setns from './setns.ts';
import setpgid from './setpgid.ts';
import setpriority from './setpriority.ts';
import setresgid from './setresgid.ts';
import setresuid from './setresuid.ts';
import setsid from './setsid.ts';
import setsockopt from './setsockopt.ts';
import shutdown from './shutdown.ts';
import sigaction from './sigaction.ts';
import sigprocmask from './sigprocmask.ts';
import sigsuspend from './sigsuspend.ts';
import sigtimedwait from './sigtimedwait.ts';
import socket from './socket.ts';
import socketpair from './socketpair.ts';
import sysinfo from './sysinfo.ts';
import syslog from './syslog.ts';
import uname from './uname.ts';
import unshare from './unshare.ts';
import wait from './wait.ts';
import yieldCall from './yield.ts';

export const PROCESS_CALLS = [
  accept,
  bind,
  capget,
  capset,
  clockGettime,
  clockSettime,
  clone,
  compute,
  connect,
  eventfd,
  execve,
  exit,
  getids,
  getpeername,
  getpgid,
  getpid,
  getppid,
  getpriority,
  getrandom,
  getrusage,
  getsid,
  getsockname,
  getsockopt,
  gettid,
  ioctl,
  kill,
  listen,
  mmap,
  munmap,
  nanosleep,
  netlinkReceive,
  netlinkSend,
  pidfdOpen,
  pipe,
  poll,
  prctl,
  prlimit,
  reboot,
  recvfrom,
  sendto,
  setdomainname,
  setgroups,
  sethostname,
  setitimer,
  setns,
  setpgid,
  setpriority,
  schedGetaffinity,
  schedSetaffinity,
  schedGetattr,
  schedSetattr,
  ipcGet,
  ipcRemove,
  ioprioGet,
  ioprioSet,
  setresgid,
  setresuid,
  setsid,
  setsockopt,
  shutdown,
  sigaction,
  sigprocmask,
  sigsuspend,
  sigtimedwait,
  socket,
  socketpair,
  sysinfo,
  syslog,
  uname,
  unshare,
  wait,
  yieldCall,
] as unknown as readonly Syscall[];
