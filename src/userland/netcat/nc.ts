// nc: arbitrary TCP, UDP and unix connections and listens. OpenBSD netcat, Debian 1.239.

import { Errno, errnoFromNumber } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address, Fd } from '../../abi/types.ts';
import { print, program, warn } from '../lib/io.ts';
import { literalAddress, type Resolved, ResolveError, resolve, servicePort } from '../lib/resolve.ts';
import { Fatal, HELP, type Options, parseOptions, parsePorts, USAGE } from './options.ts';
import { relay } from './relay.ts';

/** Connects wait so long where -w says nothing. */
const FOREVER_MS = 0x7fffffff;
/** -z over UDP: a second's writes, to see whether an ICMP error comes back. */
const UDP_PROBES = 4;
const UDP_PROBE_MS = 333;

export default program({
  name: 'nc',
  summary: 'arbitrary TCP and UDP connections and listens',

  async main(sys, argv) {
    try {
      const options = parseOptions(argv);
      if (options === 'help') return await print(sys, HELP);
      await sys.sigaction('SIGPIPE', 'ignore');
      return await (options.unix ? runUnix(sys, options) : run(sys, options));
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.message);
      return 1;
    }
  },
});

async function run(sys: Sys, options: Options): Promise<number> {
  const { operands, listen } = options;
  if (operands.length > 2 && !options.zero && !listen) throw new Fatal(USAGE);
  let host: string | undefined;
  let portWords: string[];
  if (listen) {
    if (operands.length === 0 && options.sourcePort === undefined) throw new Fatal('nc: missing port number\n');
    const [first, second] = operands;
    if (options.sourcePort !== undefined) {
      host = options.source ?? first;
      portWords = [options.sourcePort];
    } else {
      host = second === undefined ? options.source : first;
      portWords = [second ?? first!];
    }
  } else {
    if (operands.length === 0) throw new Fatal(USAGE);
    if (operands.length === 1) throw new Fatal('nc: missing port number\n');
    host = operands[0];
    portWords = operands.slice(1);
  }
  const protocol = options.udp ? 'udp' : 'tcp';
  const ports: number[] = [];
  for (const word of portWords)
    ports.push(...(await parsePorts(word, name => (options.numeric ? Promise.resolve(undefined) : servicePort(sys, name, protocol)))));
  return listen ? serve(sys, options, host, ports[0]!) : connectAll(sys, options, host!, ports);
}

async function addressesOf(sys: Sys, options: Options, host: string, port: number): Promise<Resolved[]> {
  try {
    if (options.numeric && !literalAddress(host)) throw new ResolveError('EAI_NONAME');
    return await resolve(sys, host, { family: options.family });
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Fatal(`nc: getaddrinfo for host "${host}" port ${port}: ${error.message}\n`);
  }
}

const shown = (host: string, { address }: Resolved): string => (literalAddress(host) ? host : `${host} (${address})`);

async function serviceName(sys: Sys, port: number, protocol: string, numeric: boolean): Promise<string> {
  if (numeric) return '*';
  const { readText } = await import('../lib/io.ts');
  const text = await readText(sys, '/etc/services').catch(() => '');
  return (
    text
      .split('\n')
      .find(line => line.split(/\s+/)[1] === `${port}/${protocol}`)
      ?.split(/\s+/)[0] ?? '*'
  );
}

async function connectAll(sys: Sys, options: Options, host: string, ports: readonly number[]): Promise<number> {
  const protocol = options.udp ? 'udp' : 'tcp';
  let status = 1;
  for (const [at, port] of ports.entries()) {
    if (at > 0 && options.intervalMs > 0) await sys.nanosleep(options.intervalMs);
    const connected = await connect(sys, options, host, port);
    if (!connected) continue;
    const { fd, to } = connected;
    if (options.udp && options.zero && !(await udpAnswers(sys, fd))) {
      await sys.close(fd);
      continue;
    }
    status = 0;
    if (options.verbose || (options.udp && options.zero && options.verbose)) {
      await warn(
        sys,
        `Connection to ${shown(host, to)} ${port} port [${protocol}/${await serviceName(sys, port, protocol, options.numeric)}] succeeded!\n`,
      );
    }
    if (!options.zero) await relay(sys, fd, options);
    await sys.close(fd);
  }
  return status;
}

async function connect(sys: Sys, options: Options, host: string, port: number): Promise<{ fd: Fd; to: Resolved } | undefined> {
  const protocol = options.udp ? 'udp' : 'tcp';
  for (const to of await addressesOf(sys, options, host, port)) {
    const fd = await sys.socket(to.family, options.udp ? 'dgram' : 'stream');
    await bindSource(sys, fd, options, to.family);
    try {
      await connectWithin(sys, fd, { family: to.family, address: to.address, port }, options.timeoutMs ?? FOREVER_MS);
      return { fd, to };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await sys.close(fd);
      if (!options.verbose && error.code !== 'EINPROGRESS' && error.code !== 'EPERM') continue;
      if (!options.verbose) continue;
      const how = error.code === 'EINPROGRESS' ? 'timed out' : 'failed';
      await warn(sys, `nc: connect to ${shown(host, to)} port ${port} (${protocol}) ${how}: ${error.message}\n`);
    }
  }
  return undefined;
}

async function bindSource(sys: Sys, fd: Fd, options: Options, family: 'inet' | 'inet6'): Promise<void> {
  if (options.source === undefined && options.sourcePort === undefined) return;
  const address = options.source ?? (family === 'inet' ? '0.0.0.0' : '::');
  await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  try {
    await sys.bind(fd, { family, address, port: Number(options.sourcePort ?? 0) });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`nc: bind failed: ${error.message}\n`);
  }
}

/** EINPROGRESS where the time is up first, as timeout_connect leaves errno. */
async function connectWithin(sys: Sys, fd: Fd, to: Address, timeoutMs: number): Promise<void> {
  await sys.setfl(fd, { nonblock: true });
  try {
    await sys.connect(fd, to);
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'EINPROGRESS') throw error;
    if ((await sys.poll([{ fd, want: 'write' }], timeoutMs)).length === 0) throw error;
    const pending = await sys.getsockopt(fd, 'SO_ERROR');
    const code =
      typeof pending === 'number'
        ? errnoFromNumber(pending)
        : typeof pending === 'string' && pending !== ''
          ? (pending as Errno['code'])
          : undefined;
    if (code !== undefined) throw new Errno(code);
  }
  await sys.setfl(fd, { nonblock: false });
}

/** Does a UDP port take what is sent, as far as one can tell? */
async function udpAnswers(sys: Sys, fd: Fd): Promise<boolean> {
  for (let probe = 0; probe < UDP_PROBES; probe++) {
    try {
      await sys.write(fd, new Uint8Array([88]));
      if (probe > 0) await sys.nanosleep(UDP_PROBE_MS);
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  }
  return true;
}

async function serve(sys: Sys, options: Options, host: string | undefined, port: number): Promise<number> {
  const families = host === undefined ? [options.family ?? 'inet'] : [undefined];
  const [to] =
    host === undefined
      ? [{ family: families[0]!, address: families[0] === 'inet6' ? '::' : '0.0.0.0' } as Resolved]
      : await addressesOf(sys, options, host, port);
  const local: Address = { family: to!.family, address: to!.address, port };
  const open = async (): Promise<Fd> => {
    const fd = await sys.socket(to!.family, options.udp ? 'dgram' : 'stream');
    await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
    await sys.setsockopt(fd, 'SO_REUSEPORT', 1).catch(() => undefined);
    try {
      await sys.bind(fd, local);
      if (!options.udp) await sys.listen(fd, 1);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`nc: ${error.message}\n`);
    }
    return fd;
  };
  let fd = await open();
  if (options.verbose) await warn(sys, `${options.udp ? 'Bound' : 'Listening'} on ${to!.address} ${port}\n`);
  for (;;) {
    if (options.udp) await serveDatagrams(sys, fd, options);
    else {
      const { fd: connection, peer } = await sys.accept(fd);
      await report(sys, options, peer);
      await relay(sys, connection, options);
      await sys.close(connection);
    }
    if (!options.keep) {
      await sys.close(fd);
      return 0;
    }
    if (options.udp) {
      await sys.close(fd);
      fd = await open();
    }
  }
}

async function report(sys: Sys, options: Options, peer: Address): Promise<void> {
  if (!options.verbose || !('address' in peer) || !('port' in peer)) return;
  await warn(sys, `Connection received on ${peer.address} ${peer.port}\n`);
}

/** The first datagram says who the other end is; the socket is connected to it then. */
async function serveDatagrams(sys: Sys, fd: Fd, options: Options): Promise<void> {
  const { from } = await sys.recvfrom(fd, 16384, { peek: true });
  if (!from) return;
  await sys.connect(fd, from);
  await report(sys, options, from);
  await relay(sys, fd, options);
}

async function runUnix(sys: Sys, options: Options): Promise<number> {
  const path = options.operands[0] ?? options.source;
  if (path === undefined) throw new Fatal(USAGE);
  const fd = await sys.socket('unix', options.udp ? 'dgram' : 'stream');
  try {
    if (!options.listen) {
      await sys.connect(fd, { family: 'unix', path });
      if (options.verbose) await warn(sys, `Connection to ${path} port [*/*] succeeded!\n`);
      if (!options.zero) await relay(sys, fd, options);
      return 0;
    }
    await sys.unlink(path).catch(() => undefined);
    await sys.bind(fd, { family: 'unix', path });
    if (!options.udp) await sys.listen(fd, 5);
    if (options.verbose) await warn(sys, `${options.udp ? 'Bound' : 'Listening'} on ${path}\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`nc: ${path}: ${error.message}\n`);
  }
  do {
    const { fd: connection } = await sys.accept(fd);
    if (options.verbose) await warn(sys, `Connection received on ${path}\n`);
    await relay(sys, connection, options);
    await sys.close(connection);
  } while (options.keep);
  await sys.unlink(path).catch(() => undefined);
  return 0;
}
