// httpd: serves a folder over HTTP, a process a connection, with CGI under /cgi-bin/. As networking/httpd.c of BusyBox 1.38.

import { Errno } from '../../../abi/errno.ts';
import type { Address, Fd } from '../../../abi/types.ts';
import { warn } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';
import { serveConnection } from '../httpd/connection.ts';
import { printPeer } from '../httpd/request.ts';

const MANY = 9;

export default applet({
  name: 'httpd',
  usage: `Usage: httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-M MAXCONN] [-K KILLSEC] [-u USER[:GRP]] [-r REALM] [-h HOME]
or httpd -d/-e/-m STRING

Listen for incoming HTTP requests

	-i		Inetd mode
	-f		Run in foreground
	-v[v]		Verbose
	-p [IP:]PORT	Bind to IP:PORT (default *:80)
	-M NUM		Pause if NUM connections are open (default 256)
	-K NUM		Kill CGIs after NUM seconds
	-u USER[:GRP]	Set uid/gid after binding to port
	-r REALM	Authentication Realm for Basic Authentication
	-h HOME		Home directory (default .)
	-c FILE		Configuration file (default {/etc,HOME}/httpd.conf)
	-m STRING	MD5 crypt STRING
	-e STRING	HTML encode STRING
	-d STRING	URL decode STRING`,
  short: 'ifvp:M:K:u:r:h:c:m:e:d:',

  async run(run) {
    for (const option of ['-u', '-c', '-r', '-m', '-K']) if (run.has(option)) run.die(`option ${option} is not simulated here`);
    const encode = run.value('-e');
    if (encode !== undefined) return run.out.write(`${encode.replace(/[^A-Za-z0-9]/g, char => `&#${char.codePointAt(0)};`)}\n`);
    const decode = run.value('-d');
    if (decode !== undefined) return run.out.write(decodeURIComponent(decode.replaceAll('+', ' ')));
    const home = run.value('-h') ?? '.';
    try {
      await run.sys.chdir(home);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      run.die(`can't change directory to '${home}': ${error.message}`);
    }
    const verbose = run.given.filter(({ option }) => option === '-v').length;
    if (run.has('-i')) {
      await serveConnection(run.sys, 0, 1, await peerOf(run), verbose, run.env);
      return 0;
    }
    const listener = await listen(run, run.value('-p') ?? '80');
    if (!run.has('-f')) return background(run, listener, verbose);
    return serve(run, listener, verbose);
  },
});

async function peerOf(run: Run): Promise<Address> {
  try {
    return await run.sys.getpeername(0);
  } catch {
    return { family: 'inet', address: '0.0.0.0', port: 0 };
  }
}

/** A listening socket on "[IP:]PORT": all addresses of both families where no IP is given. */
async function listen(run: Run, at: string): Promise<Fd> {
  const [, address, digits] = /^(?:(.*):)?(\d+)$/.exec(at) ?? run.die(`bad address '${at}'`);
  const port = Number(digits);
  const bare = address?.replace(/^\[|\]$/g, '');
  const six = bare === undefined || bare.includes(':');
  try {
    const fd = await run.sys.socket(six ? 'inet6' : 'inet', 'stream');
    await run.sys.setsockopt(fd, 'SO_REUSEADDR', 1);
    await run.sys.bind(fd, six ? { family: 'inet6', address: bare ?? '::', port } : { family: 'inet', address: bare!, port });
    await run.sys.listen(fd, MANY);
    return fd;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EAFNOSUPPORT' && bare === undefined) return listen(run, `0.0.0.0:${port}`);
    run.die(`bind: ${error.message}`);
  }
}

/** Without -f: the parent is gone as soon as the port is bound. */
async function background(run: Run, listener: Fd, verbose: number): Promise<number> {
  await run.sys.clone(async sys => {
    await sys.setsid();
    const none = await sys.open('/dev/null', { read: true, write: true });
    for (const fd of [0, 1, 2]) await sys.dup2(none, fd);
    if (none > 2) await sys.close(none);
    return serve({ sys, env: run.env }, listener, verbose);
  });
  return 0;
}

async function serve(run: Pick<Run, 'sys' | 'env'>, listener: Fd, verbose: number): Promise<never> {
  const { sys } = run;
  await sys.sigaction('SIGCHLD', 'ignore');
  for (;;) {
    const { fd, peer } = await sys.accept(listener);
    if (verbose > 2) await warn(sys, `${printPeer(peer)}: connected\n`);
    await sys.clone(async child => {
      await child.close(listener);
      await child.sigaction('SIGCHLD', 'default');
      await serveConnection(child, fd, fd, peer, verbose, run.env);
      return 0;
    });
    await sys.close(fd);
  }
}
