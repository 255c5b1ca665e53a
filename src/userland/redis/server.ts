// redis-server: keys in memory over TCP. Redis 8.2.3; snapshots and append-only files are not simulated.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { civilOf, MONTH_NAMES } from '../lib/dates.ts';
import { listenOn } from '../lib/http-server.ts';
import { encode, print, program, warn, writeAll } from '../lib/io.ts';
import { RespReader, writeReply } from './resp.ts';
import { Store } from './store.ts';

const VERSION = '8.2.3';

const two = (value: number, width = 2): string => String(value).padStart(width, '0');

async function log(sys: Sys, role: 'C' | 'M', mark: '*' | '#', words: string): Promise<void> {
  const { seconds, nanoseconds } = await sys.clockGettime('realtime');
  const { year, month, day, hour, minute, second } = civilOf(seconds);
  const time = `${two(hour)}:${two(minute)}:${two(second)}.${two(Math.floor(nanoseconds / 1e6), 3)}`;
  await print(sys, `${await sys.getpid()}:${role} ${two(day)} ${MONTH_NAMES[month - 1]!.slice(0, 3)} ${year} ${time} ${mark} ${words}\n`);
}

async function serve(sys: Sys, fd: Fd, store: Store): Promise<void> {
  const reader = new RespReader(sys, fd);
  try {
    for (;;) {
      const command = await reader.next();
      if (!Array.isArray(command)) return;
      if (command.length === 0) continue;
      const words = command.map(String);
      const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
      await writeAll(sys, fd, encode(writeReply(store.execute(words, seconds * 1000 + nanoseconds / 1e6))));
      if (words[0]!.toUpperCase() === 'QUIT') return;
    }
  } catch (error) {
    if (error instanceof RangeError) return void (await writeAll(sys, fd, encode(writeReply({ error: 'ERR Protocol error' }))));
    if (!(error instanceof Errno)) throw error;
  }
}

export default program({
  name: 'redis-server',
  summary: 'in-memory key-value store',

  async main(sys, argv) {
    let port = 6379;
    for (let at = 1; at < argv.length; at++) {
      if (argv[at] === '--version' || argv[at] === '-v') {
        await print(sys, `Redis server v=${VERSION} sha=00000000:1 malloc=jemalloc-5.3.0 bits=64 build=0\n`);
        return 0;
      }
      if (argv[at] === '--port') port = Number(argv[++at]);
      else {
        await warn(sys, `redis-server: ${argv[at]} is not simulated here\n`);
        return 1;
      }
    }
    const pid = await sys.getpid();
    await log(sys, 'C', '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    await log(sys, 'C', '*', `Redis version=${VERSION}, bits=64, commit=00000000, modified=1, pid=${pid}, just started`);
    await log(
      sys,
      'C',
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    );
    await log(sys, 'M', '*', 'monotonic clock: POSIX clock_gettime');
    await log(sys, 'M', '*', `Running mode=standalone, port=${port}.`);
    let listener: Fd;
    try {
      listener = await listenOn(sys, { family: 'inet6', address: '::', port });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await log(sys, 'M', '#', `Warning: Could not create server TCP listening socket *:${port}: bind: ${error.message}`);
      await log(sys, 'M', '#', 'Failed listening on port 6379 (tcp), aborting.');
      return 1;
    }
    await log(sys, 'M', '*', 'Server initialized');
    await log(sys, 'M', '*', 'Ready to accept connections tcp');
    return accept(sys, listener, new Store());
  },
});

/** A thread for each connection, until a signal asks for the end. */
async function accept(sys: Sys, listener: Fd, store: Store): Promise<number> {
  let stopping: string | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) await sys.sigaction(signal, () => void (stopping = signal));
  while (stopping === undefined) {
    try {
      const { fd } = await sys.accept(listener, { cloexec: true });
      await sys.clone(
        async thread => {
          await serve(thread, fd, store);
          await thread.close(fd);
        },
        { thread: true },
      );
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
  const { seconds } = await sys.clockGettime('realtime');
  await print(sys, `${await sys.getpid()}:signal-handler (${seconds}) Received ${stopping} scheduling shutdown...\n`);
  await log(sys, 'M', '*', 'User requested shutdown...');
  await log(sys, 'M', '#', 'Redis is now ready to exit, bye bye...');
  return 0;
}
