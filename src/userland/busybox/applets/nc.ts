// nc: opens a pipe to a TCP port, or listens for one. As networking/nc.c of BusyBox 1.38 (the small one that Debian builds).

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { STDIN, STDOUT, writeAll } from '../../lib/io.ts';
import { servicePort } from '../../lib/resolve.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, number } from '../network.ts';

async function port(run: Run, text: string): Promise<number> {
  return (await servicePort(run.sys, text, 'tcp')) ?? run.die(`bad port '${text}'`);
}

/** Runs -e's program on the connection; never returns. */
async function runProgram(run: Run, fd: Fd, words: readonly string[]): Promise<never> {
  for (const to of [0, 1, 2]) await run.sys.dup2(fd, to);
  await run.sys.close(fd);
  try {
    const folders = words[0]!.includes('/') ? [''] : (run.env.PATH ?? '/sbin:/usr/sbin:/bin:/usr/bin').split(':').map(each => `${each}/`);
    for (const folder of folders) {
      const path = `${folder}${words[0]}`;
      if (
        folder !== '' &&
        !(await run.sys.access(path, { execute: true }).then(
          () => true,
          () => false,
        ))
      )
        continue;
      await run.sys.execve(path, words, run.env);
    }
    return run.die(`can't execute '${words[0]}': No such file or directory`, 127);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return run.die(`can't execute '${words[0]}': ${error.message}`, 127);
  }
}

async function relay(run: Run, net: Fd): Promise<number> {
  let input = true;
  for (;;) {
    const ready = await run.sys.poll([{ fd: net, want: 'read' }, ...(input ? [{ fd: STDIN, want: 'read' } as const] : [])]);
    for (const { fd } of ready) {
      let bytes: Uint8Array;
      try {
        bytes = await run.sys.read(fd, 4096);
      } catch (error) {
        if (error instanceof Errno) return 1;
        throw error;
      }
      if (fd === net && bytes.length === 0) return 0;
      if (bytes.length === 0) {
        input = false;
        await run.sys.shutdown(net, 'write').catch(() => undefined);
        continue;
      }
      if (fd === STDIN && run.has('-i')) await run.sys.nanosleep(number(run, run.value('-i')!) * 1000);
      await writeAll(run.sys, fd === net ? STDOUT : net, bytes);
    }
  }
}

async function accept(run: Run, words: readonly string[] | undefined): Promise<Fd> {
  const [host] = run.operands;
  const fd = await run.sys.socket(host?.includes(':') ? 'inet6' : 'inet', 'stream');
  await run.sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  const local = await port(run, run.value('-p') ?? run.operands.at(-1) ?? '0');
  try {
    await run.sys.bind(fd, { family: 'inet', address: host?.includes('.') ? host : '0.0.0.0', port: local });
    await run.sys.listen(fd, run.given.filter(({ option }) => option === '-l').length > 1 ? 20 : 1);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    run.die(`bind: ${error.message}`);
  }
  const persistent = words !== undefined && run.given.filter(({ option }) => option === '-l').length > 1;
  if (persistent) await run.sys.sigaction('SIGCHLD', 'ignore');
  for (;;) {
    const { fd: connection } = await run.sys.accept(fd);
    if (persistent) {
      await run.sys.clone(async child => {
        await child.close(fd);
        return runProgram(Object.assign(Object.create(run) as Run, { sys: child }), connection, words);
      });
      await run.sys.close(connection);
      continue;
    }
    await run.sys.close(fd);
    return connection;
  }
}

async function connect(run: Run): Promise<Fd> {
  const [host, to] = run.operands;
  if (host === undefined || to === undefined) run.usage();
  const { family, address } = await hostAddress(run, host);
  const remote = await port(run, to);
  const fd = await run.sys.socket(family, 'stream');
  const waitSeconds = number(run, run.value('-w') ?? '0');
  if (waitSeconds > 0) {
    await run.sys.sigaction('SIGALRM', async () => {
      await run.warn('timed out');
      await run.sys.exit(1);
    });
    await run.sys.setitimer(waitSeconds * 1000);
  }
  try {
    const local = run.value('-p');
    if (local !== undefined) {
      await run.sys.setsockopt(fd, 'SO_REUSEADDR', 1);
      await run.sys.bind(fd, { family, address: family === 'inet' ? '0.0.0.0' : '::', port: await port(run, local) });
    }
    await run.sys.connect(fd, { family, address, port: remote });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EINTR') run.die('timed out');
    run.die(`can't connect to remote host (${address}): ${error.message}`);
  }
  await run.sys.setitimer(0);
  return fd;
}

export default applet({
  name: 'nc',
  usage: `Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

	-l	Listen mode, for inbound connects
		(use -ll with -e for persistent server)
	-p PORT	Local port
	-w SEC	Connect timeout
	-i SEC	Delay interval for lines sent
	-f FILE	Use file (ala /dev/ttyS0) instead of network
	-e PROG	Run PROG after connect`,
  short: '+lp:w:i:f:e:',

  async run(run) {
    const program = run.value('-e');
    const words = program === undefined ? undefined : [program, ...(run.has('-l') ? run.operands : run.operands.slice(2))];
    const file = run.value('-f');
    const fd =
      file !== undefined
        ? await run.sys.open(file, { read: true, write: true })
        : run.has('-l')
          ? await accept(run, words)
          : await connect(run);
    if (words) return runProgram(run, fd, words);
    return relay(run, fd);
  },
});
