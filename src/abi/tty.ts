// Terminals: termios, window size, and the ioctl requests that programs use, as ioctl_tty(2) and termios(3) name them.

export interface Winsize {
  rows: number;
  columns: number;
}

/** Input, output, control and local flags that are on, by termios(3)'s names; control characters by theirs. */
export interface Termios {
  /** 'ICRNL' 'IXON' 'IUTF8' 'OPOST' 'ONLCR' 'ICANON' 'ECHO' 'ECHOE' 'ECHOK' 'ECHONL' 'ECHOCTL' 'ECHOKE' 'ISIG' 'IEXTEN' 'TOSTOP' 'NOFLSH' … */
  flags: ReadonlySet<string>;
  /** Control characters by name ('VINTR', 'VEOF', 'VERASE' …) as bytes; 0 where disabled. VMIN and VTIME (tenths of a second) are in it. */
  characters: Readonly<Record<string, number>>;
  /** Line speed in baud. */
  speed: number;
}

export const CONTROL_CHARACTERS: Readonly<Record<string, number>> = {
  VINTR: 3,
  VQUIT: 28,
  VERASE: 127,
  VKILL: 21,
  VEOF: 4,
  VTIME: 0,
  VMIN: 1,
  VSWTC: 0,
  VSTART: 17,
  VSTOP: 19,
  VSUSP: 26,
  VEOL: 0,
  VREPRINT: 18,
  VDISCARD: 15,
  VWERASE: 23,
  VLNEXT: 22,
  VEOL2: 0,
};

/** A new terminal's settings, as Linux's tty_std_termios with what a pty gets on top. */
export const STANDARD_TERMIOS: Termios = {
  flags: new Set([
    'ICRNL',
    'IXON',
    'OPOST',
    'ONLCR',
    'CREAD',
    'CS8',
    'ISIG',
    'ICANON',
    'IEXTEN',
    'ECHO',
    'ECHOE',
    'ECHOK',
    'ECHOCTL',
    'ECHOKE',
  ]),
  characters: CONTROL_CHARACTERS,
  speed: 38400,
};

/** The requests of ioctl(2), each with what its argument is and what it gives back. Any fd of the right kind takes them; others throw ENOTTY. */
export interface Ioctls {
  TCGETS: { argument: undefined; gives: Termios };
  TCSETS: { argument: Termios; gives: undefined };
  TCSETSW: { argument: Termios; gives: undefined };
  TCSETSF: { argument: Termios; gives: undefined };
  TIOCGWINSZ: { argument: undefined; gives: Winsize };
  TIOCSWINSZ: { argument: Winsize; gives: undefined };
  /** The foreground process group, as the caller's pid namespace numbers it. */
  TIOCGPGRP: { argument: undefined; gives: number };
  TIOCSPGRP: { argument: number; gives: undefined };
  TIOCGSID: { argument: undefined; gives: number };
  /** Makes the tty the caller's controlling one; the argument is `force`. */
  TIOCSCTTY: { argument: boolean; gives: undefined };
  TIOCNOTTY: { argument: undefined; gives: undefined };
  /** A pty master: the number of its slave, /dev/pts/N. */
  TIOCGPTN: { argument: undefined; gives: number };
  /** A pty master: whether the slave is locked (unlockpt). */
  TIOCSPTLCK: { argument: boolean; gives: undefined };
  /** Bytes that a read would give now. */
  FIONREAD: { argument: undefined; gives: number };
  /** A namespace's fd (ioctl_ns(2)): its owner user namespace, its parent, its kind, the uid of its owner. The first two are new fds. */
  NS_GET_USERNS: { argument: undefined; gives: number };
  NS_GET_PARENT: { argument: undefined; gives: number };
  NS_GET_NSTYPE: { argument: undefined; gives: import('./types.ts').Namespace };
  NS_GET_OWNER_UID: { argument: undefined; gives: number };
  /** inode attributes, as lsattr and chattr use them: letters of chattr(1). */
  FS_IOC_GETFLAGS: { argument: undefined; gives: string };
  FS_IOC_SETFLAGS: { argument: string; gives: undefined };
}

export type IoctlRequest = keyof Ioctls;
