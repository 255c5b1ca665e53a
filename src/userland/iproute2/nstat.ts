// nstat: the kernel's network counters, since they were last looked at. iproute2 7.3.0.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn, writeFile } from '../lib/io.ts';
import { procText } from '../lib/proc.ts';
import { type Json, printJson } from './json.ts';

const USAGE = `Usage: nstat [OPTION] [ PATTERN [ PATTERN ] ]
   -h, --help          this message
   -a, --ignore        ignore history
   -d, --scan=SECS     sample every statistics every SECS
   -j, --json          format output in JSON
   -n, --nooutput      do history only
   -p, --pretty        pretty print
   -r, --reset         reset history
   -s, --noupdate      don't update history
   -t, --interval=SECS report average over the last SECS
   -V, --version       output version information
   -z, --zeros         show entries with zero activity
`;
const LONG = {
  help: '-h',
  ignore: '-a',
  scan: '-d',
  nooutput: '-n',
  json: '-j',
  reset: '-r',
  noupdate: '-s',
  pretty: '-p',
  interval: '-t',
  version: '-V',
  zeros: '-z',
} as const;
/** Settings and gauges among the counters. */
const USELESS = new Set(['IpForwarding', 'IpDefaultTTL', 'TcpRtoAlgorithm', 'TcpRtoMin', 'TcpRtoMax', 'TcpMaxConn', 'TcpCurrEstab']);

type Counters = Map<string, number>;

/** Pairs of lines, the first with the names: /proc/net/snmp and netstat. */
function readPairs(text: string, into: Counters): void {
  const lines = text.split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [title = '', ...names] = lines[at]!.trimEnd().split(' ');
    const values = lines[at + 1]!.trimEnd().split(' ').slice(1);
    for (const [index, name] of names.entries()) {
      const id = `${title.replace(':', '')}${name}`;
      if (!USELESS.has(id)) into.set(id, Number(values[index] ?? 0));
    }
  }
}

async function readCounters(sys: Sys): Promise<Counters> {
  const counters: Counters = new Map();
  readPairs((await procText(sys, '/proc/net/snmp')) ?? '', counters);
  for (const line of ((await procText(sys, '/proc/net/snmp6')) ?? '').split('\n')) {
    const [name, value] = line.trim().split(/\s+/);
    if (name && value) counters.set(name, Number(value));
  }
  readPairs((await procText(sys, '/proc/net/netstat')) ?? '', counters);
  return counters;
}

const row = (id: string, value: number): string => `${id.padEnd(31)} ${String(value).padEnd(18)} 0.0\n`;

function readHistory(text: string): Counters {
  const rows = text.split('\n').map(line => line.split(/\s+/));
  return new Map(rows.flatMap(([id, value]) => (id && value && !id.startsWith('#') ? [[id, Number(value)] as const] : [])));
}

/** A pattern of fnmatch(3), in any case. */
const pattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

export default program({
  name: 'nstat',
  summary: 'network statistics tool',

  async main(sys, argv, env) {
    try {
      return await run(sys, argv, env);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `nstat: ${error.message}\n${USAGE}`);
      return 255;
    }
  },
});

async function run(sys: Sys, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const { given, operands } = getopt(argv, 'h?vVzrnasd:t:jp', LONG);
  const has = (option: string): boolean => given.some(each => each.option === option);
  if (has('-V') || has('-v')) {
    await print(sys, 'nstat utility, iproute2-7.3.0\n');
    return 0;
  }
  if (has('-h') || has('-?')) {
    await warn(sys, USAGE);
    return 255;
  }
  if (has('-d') || has('-t')) {
    await warn(sys, `nstat: option ${has('-d') ? '-d' : '-t'} is not simulated here\n`);
    return 1;
  }
  const path = env['NSTAT_HISTORY'] ?? `/tmp/.nstat.u${(await sys.getids()).uid}`;
  const history = has('-a') || has('-r') ? new Map<string, number>() : readHistory((await procText(sys, path)) ?? '');
  const counters = await readCounters(sys);
  if (!has('-n')) await show(sys, counters, history, operands, has);
  if (has('-s')) return 0;
  const kept = [...counters].filter(([, value]) => value !== 0).map(([id, value]) => row(id, value));
  try {
    await writeFile(sys, path, `#kernel\n${kept.join('')}`, 0o600);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `nstat: open history file: ${error.message}\n`);
    return 255;
  }
  return 0;
}

async function show(
  sys: Sys,
  counters: Counters,
  history: Counters,
  operands: readonly string[],
  has: (option: string) => boolean,
): Promise<void> {
  const patterns = operands.map(pattern);
  const shown: [string, number][] = [];
  for (const [id, value] of counters) {
    const since = value - (history.get(id) ?? 0);
    if (since === 0 && !has('-z')) continue;
    if (patterns.length === 0 || patterns.some(each => each.test(id))) shown.push([id, since < 0 ? value : since]);
  }
  if (!has('-j')) return print(sys, `#kernel\n${shown.map(([id, value]) => row(id, value)).join('')}`);
  const kernel: Json = Object.fromEntries(shown);
  await print(sys, `${printJson({ kernel }, has('-p'))}\n`);
}
