// xtables-nft-multi: all of iptables's programs in one, told apart by the name they are called by. As xtables-nft-multi.c, iptables 1.8.13.

import type { Sys } from '../../abi/sys.ts';
import { program, warn } from '../lib/io.ts';
import { iptables } from './iptables.ts';
import { restore } from './restore.ts';
import { save } from './save.ts';
import { translate } from './translate.ts';

type Main = (sys: Sys, argv: string[], name: string) => Promise<number>;

const MAINS: Readonly<Record<string, Main>> = {};
const mains = MAINS as Record<string, Main>;
for (const [number, family] of [
  ['', 'ipv4'],
  ['6', 'ipv6'],
] as const) {
  const base = `ip${number}tables`;
  for (const variant of ['', '-nft']) {
    mains[`${base}${variant}`] = (sys, argv, name) => iptables(sys, argv, family, name);
    mains[`${base}${variant}-save`] = (sys, argv, name) => save(sys, argv, family, name);
    mains[`${base}${variant}-restore`] = (sys, argv, name) => restore(sys, argv, family, name);
  }
  mains[`${base}-translate`] = (sys, argv, name) => translate(sys, argv, family, name);
  const short = number === '' ? '4' : '6';
  mains[`main${short}`] = mains[base]!;
  mains[`save${short}`] = mains[`${base}-save`]!;
  mains[`restore${short}`] = mains[`${base}-restore`]!;
}

/** In the order the real one lists them. */
const LISTED = [
  'iptables',
  'iptables-nft',
  'main4',
  'save4',
  'restore4',
  'iptables-save',
  'iptables-restore',
  'iptables-nft-save',
  'iptables-nft-restore',
  'ip6tables',
  'ip6tables-nft',
  'main6',
  'save6',
  'restore6',
  'ip6tables-save',
  'ip6tables-restore',
  'ip6tables-nft-save',
  'ip6tables-nft-restore',
];

export default program({
  name: 'iptables',
  summary: 'administration tool for IPv4/IPv6 packet filtering and NAT',

  async main(sys, argv) {
    const called = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
    const main = MAINS[called];
    if (main) return main(sys, argv, called);
    const sub = argv[1];
    if (sub !== undefined && MAINS[sub]) return MAINS[sub](sys, argv.slice(1), sub);
    if (sub !== undefined && /^(arp|eb)tables|restore-translate|xtables-monitor|xml/.test(sub)) {
      await warn(sys, `${called}: ${sub} is not simulated here\n`);
      return 1;
    }
    if (/^(arp|eb)tables|restore-translate|monitor|xml/.test(called)) {
      await warn(sys, `${called}: not simulated here\n`);
      return 1;
    }
    await warn(sys, `ERROR: No valid subcommand given.\nValid subcommands:\n${LISTED.map(name => ` * ${name}\n`).join('')}`);
    return 1;
  },
});
