// The tables of brctl: show, showmacs and showstp. As brctl_disp.c of bridge-utils 1.7.

import type { Link, Neighbour } from '../../abi/rtnetlink.ts';
import type { Netlink } from '../lib/netlink.ts';
import { links, portsOf } from './bridges.ts';

const number = (data: Record<string, unknown> | undefined, key: string): number => Number(data?.[key] ?? 0);

/** "8000.02420a000001" of an identifier with colons. */
const idText = (id: unknown): string => String(id ?? '').replaceAll(':', '');

/** Hundredths as brctl prints a timer. */
const timer = (hundredths: number): string =>
  `${String(Math.floor(hundredths / 100)).padStart(4)}.${String(Math.floor(hundredths % 100)).padStart(2, '0')}`;

export function printBridges(bridges: readonly Link[], all: readonly Link[]): string {
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';
  for (const bridge of bridges) {
    const stp = number(bridge.data, 'stp_state') !== 0 ? 'yes' : 'no';
    const ports = portsOf(bridge, all).map(({ name }) => name);
    text += `${bridge.name}\t\t${idText(bridge.data?.['bridge_id'])}\t${stp}\t\t${ports.join(`\n${'\t'.repeat(7)}`)}\n`;
  }
  return text;
}

const portNumber = (port: Link | undefined): number => Number(port?.slaveData?.['no'] ?? 0);

export async function printMacs(netlink: Netlink, bridge: Link): Promise<string> {
  const all = await links(netlink);
  const answers = await netlink.dump({ type: 'getneigh', neighbour: { family: 'bridge', master: bridge.index } });
  const entries = answers
    .flatMap(answer => (answer.type === 'newneigh' ? [answer.neighbour as Neighbour] : []))
    .filter(({ flags, master }) => !flags.includes('self') && master === bridge.index)
    .sort((a, b) => (a.lladdr! < b.lladdr! ? -1 : 1));
  let text = 'port no\tmac addr\t\tis local?\tageing timer\n';
  for (const { index, lladdr, state, cache } of entries) {
    const local = state.includes('PERMANENT');
    const age = local || state.includes('NOARP') ? 0 : (cache?.updatedSeconds ?? 0) * 100;
    const port = portNumber(all.find(link => link.index === index));
    text += `${String(port).padStart(3)}\t${lladdr}\t${local ? 'yes' : 'no'}\t\t${timer(age)}\n`;
  }
  return text;
}

const STATES: Readonly<Record<string, string>> = {
  disabled: 'disabled',
  listening: 'listening',
  learning: 'learning',
  forwarding: 'forwarding',
  blocking: 'blocking',
};

export function printStp(bridge: Link, ports: readonly Link[]): string {
  const { data } = bridge;
  const seconds = (key: string): string => timer(number(data, key));
  const rows = [
    `${bridge.name}`,
    ` bridge id\t\t${idText(data?.['bridge_id'])}`,
    ` designated root\t${idText(data?.['root_id'])}`,
    ` root port\t\t${String(number(data, 'root_port')).padStart(4)}\t\t\tpath cost\t\t${String(number(data, 'root_path_cost')).padStart(4)}`,
    ` max age\t\t${seconds('max_age')}\t\t\tbridge max age\t\t${seconds('max_age')}`,
    ` hello time\t\t${seconds('hello_time')}\t\t\tbridge hello time\t${seconds('hello_time')}`,
    ` forward delay\t\t${seconds('forward_delay')}\t\t\tbridge forward delay\t${seconds('forward_delay')}`,
    ` ageing time\t\t${seconds('ageing_time')}`,
    ` hello timer\t\t${seconds('hello_timer')}\t\t\ttcn timer\t\t${seconds('tcn_timer')}`,
    ` topology change timer\t${seconds('topology_change_timer')}\t\t\tgc timer\t\t${seconds('gc_timer')}`,
    ' flags\t\t\t',
    '',
    '',
  ];
  return `${rows.join('\n')}\n${ports.map(portStp).join('')}`;
}

function portStp(port: Link): string {
  const data = port.slaveData;
  const id = String(data?.['id'] ?? '').replace(/^0x/, '');
  const seconds = (key: string): string => timer(number(data, key));
  const state = STATES[String(data?.['state'])] ?? 'disabled';
  const designated = number(data, 'designated_port').toString(16);
  const rows = [
    `${port.name} (${portNumber(port)})`,
    ` port id\t\t${id}\t\t\tstate\t\t${state.padStart(15)}`,
    ` designated root\t${idText(data?.['root_id'])}\tpath cost\t\t${String(number(data, 'cost')).padStart(4)}`,
    ` designated bridge\t${idText(data?.['bridge_id'])}\tmessage age timer\t${seconds('message_age_timer')}`,
    ` designated port\t${designated}\t\t\tforward delay timer\t${seconds('forward_delay_timer')}`,
    ` designated cost\t${String(number(data, 'designated_cost')).padStart(4)}\t\t\thold timer\t\t${seconds('hold_timer')}`,
    ` flags\t\t\t${data?.['hairpin'] === true ? '\n hairpin mode\t\t   1' : ''}`,
    '',
  ];
  return `${rows.join('\n')}\n`;
}
