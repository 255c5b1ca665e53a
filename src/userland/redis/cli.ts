// redis-cli: sends commands, from its arguments or line by line, and shows the replies. Redis 8.2.3.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { encode, lines, print, program, warn, writeAll } from '../lib/io.ts';
import { ResolveError, resolve } from '../lib/resolve.ts';
import { isTerminal } from '../lib/stdout.ts';
import { type Reply, RespReader, writeCommand } from './resp.ts';

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

/** A reply as a person reads it. */
function shown(reply: Reply, indent = ''): string {
  if (reply === null) return '(nil)';
  if (typeof reply === 'number') return `(integer) ${reply}`;
  if (typeof reply === 'string') return quoted(reply);
  if ('status' in reply) return reply.status;
  if ('error' in reply) return `(error) ${reply.error}`;
  if (reply.length === 0) return '(empty array)';
  const width = String(reply.length).length;
  return reply
    .map((each, at) => `${at === 0 ? '' : indent}${String(at + 1).padStart(width)}) ${shown(each, `${indent}${' '.repeat(width + 2)}`)}`)
    .join('\n');
}

/** A reply as a pipe takes it. */
function raw(reply: Reply): string {
  if (reply === null) return '';
  if (typeof reply !== 'object') return String(reply);
  if ('status' in reply) return reply.status;
  if ('error' in reply) return reply.error;
  return reply.map(raw).join('\n');
}

/** The words of a line, quotes taken off. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replace(/\\(.)/g, '$1') ?? single ?? plain!,
  );

export default program({
  name: 'redis-cli',
  summary: 'Redis command line interface',

  async main(sys, argv) {
    let host = '127.0.0.1';
    let port = 6379;
    let at = 1;
    for (; at < argv.length && argv[at]!.startsWith('-'); at++) {
      if (argv[at] === '-h') host = argv[++at] ?? '';
      else if (argv[at] === '-p') port = Number(argv[++at]);
      else if (argv[at] === '--version' || argv[at] === '-v') {
        await print(sys, 'redis-cli 8.2.3\n');
        return 0;
      } else {
        await warn(sys, `Unrecognized option or bad number of args for: '${argv[at]}'\n`);
        return 1;
      }
    }
    const toTerminal = await isTerminal(sys, 1);
    const words = argv.slice(at);
    try {
      const [found] = await resolve(sys, host);
      const fd = await sys.socket(found!.family, 'stream');
      await sys.connect(fd, { family: found!.family, address: found!.address, port });
      const reader = new RespReader(sys, fd);
      const ask = async (command: readonly string[]): Promise<boolean> => {
        await writeAll(sys, fd, encode(writeCommand(command)));
        const reply = await reader.next();
        if (reply === undefined) return false;
        await print(sys, `${toTerminal ? shown(reply) : raw(reply)}\n`);
        return true;
      };
      if (words.length > 0) return (await ask(words)) ? 0 : 1;
      return await converse(sys, `${host}:${port}> `, ask);
    } catch (error) {
      if (!(error instanceof Errno || error instanceof ResolveError)) throw error;
      const why = error instanceof Errno ? error.message : 'Name or service not known';
      await warn(sys, `Could not connect to Redis at ${host}:${port}: ${why}\n`);
      return 1;
    }
  },
});

async function converse(sys: Sys, prompt: string, ask: (command: readonly string[]) => Promise<boolean>): Promise<number> {
  const asks = await isTerminal(sys, 0);
  if (asks) await print(sys, prompt);
  for await (const line of lines(sys, 0)) {
    const words = wordsOf(line);
    if (/^(?:quit|exit)$/i.test(words[0] ?? '')) return 0;
    if (words.length > 0 && !(await ask(words))) return 1;
    if (asks) await print(sys, prompt);
  }
  return 0;
}
