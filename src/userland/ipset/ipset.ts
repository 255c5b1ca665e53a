// ipset: sets of addresses, networks and ports that rules ask of. As ipset 7.24.

import { Errno } from '../../abi/errno.ts';
import type { IpsetDump, IpsetRequest } from '../../abi/ipset.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { encode, lines, print, program, readText, STDIN, warn, writeFile } from '../lib/io.ts';
import { FileNames, withNames } from '../lib/xtables/names.ts';
import { parseElements, type SetKind, showElement } from './elements.ts';
import { BRIEF, HELP } from './help.ts';
import { type Asked, checkName, parseCreate, parseEntryOptions, readCommand, splitLine } from './options.ts';
import { showSets } from './print.ts';
import { Complaint, usage } from './types.ts';

const NAME = 'ipset v7.24';
const HINT = "Try `ipset help' for more information.\n";
const NOT_ROOT = 'Kernel error received: Operation not permitted';

interface Reply {
  sets: readonly IpsetDump[];
  matched?: boolean;
}

class Ipset {
  readonly #sys: Sys;
  readonly #names: FileNames;
  #fd: Fd | undefined;
  readonly #kinds = new Map<string, SetKind>();

  constructor(sys: Sys) {
    this.#sys = sys;
    this.#names = new FileNames(sys);
  }

  async #ask(body: IpsetRequest): Promise<Reply> {
    this.#fd ??= await this.#sys.socket('netlink', 'raw', 'netfilter');
    await this.#sys.netlinkSend(this.#fd, { type: 'ipset-request', body });
    let reply: Reply = { sets: [] };
    for (;;) {
      for (const answer of await this.#sys.netlinkReceive(this.#fd)) {
        if (answer.type === 'ipset-reply') reply = answer.body;
        else if (answer.type === 'error' && answer.errno !== undefined) {
          throw new Complaint(answer.detail ?? (answer.errno === 'EPERM' ? NOT_ROOT : `Kernel error received: ${answer.errno}`));
        } else if (answer.type === 'error' || answer.type === 'done') return reply;
      }
    }
  }

  /** A set's type, asked for once. */
  async #kindOf(name: string): Promise<SetKind> {
    checkName(name);
    const known = this.#kinds.get(name);
    if (known) return known;
    const [set] = (await this.#ask({ op: 'list', name, headersOnly: true })).sets;
    const kind: SetKind = { type: set!.type, family: set!.family ?? 'inet' };
    this.#kinds.set(name, kind);
    return kind;
  }

  async #list(asked: Asked): Promise<void> {
    const [name] = asked.words;
    if (name !== undefined) checkName(name);
    const mode = asked.mode ?? (asked.command === 'save' ? 'save' : 'plain');
    const terse = asked.terse || asked.namesOnly;
    const { sets } = await this.#ask({ op: 'list', ...(name !== undefined && { name }), headersOnly: terse });
    // Lists of sets come last, so that what they hold is there when they are made.
    const ordered = [...sets.filter(set => set.type !== 'list:set'), ...sets.filter(set => set.type === 'list:set')];
    const text = asked.namesOnly
      ? ordered.map(set => `${set.name}\n`).join('')
      : await withNames(this.#names, () => showSets(ordered, { mode, terse, sorted: asked.sorted }, this.#names));
    if (asked.file === undefined) await print(this.#sys, text);
    else await writeFile(this.#sys, asked.file, encode(text));
  }

  async #change(asked: Asked, op: 'add' | 'del' | 'test'): Promise<number> {
    const [name, text, ...rest] = asked.words as [string, string, ...string[]];
    const kind = await this.#kindOf(name);
    const options = parseEntryOptions(rest, kind.type, op !== 'add');
    const elements = await withNames(this.#names, () => parseElements(text, kind, this.#names));
    if (op !== 'test') {
      await this.#ask({ op, name, entries: elements.map(element => ({ element, ...options })), exist: asked.exist });
      return 0;
    }
    const element = elements[0]!;
    const { matched } = await this.#ask({ op, name, entry: { element, ...options } });
    const shown = await withNames(this.#names, () => showElement(element, kind.type, this.#names));
    if (!asked.quiet) await warn(this.#sys, matched ? `Warning: ${shown} is in set ${name}.\n` : `${shown} is NOT in set ${name}.\n`);
    return matched ? 0 : 1;
  }

  async #help(asked: Asked): Promise<number> {
    const [type] = asked.words;
    if (type === undefined) {
      await print(this.#sys, HELP);
      return 0;
    }
    await print(this.#sys, BRIEF);
    return 0;
  }

  async #run(asked: Asked): Promise<number> {
    const { command, words, exist } = asked;
    const [name, other] = words;
    if (['create', 'destroy', 'rename', 'swap'].includes(command)) this.#kinds.clear();
    for (const one of command === 'rename' || command === 'swap' ? words : words.slice(0, 1)) if (command !== 'help') checkName(one);
    switch (command) {
      case 'create': {
        const set = await withNames(this.#names, () => parseCreate(words, this.#names));
        await this.#ask({ op: 'create', set, exist });
        return 0;
      }
      case 'add':
      case 'del':
      case 'test':
        return this.#change(asked, command);
      case 'destroy':
      case 'flush':
        await this.#ask({ op: command, ...(name !== undefined && { name }) });
        return 0;
      case 'rename':
      case 'swap':
        await this.#ask({ op: command, name: name!, other: other! });
        return 0;
      case 'list':
      case 'save':
        await this.#list(asked);
        return 0;
      case 'version':
        await print(this.#sys, `${NAME}, protocol version: 7\n`);
        return 0;
      case 'help':
        return this.#help(asked);
      default:
        return 0;
    }
  }

  async #restore(asked: Asked): Promise<number> {
    const source = asked.file === undefined ? lines(this.#sys, STDIN) : (await readText(this.#sys, asked.file)).split('\n');
    let number = 0;
    for await (const line of source) {
      number++;
      const words = splitLine(line.trim());
      if (words.length === 0 || words[0]!.startsWith('#') || words[0] === 'COMMIT') continue;
      try {
        const one = readCommand(words);
        if (one.command === 'quit') return 0;
        const status = await this.#run({ ...one, exist: one.exist || asked.exist, quiet: one.quiet || asked.quiet });
        if (status !== 0) return status;
      } catch (error) {
        if (!(error instanceof Complaint) || error.status === 2) throw error;
        throw new Complaint(`Error in line ${number}: ${error.message}`);
      }
    }
    return 0;
  }

  async main(asked: Asked): Promise<number> {
    try {
      return asked.command === 'restore' ? await this.#restore(asked) : await this.#run(asked);
    } catch (error) {
      if (error instanceof Errno && asked.file !== undefined) {
        throw usage(`Cannot open ${asked.file} for ${asked.command === 'restore' ? 'reading' : 'writing'}: ${error.message}`);
      }
      if (error instanceof Complaint && error.status === 1 && asked.quiet) return 1;
      throw error;
    }
  }
}

export default program({
  name: 'ipset',
  summary: 'administration tool for IP sets',

  async main(sys, argv) {
    try {
      return await new Ipset(sys).main(readCommand(argv.slice(1)));
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      await warn(sys, `${NAME}: ${error.message}\n${error.status === 2 ? HINT : ''}`);
      return error.status;
    }
  },
});
