// System calls about processes, signals, time, credentials and namespaces.

import clockGettime from './clock-gettime.ts';
import clockSettime from './clock-settime.ts';
import clone from './clone.ts';
import compute from './compute.ts';
import type { Syscall } from './define.ts';
import execve from './execve.ts';
import exit from './exit.ts';
import getids from './getids.ts';
import getpgid from './getpgid.ts';
import getpid from './getpid.ts';
import getppid from './getppid.ts';
import getrandom from './getrandom.ts';
import getsid from './getsid.ts';
import gettid from './gettid.ts';
import kill from './kill.ts';
import nanosleep from './nanosleep.ts';
import pipe from './pipe.ts';
import poll from './poll.ts';
import setitimer from './setitimer.ts';
import setpgid from './setpgid.ts';
import setsid from './setsid.ts';
import sigaction from './sigaction.ts';
import sigprocmask from './sigprocmask.ts';
import sigsuspend from './sigsuspend.ts';
import sigtimedwait from './sigtimedwait.ts';
import wait from './wait.ts';
import yieldCall from './yield.ts';

export const PROCESS_CALLS = [
  clone,
  execve,
  exit,
  wait,
  kill,
  sigaction,
  sigprocmask,
  sigsuspend,
  sigtimedwait,
  setitimer,
  getpid,
  getppid,
  gettid,
  getpgid,
  setpgid,
  getsid,
  setsid,
  compute,
  yieldCall,
  nanosleep,
  clockGettime,
  clockSettime,
  getrandom,
  getids,
  pipe,
  poll,
] as unknown as readonly Syscall[];
