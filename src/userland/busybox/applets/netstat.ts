// netstat: sockets and routes, from /proc/net. As networking/netstat.c of BusyBox.

import { ipv4OfHex, ipv6OfHex, TCP_STATES, table } from '../../net-tools/kernel.ts';
import { applet, type Run } from '../applet.ts';
import { showRoutes } from './route.ts';

const LISTEN = 10;
const CLOSED = 7;
const UNIX_TYPES: Readonly<Record<number, string>> = { 1: 'STREAM', 2: 'DGRAM', 5: 'SEQPACKET' };
const UNIX_STATES: Readonly<Record<number, string>> = { 1: '', 2: 'CONNECTING', 3: 'CONNECTED', 4: 'DISCONNECTING' };

export default applet({
  name: 'netstat',
  usage: `Usage: netstat [-ral] [-tuwx] [-en]

Display networking information

	-r	Routing table
	-a	All sockets
	-l	Listening sockets
		Else: connected sockets
	-t	TCP sockets
	-u	UDP sockets
	-w	Raw sockets
	-x	Unix sockets
		Else: all socket types
	-e	Other/more information
	-n	Don't resolve names`,
  short: 'raentuwxl',

  async run(run) {
    if (run.has('-r')) return showRoutes(run, run.has('-n'), !run.has('-e'));
    const kinds = ['-t', '-u', '-w', '-x'].filter(option => run.has(option));
    const shown = new Set(kinds.length > 0 ? kinds : ['-t', '-u', '-w', '-x']);
    const which = run.has('-a') ? '(servers and established)' : run.has('-l') ? '(only servers)' : '(w/o servers)';
    if (['-t', '-u', '-w'].some(kind => shown.has(kind))) {
      run.out.write(`Active Internet connections ${which}\n`);
      run.out.write('Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n');
      if (shown.has('-t')) for (const name of ['tcp', 'tcp6']) await internet(run, name);
      if (shown.has('-u')) for (const name of ['udp', 'udp6']) await internet(run, name);
      if (shown.has('-w')) for (const name of ['raw', 'raw6']) await internet(run, name);
    }
    if (shown.has('-x')) await local(run, which);
  },
});

function endpoint(words: string, six: boolean): { address: string; port: number } {
  const [hex = '', port = '0'] = words.split(':');
  return { address: six ? ipv6OfHex(hex, true) : ipv4OfHex(hex), port: Number.parseInt(port, 16) };
}

function shownEndpoint(run: Run, { address, port }: { address: string; port: number }): string {
  const any = address === '0.0.0.0' || address === '::';
  const name = !run.has('-n') && address === '127.0.0.1' ? 'localhost' : any && !run.has('-n') ? '*' : address;
  return `${name}:${port === 0 ? '*' : port}`;
}

async function internet(run: Run, name: string): Promise<void> {
  const six = name.endsWith('6');
  for (const [, here = '', there = '', state = '', queues = ''] of await table(run.sys, name)) {
    const number = Number.parseInt(state, 16);
    const foreign = endpoint(there, six);
    const listens = name.startsWith('tcp') ? number === LISTEN : foreign.port === 0;
    if (!run.has('-a') && listens !== run.has('-l')) continue;
    const [send = '0', receive = '0'] = queues.split(':').map(text => String(Number.parseInt(text, 16)));
    const word = name.startsWith('tcp') ? TCP_STATES[number] : number === CLOSED ? '' : TCP_STATES[number];
    const proto = name.padEnd(5);
    const columns = `${receive.padStart(6)} ${send.padStart(6)}`;
    run.out.write(
      `${proto} ${columns} ${shownEndpoint(run, endpoint(here, six)).padEnd(23)} ${shownEndpoint(run, foreign).padEnd(23)} ${(word ?? '').padEnd(12)}\n`,
    );
  }
}

async function local(run: Run, which: string): Promise<void> {
  run.out.write(`Active UNIX domain sockets ${which}\n`);
  run.out.write('Proto RefCnt Flags       Type       State         I-Node Path\n');
  for (const [, references = '0', , flags = '0', type = '0', state = '0', inode = '', ...path] of await table(run.sys, 'unix')) {
    const listens = (Number.parseInt(flags, 16) & 0x10000) !== 0;
    const [count, kind, word] = [references, type, state].map(text => Number.parseInt(text, 16));
    const connected = word === 3;
    if (!run.has('-a') && (run.has('-l') ? !listens : !connected)) continue;
    const marks = `[ ${listens ? 'ACC ' : ''}]`.padEnd(11);
    const shown = listens ? 'LISTENING' : (UNIX_STATES[word!] ?? '');
    run.out.write(
      `unix  ${String(count).padEnd(6)} ${marks} ${(UNIX_TYPES[kind!] ?? 'UNKN').padEnd(10)} ${shown.padEnd(13)} ${inode.padStart(6)} ${path.join(' ')}\n`,
    );
  }
}
