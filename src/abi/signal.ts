// Signals: names, numbers, default actions and the words shells print. As signal(7) on x86-64 and glibc's strsignal(3).

type DefaultAction = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue';

const TABLE = {
  SIGHUP: [1, 'terminate', 'Hangup'],
  SIGINT: [2, 'terminate', 'Interrupt'],
  SIGQUIT: [3, 'core', 'Quit'],
  SIGILL: [4, 'core', 'Illegal instruction'],
  SIGTRAP: [5, 'core', 'Trace/breakpoint trap'],
  SIGABRT: [6, 'core', 'Aborted'],
  SIGBUS: [7, 'core', 'Bus error'],
  SIGFPE: [8, 'core', 'Floating point exception'],
  SIGKILL: [9, 'terminate', 'Killed'],
  SIGUSR1: [10, 'terminate', 'User defined signal 1'],
  SIGSEGV: [11, 'core', 'Segmentation fault'],
  SIGUSR2: [12, 'terminate', 'User defined signal 2'],
  SIGPIPE: [13, 'terminate', 'Broken pipe'],
  SIGALRM: [14, 'terminate', 'Alarm clock'],
  SIGTERM: [15, 'terminate', 'Terminated'],
  SIGSTKFLT: [16, 'terminate', 'Stack fault'],
  SIGCHLD: [17, 'ignore', 'Child exited'],
  SIGCONT: [18, 'continue', 'Continued'],
  SIGSTOP: [19, 'stop', 'Stopped (signal)'],
  SIGTSTP: [20, 'stop', 'Stopped'],
  SIGTTIN: [21, 'stop', 'Stopped (tty input)'],
  SIGTTOU: [22, 'stop', 'Stopped (tty output)'],
  SIGURG: [23, 'ignore', 'Urgent I/O condition'],
  SIGXCPU: [24, 'core', 'CPU time limit exceeded'],
  SIGXFSZ: [25, 'core', 'File size limit exceeded'],
  SIGVTALRM: [26, 'terminate', 'Virtual timer expired'],
  SIGPROF: [27, 'terminate', 'Profiling timer expired'],
  SIGWINCH: [28, 'ignore', 'Window changed'],
  SIGIO: [29, 'terminate', 'I/O possible'],
  SIGPWR: [30, 'terminate', 'Power failure'],
  SIGSYS: [31, 'core', 'Bad system call'],
} as const satisfies Record<string, readonly [number, DefaultAction, string]>;

/** A standard signal, or a real-time one as `SIGRTMIN+n` (34 to 64). */
export type Signal = keyof typeof TABLE | `SIGRTMIN+${number}`;

const RTMIN = 34;
const RTMAX = 64;
const standard = (signal: Signal): (typeof TABLE)[keyof typeof TABLE] | undefined => TABLE[signal as keyof typeof TABLE];

/** A signal's number, 1 to 64. */
export const signalNumber = (signal: Signal): number => standard(signal)?.[0] ?? RTMIN + Number(signal.slice('SIGRTMIN+'.length));

/** The signal of a number, or undefined where there is none (0, 32, 33, above 64). */
export function signalFromNumber(number: number): Signal | undefined {
  const found = (Object.keys(TABLE) as (keyof typeof TABLE)[]).find(name => TABLE[name][0] === number);
  return found ?? (number >= RTMIN && number <= RTMAX ? `SIGRTMIN+${number - RTMIN}` : undefined);
}

/** What happens to a process that neither handles nor ignores the signal. */
export const defaultAction = (signal: Signal): DefaultAction => standard(signal)?.[1] ?? 'terminate';

/** strsignal(3). */
export const strsignal = (signal: Signal): string => standard(signal)?.[2] ?? `Real-time signal ${signalNumber(signal) - RTMIN}`;

/** The standard signals, in the order of their numbers. */
export const SIGNALS = Object.keys(TABLE) as (keyof typeof TABLE)[];

/** What a process does on a signal: a handler runs in the process, between two of its system calls. */
export type Handler = 'default' | 'ignore' | ((signal: Signal) => Promise<void> | void);
