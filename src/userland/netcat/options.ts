// The command line of nc. As OpenBSD's netcat.c with Debian's patches, 1.239.

import { getopt, UsageError } from '../lib/getopt.ts';

export const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;

export const HELP = `OpenBSD netcat (Debian patchlevel 1.239-1)
${USAGE}	Command Summary:
		-4		Use IPv4
		-6		Use IPv6
		-C		Send CRLF as line-ending
		-d		Detach from stdin
		-h		This help text
		-i interval	Delay interval for lines sent, ports scanned
		-k		Keep inbound sockets open for multiple connects
		-l		Listen mode, for inbound connects
		-N		Shutdown the network socket after EOF on stdin
		-n		Suppress name/port resolutions
		-p port		Specify local port for remote connects
		-q secs		quit after EOF on stdin and delay of secs
		-r		Randomize remote ports
		-s sourceaddr	Local source address
		-U		Use UNIX domain socket
		-u		UDP mode
		-v		Verbose
		-W recvlimit	Terminate after receiving a number of packets
		-w timeout	Timeout for connects and final net reads
		-z		Zero-I/O mode [used for scanning]
	Port numbers can be individual or ranges: lo-hi [inclusive]
`;

/** Ends nc: these lines on standard error, and status 1. */
export class Fatal extends Error {}

export interface Options {
  family: 'inet' | 'inet6' | undefined;
  crlf: boolean;
  detach: boolean;
  keep: boolean;
  listen: boolean;
  shutdown: boolean;
  numeric: boolean;
  unix: boolean;
  udp: boolean;
  verbose: boolean;
  zero: boolean;
  source: string | undefined;
  sourcePort: string | undefined;
  intervalMs: number;
  /** After end of input: how long to go on; undefined is for as long as the other end likes. */
  quitMs: number | undefined;
  timeoutMs: number | undefined;
  receiveLimit: number;
  ttl: number | undefined;
  operands: string[];
}

const NOT_SIMULATED = new Set(['-D', '-F', '-I', '-m', '-O', '-P', '-S', '-T', '-t', '-V', '-X', '-x', '-Z', '-r']);

const number = (text: string, what: string, max = 2147483647): number => {
  if (!/^[-+]?\d+$/.test(text)) throw new Fatal(`nc: ${what} invalid: ${text}\n`);
  if (Number(text) < 0) throw new Fatal(`nc: ${what} too small: ${text}\n`);
  if (Number(text) > max) throw new Fatal(`nc: ${what} too large: ${text}\n`);
  return Number(text);
};

/** Reads argv. Throws Fatal; 'help' where -h was given. */
export function parseOptions(argv: readonly string[]): Options | 'help' {
  const options: Options = {
    family: undefined,
    crlf: false,
    detach: false,
    keep: false,
    listen: false,
    shutdown: false,
    numeric: false,
    unix: false,
    udp: false,
    verbose: false,
    zero: false,
    source: undefined,
    sourcePort: undefined,
    intervalMs: 0,
    quitMs: undefined,
    timeoutMs: undefined,
    receiveLimit: 0,
    ttl: undefined,
    operands: [],
  };
  let parsed: ReturnType<typeof getopt>;
  try {
    parsed = getopt(argv, '46CDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new Fatal(`nc: ${error.message}\n${USAGE}`);
  }
  const flags: Readonly<Record<string, keyof Options>> = {
    '-C': 'crlf',
    '-d': 'detach',
    '-k': 'keep',
    '-l': 'listen',
    '-N': 'shutdown',
    '-n': 'numeric',
    '-U': 'unix',
    '-u': 'udp',
    '-v': 'verbose',
    '-z': 'zero',
  };
  for (const { option, value = '' } of parsed.given) {
    if (option === '-h') return 'help';
    if (NOT_SIMULATED.has(option)) throw new Fatal(`nc: option ${option} is not simulated here\n`);
    if (flags[option]) Object.assign(options, { [flags[option]]: true });
    else if (option === '-4') options.family = 'inet';
    else if (option === '-6') options.family = 'inet6';
    else if (option === '-s') options.source = value;
    else if (option === '-p') options.sourcePort = value;
    else if (option === '-i') options.intervalMs = number(value, 'interval') * 1000;
    else if (option === '-q') options.quitMs = value.startsWith('-') ? undefined : number(value, 'quit timer') * 1000;
    else if (option === '-w') options.timeoutMs = number(value, 'timeout') * 1000;
    else if (option === '-W') options.receiveLimit = number(value, 'receive limit');
    else if (option === '-M') options.ttl = number(value, 'ttl', 255);
  }
  options.operands = parsed.operands;
  if (options.listen && options.zero) throw new Fatal('nc: cannot use -z and -l\n');
  if (options.keep && !options.listen) throw new Fatal('nc: must use -l with -k\n');
  return options;
}

/** The ports of an operand, in order: "80", "http", "20-22", "85-83". */
export async function parsePorts(text: string, lookUp: (name: string) => Promise<number | undefined>): Promise<number[]> {
  const port = async (word: string): Promise<number> => {
    if (!/^[-+]?\d+$/.test(word)) {
      const found = await lookUp(word);
      if (found === undefined) throw new Fatal(`nc: port number invalid: ${word}\n`);
      return found;
    }
    if (Number(word) < 1) throw new Fatal(`nc: port number too small: ${word}\n`);
    if (Number(word) > 65535) throw new Fatal(`nc: port number too large: ${word}\n`);
    return Number(word);
  };
  const dash = text.indexOf('-');
  if (dash <= 0) return [await port(text)];
  const whole = await lookUp(text);
  if (whole !== undefined) return [whole];
  const [one, other] = [await port(text.slice(0, dash)), await port(text.slice(dash + 1))];
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}
