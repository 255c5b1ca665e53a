// What stty's settings mean: the flags of a terminal with their groups and sane values, its control characters, and words that stand
// for several settings. As GNU coreutils 9.10.

export type ModeGroup = 'control' | 'input' | 'output' | 'local';

export interface Mode {
  name: string;
  group: ModeGroup;
  /** The flag as termios(3) names it. */
  flag: string;
  /** Whether `stty sane` has it; undefined where sane leaves it as it is. */
  sane?: boolean;
  /** Its bit in the word that -g prints. */
  bit: number;
  /** No "-" before it: one of several values of a field. */
  field?: string;
}

const flags = (group: ModeGroup, text: string): Mode[] =>
  text
    .trim()
    .split(/\s+/)
    .map(word => {
      const [name = '', bit = '', sane = ''] = word.split(':');
      const mode: Mode = { name, group, flag: name.toUpperCase(), bit: Number(bit) };
      if (sane !== '') mode.sane = sane === '1';
      return mode;
    });

const field = (group: ModeGroup, name: string, words: string, first: number, sane: boolean): Mode[] =>
  words.split(' ').map((word, at) => ({
    name: word,
    group,
    flag: word.toUpperCase(),
    bit: at * first,
    field: name,
    ...(sane ? { sane: at === 0 } : {}),
  }));

/** Every mode, in the order that -a prints. */
export const MODES: readonly Mode[] = [
  ...flags('control', 'parenb:0x100 parodd:0x200 cmspar:0x40000000'),
  ...field('control', 'CSIZE', 'cs5 cs6 cs7 cs8', 0x10, false),
  ...flags('control', 'hupcl:0x400 cstopb:0x40 cread:0x80:1 clocal:0x800 crtscts:0x80000000'),
  ...flags('input', 'ignbrk:1:0 brkint:2:1 ignpar:4 parmrk:8 inpck:0x10 istrip:0x20 inlcr:0x40:0 igncr:0x80:0 icrnl:0x100:1'),
  ...flags('input', 'ixon:0x400 ixoff:0x1000:0 iuclc:0x200:0 ixany:0x800:0 imaxbel:0x2000:1 iutf8:0x4000:0'),
  ...flags('output', 'opost:1:1 olcuc:2:0 ocrnl:8:0 onlcr:4:1 onocr:0x10:0 onlret:0x20:0 ofill:0x40:0 ofdel:0x80:0'),
  ...field('output', 'NLDLY', 'nl0 nl1', 0x100, true),
  ...field('output', 'CRDLY', 'cr0 cr1 cr2 cr3', 0x200, true),
  ...field('output', 'TABDLY', 'tab0 tab1 tab2 tab3', 0x800, true),
  ...field('output', 'BSDLY', 'bs0 bs1', 0x2000, true),
  ...field('output', 'VTDLY', 'vt0 vt1', 0x4000, true),
  ...field('output', 'FFDLY', 'ff0 ff1', 0x8000, true),
  ...flags('local', 'isig:1:1 icanon:2:1 iexten:0x8000:1 echo:8:1 echoe:0x10:1 echok:0x20:1 echonl:0x40:0 noflsh:0x80:0 xcase:4:0'),
  ...flags('local', 'tostop:0x100:0 echoprt:0x400:0 echoctl:0x200:1 echoke:0x800:1 flusho:0x1000:0 extproc:0x10000:0'),
];

/** The flag of a mode; tab3 is XTABS in the kernel's names. */
export const flagOf = (mode: Mode): string => (mode.name === 'tab3' ? 'XTABS' : mode.flag);

/** Other names of modes. */
export const MODE_ALIASES: Readonly<Record<string, string>> = {
  hup: 'hupcl',
  tandem: 'ixoff',
  crterase: 'echoe',
  crtkill: 'echoke',
  ctlecho: 'echoctl',
  prterase: 'echoprt',
  decctlq: 'ixany',
};

export interface ControlCharacter {
  name: string;
  key: string;
  sane: number;
}

const character = (name: string, key: string, sane: number): ControlCharacter => ({ name, key, sane });

/** Control characters in the order of printing, with sane's values. */
export const CHARACTERS: readonly ControlCharacter[] = [
  character('intr', 'VINTR', 3),
  character('quit', 'VQUIT', 28),
  character('erase', 'VERASE', 127),
  character('kill', 'VKILL', 21),
  character('eof', 'VEOF', 4),
  character('eol', 'VEOL', 0),
  character('eol2', 'VEOL2', 0),
  character('swtch', 'VSWTC', 0),
  character('start', 'VSTART', 17),
  character('stop', 'VSTOP', 19),
  character('susp', 'VSUSP', 26),
  character('rprnt', 'VREPRINT', 18),
  character('werase', 'VWERASE', 23),
  character('lnext', 'VLNEXT', 22),
  character('discard', 'VDISCARD', 15),
];

/** The places of control characters in the kernel's array, for -g. */
export const CHARACTER_SLOTS = [
  ...['VINTR', 'VQUIT', 'VERASE', 'VKILL', 'VEOF', 'VTIME', 'VMIN', 'VSWTC', 'VSTART', 'VSTOP', 'VSUSP', 'VEOL', 'VREPRINT', 'VDISCARD'],
  ...['VWERASE', 'VLNEXT', 'VEOL2'],
] as const;

/** The number of slots that -g prints. */
export const SLOTS = 32;

const RAW =
  '-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr -icrnl -ixon -ixoff -icanon -opost -isig -iuclc -ixany -imaxbel ' +
  '-xcase min 1 time 0';
const COOKED = 'brkint ignpar istrip icrnl ixon opost isig icanon eof ^D eol undef';

/** Words that stand for other settings, as they are and with "-" before them. A value of undefined: no such form. */
export const COMBINATIONS: Readonly<Record<string, { on: string; off?: string }>> = {
  evenp: { on: 'parenb -parodd cs7', off: '-parenb cs8' },
  parity: { on: 'parenb -parodd cs7', off: '-parenb cs8' },
  oddp: { on: 'parenb parodd cs7', off: '-parenb cs8' },
  nl: { on: '-icrnl -onlcr', off: 'icrnl -inlcr -igncr onlcr -ocrnl -onlret' },
  ek: { on: 'erase ^? kill ^U' },
  cbreak: { on: '-icanon', off: 'icanon' },
  pass8: { on: '-parenb -istrip cs8', off: 'parenb istrip cs7' },
  litout: { on: '-parenb -istrip -opost cs8', off: 'parenb istrip opost cs7' },
  raw: { on: RAW, off: COOKED },
  cooked: { on: COOKED, off: RAW },
  tabs: { on: 'tab0', off: 'tab3' },
  lcase: { on: 'xcase iuclc olcuc', off: '-xcase -iuclc -olcuc' },
  LCASE: { on: 'xcase iuclc olcuc', off: '-xcase -iuclc -olcuc' },
  crt: { on: 'echoe echoctl echoke' },
  dec: { on: 'echoe echoctl echoke -ixany intr ^C erase ^? kill ^U' },
};

/** Line speeds in baud with the code that the control word has, as termios-baud.h; 38400 is 15. */
export const SPEEDS: ReadonlyMap<number, number> = new Map([
  ...[0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400].map((speed, at) => [speed, at] as const),
  ...[57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000, 3000000, 3500000, 4000000].map(
    (speed, at) => [speed, 0x1001 + at] as const,
  ),
]);
