// ip: show and manipulate routing, network devices, interfaces and tunnels. iproute2 7.3.0.

import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { print, program, warn } from '../../lib/io.ts';
import { WriteError } from '../../lib/stdout.ts';
import { runBatch } from '../batch.ts';
import { Fatal } from '../fatal.ts';
import { Ip, noOptions, type Options } from './context.ts';
import { enterNetns } from './netns-enter.ts';
import { matches, Words } from './words.ts';

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | fou | help | ila | ioam | l2tp | link |
                   macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | stats | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -echo | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
`;

type Command = (ip: Ip, words: Words) => Promise<number | void>;

/** The objects, in the order in which a shortened name finds them (ip.c's cmds). */
const OBJECTS: readonly [name: string, load: (() => Promise<{ default: Command }>) | undefined][] = [
  ['address', () => import('./address.ts')],
  ['addrlabel', undefined],
  ['maddress', () => import('./maddress.ts')],
  ['route', () => import('./route.ts')],
  ['rule', () => import('./rule.ts')],
  ['neighbor', () => import('./neighbour.ts')],
  ['neighbour', () => import('./neighbour.ts')],
  ['ntable', undefined],
  ['ntbl', undefined],
  ['link', () => import('./link.ts')],
  ['l2tp', undefined],
  ['fou', undefined],
  ['ila', undefined],
  ['macsec', undefined],
  ['tunnel', undefined],
  ['tunl', undefined],
  ['tuntap', () => import('./tuntap.ts')],
  ['tap', () => import('./tuntap.ts')],
  ['token', undefined],
  ['tcpmetrics', undefined],
  ['tcp_metrics', undefined],
  ['monitor', () => import('./monitor.ts')],
  ['xfrm', undefined],
  ['mroute', undefined],
  ['mrule', undefined],
  ['netns', () => import('./netns.ts')],
  ['netconf', () => import('./netconf.ts')],
  ['vrf', undefined],
  ['sr', undefined],
  ['nexthop', undefined],
  ['mptcp', undefined],
  ['ioam', undefined],
  ['help', undefined],
  ['stats', undefined],
];

export default program({
  name: 'ip',
  summary: 'show / manipulate routing, network devices, interfaces and tunnels',

  async main(sys, argv, env) {
    const run = { status: 0 };
    try {
      run.status = await start(sys, argv.slice(1), env);
    } catch (error) {
      if (error instanceof WriteError) return 1;
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
    return run.status;
  },
});

async function start(sys: Sys, args: readonly string[], env: Env): Promise<number> {
  const options = noOptions();
  const words = new Words(args);
  let batch: string | undefined;
  while (words.peek?.startsWith('-')) {
    const word = words.next();
    if (word === '--') break;
    const option = word.startsWith('--') ? word.slice(1) : word;
    if (matches(option, '-Version') && option.startsWith('-V')) {
      await print(sys, 'ip utility, iproute2-7.3.0, libbpf 1.7.0\n');
      return 0;
    }
    if (matches(option, '-batch')) batch = words.next();
    else if (matches(option, '-netns')) await enterNetns(sys, words.next());
    else if (matches(option, '-family')) options.family = familyOf(words.next());
    else if (matches(option, '-loops')) options.loops = Number(words.next());
    else if (matches(option, '-rcvbuf')) words.next();
    else if (option === '-help') throw new Fatal(USAGE, 255);
    else if (!setFlag(options, option)) throw new Fatal(`Option "${word}" is unknown, try "ip -help".\n`, 255);
  }
  if (batch !== undefined)
    return runBatch(sys, { path: batch, force: options.force, unreadable: 1 }, line => runObject(sys, new Words(line), env, options));
  if (words.done) throw new Fatal(USAGE, 255);
  return runObject(sys, words, env, options);
}

function familyOf(word: string): Options['family'] {
  if (word === 'help') throw new Fatal(USAGE, 255);
  const family = (['inet', 'inet6', 'link', 'mpls', 'bridge'] as const).find(name => name === word);
  if (!family) throw new Fatal(`Error: argument "${word}" is wrong: invalid protocol family\n`, 255);
  return family;
}

/** An option that takes no value; false where it is unknown. In the order of ip.c, which decides what a shortened one means. */
function setFlag(options: Options, option: string): boolean {
  if (option === '-4') options.family = 'inet';
  else if (option === '-6') options.family = 'inet6';
  else if (option === '-0') options.family = 'link';
  else if (option === '-M') options.family = 'mpls';
  else if (option === '-B') options.family = 'bridge';
  else if (matches(option, '-human-readable') && option !== '-help') options.human = true;
  else if (option === '-iec') options.iec = true;
  else if (matches(option, '-stats') || matches(option, '-statistics')) options.statistics++;
  else if (matches(option, '-details')) options.details = true;
  else if (matches(option, '-resolve')) options.resolve = true;
  else if (matches(option, '-oneline')) options.oneline = true;
  else if (matches(option, '-timestamp') || matches(option, '-tshort')) options.timestamp = true;
  else if (matches(option, '-force')) options.force = true;
  else if (matches(option, '-brief')) options.brief = true;
  else if (matches(option, '-json')) options.json = true;
  else if (matches(option, '-pretty')) options.pretty = true;
  else if (/^-c(?:o(?:l(?:o(?:r)?)?)?)?(?:=(?:always|auto|never))?$/.test(option)) options.color = !/=(?:never|auto)$/.test(option);
  else if (matches(option, '-Numeric')) options.numeric = true;
  else if (matches(option, '-all')) options.all = true;
  else if (option === '-echo') options.echo = true;
  else return false;
  return true;
}

async function runObject(sys: Sys, words: Words, env: Env, options: Options): Promise<number> {
  const name = words.next();
  const object = OBJECTS.find(([keyword]) => matches(name, keyword));
  if (!object) throw new Fatal(`Object "${name}" is unknown, try "ip help".\n`, 1);
  if (object[0] === 'help') throw new Fatal(USAGE, 255);
  if (!object[1]) throw new Fatal(`slipway: ip ${object[0]} is not simulated here\n`, 1);
  const ip = new Ip(sys, env, { ...options, ...(options.json ? { color: false } : {}) });
  try {
    const status = await (await object[1]()).default(ip, words);
    await ip.out.flush();
    return status ?? 0;
  } catch (error) {
    if (error instanceof Fatal) await ip.out.flush();
    throw error;
  }
}
