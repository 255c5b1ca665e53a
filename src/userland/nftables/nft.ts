// nft: the rules of the kernel in nftables's own words. Lists all there is, iptables's tables too; of changes it makes
// those to tables and chains. Rules of its own it refuses by name. As nftables 1.1.7.

import type { NetlinkMessage } from '../../abi/netlink.ts';
import type { NftCommand } from '../../abi/nfnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { decode, print, program, readAll, readText, STDIN, warn } from '../lib/io.ts';
import { FileNames, withNames } from '../lib/xtables/names.ts';
import { Complaint, type Parsed, type Place, parse, pointed } from './commands.ts';
import { HELP } from './help.ts';
import { type Dump, type ListHow, listText, warnings } from './list.ts';

const VERSION = 'nftables v1.1.7 (Commodore Bullmoose #8)\n';
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  EBUSY: 'Device or resource busy',
  EINVAL: 'Invalid argument',
  EOPNOTSUPP: 'Operation not supported',
};

class Nft {
  readonly #sys: Sys;
  readonly #how: ListHow;
  #fd: Fd | undefined;

  constructor(sys: Sys, how: ListHow) {
    this.#sys = sys;
    this.#how = how;
  }

  async #ask(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    this.#fd ??= await this.#sys.socket('netlink', 'raw', 'netfilter');
    await this.#sys.netlinkSend(this.#fd, message);
    const answers: NetlinkMessage[] = [];
    for (;;) {
      for (const answer of await this.#sys.netlinkReceive(this.#fd)) {
        if (answer.type === 'error' && answer.errno !== undefined) {
          throw new Complaint('netlink: Error: cache initialization failed: Operation not permitted\n');
        }
        if (answer.type === 'done' || answer.type === 'error') return answers;
        answers.push(answer);
      }
    }
  }

  /** All of one family's objects, or of all. */
  async #dump({ family, familyGiven, table, chain }: Parsed): Promise<Dump> {
    const one = familyGiven || table !== undefined;
    const body = {
      ...(one && { family }),
      ...(table && { table: table.text }),
      ...(chain && { chain: chain.text }),
      parts: ['tables', 'chains', 'rules'] as const,
    };
    const answers = await this.#ask({ type: 'nft-get', body, flags: { dump: true } });
    for (const answer of answers) if (answer.type === 'nft-dump') return answer.body;
    return { generation: 0, tables: [], chains: [], rules: [], sets: [], objects: [] };
  }

  async #change(command: NftCommand, { line }: Parsed, about: Place): Promise<void> {
    for (const answer of await this.#ask({ type: 'nft-batch', body: { commands: [command] } })) {
      if (answer.type !== 'nft-result' || !answer.body.failed) continue;
      const { errno } = answer.body.failed;
      throw pointed(`Could not process rule: ${WORDS[errno] ?? errno}`, line, about);
    }
  }

  async #list(asked: Parsed): Promise<void> {
    const { object, table, chain, line } = asked;
    if (!['ruleset', 'table', 'tables', 'chain', 'chains'].includes(object)) {
      if (object.endsWith('s')) return;
      throw new Complaint(`slipway: nft list ${object} is not simulated here\n`);
    }
    const dump = await this.#dump(asked);
    if (table && dump.tables.length === 0) throw pointed('No such file or directory', line, table);
    if (chain && dump.chains.length === 0) throw pointed('No such file or directory', line, chain);
    if (object === 'tables') {
      await print(this.#sys, dump.tables.map(({ family, name }) => `table ${family} ${name}\n`).join(''));
      return;
    }
    const withRules = object !== 'chains';
    if (withRules) await warn(this.#sys, warnings(dump));
    await print(this.#sys, await withNames(this.#how.names, () => listText(dump, this.#how, withRules, object !== 'chain')));
  }

  async #flush(asked: Parsed): Promise<void> {
    const { object, family, familyGiven, table, chain } = asked;
    if (object === 'ruleset') {
      const dump = await this.#dump(asked);
      const commands: NftCommand[] = familyGiven
        ? dump.tables.map(one => ({ op: 'deltable', family: one.family, table: one.name }))
        : [{ op: 'flush' }];
      await this.#ask({ type: 'nft-batch', body: { commands } });
    } else if (object === 'table') await this.#change({ op: 'delrule', family, table: table!.text }, asked, table!);
    else if (object === 'chain') await this.#change({ op: 'delrule', family, table: table!.text, chain: chain!.text }, asked, chain!);
    else throw new Complaint(`slipway: nft flush ${object} is not simulated here\n`);
  }

  async #delete(asked: Parsed): Promise<void> {
    const { object, family, table, chain, rest } = asked;
    if (object === 'table') return this.#change({ op: 'deltable', family, table: table!.text }, asked, table!);
    if (object === 'chain') return this.#change({ op: 'delchain', family, table: table!.text, chain: chain!.text }, asked, chain!);
    const handle = rest[1];
    if (object !== 'rule' || rest[0]?.text !== 'handle' || !handle)
      throw new Complaint(`slipway: nft delete ${object} is not simulated here\n`);
    await this.#change({ op: 'delrule', family, table: table!.text, chain: chain!.text, handle: Number(handle.text) }, asked, handle);
  }

  async #add(asked: Parsed): Promise<void> {
    const { object, verb, family, table, chain, rest } = asked;
    const exclusive = verb === 'create';
    if (object === 'table' && rest.length === 0)
      return this.#change({ op: 'newtable', family, table: table!.text, exclusive }, asked, table!);
    if (object === 'chain' && rest.length === 0) {
      if ((await this.#dump({ ...asked, chain: undefined })).tables.length === 0)
        throw pointed('No such file or directory', asked.line, table!);
      return this.#change({ op: 'newchain', family, table: table!.text, chain: chain!.text, exclusive }, asked, chain!);
    }
    const what = object === 'chain' ? 'a base chain' : object;
    throw new Complaint(`slipway: nft ${verb} of ${what} is not simulated here\n`);
  }

  async run(line: string): Promise<void> {
    const asked = parse(line);
    if (asked.verb === 'list') return this.#list(asked);
    if (asked.verb === 'flush') return this.#flush(asked);
    return asked.verb === 'delete' ? this.#delete(asked) : this.#add(asked);
  }
}

/** Commands of a line or a file: one a line, or between semicolons outside braces. */
function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of text) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (depth === 0 && (char === ';' || char === '\n')) {
      commands.push(current);
      current = '';
    } else current += char;
  }
  return [...commands, current].map(one => one.trim()).filter(one => one !== '' && !one.startsWith('#'));
}

interface Options {
  how: Omit<ListHow, 'names'>;
  file: string | undefined;
  words: string[];
  only: 'help' | 'version' | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  '--help': '-h',
  '--version': '-v',
  '--handle': '-a',
  '--stateless': '-s',
  '--numeric': '-n',
  '--numeric-priority': '-y',
  '--file': '-f',
  '--terse': '-t',
};

function readOptions(argv: readonly string[]): Options {
  const how = { handles: false, stateless: false, numericPriority: false };
  const options: Options = { how, file: undefined, words: [], only: undefined };
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index]!;
    if (!word.startsWith('-') || word === '-') {
      options.words = argv.slice(index);
      break;
    }
    const letters = LONG[word] ?? word;
    if (letters.startsWith('--')) throw new Complaint(`slipway: nft ${word} is not simulated here\n`);
    for (const letter of letters.slice(1)) {
      if (letter === 'h') options.only = 'help';
      else if (letter === 'v') options.only = 'version';
      else if (letter === 'a') how.handles = true;
      else if (letter === 's') how.stateless = true;
      else if (letter === 'n' || letter === 'y') how.numericPriority = true;
      else if (letter === 'f') options.file = argv[++index];
      else if (letter !== 't') throw new Complaint(`slipway: nft -${letter} is not simulated here\n`);
    }
  }
  return options;
}

async function readCommands(sys: Sys, { file, words }: Options): Promise<string[]> {
  if (file === undefined) return commandsOf(words.join(' '));
  if (file === '-' || file === '/dev/stdin') return commandsOf(decode(await readAll(sys, STDIN)));
  try {
    return commandsOf(await readText(sys, file));
  } catch {
    throw new Complaint(`internal:0:0-0: Error: Could not open file "${file}": No such file or directory\n\n\n`);
  }
}

export default program({
  name: 'nft',
  summary: 'administration tool of the nftables framework for packet filtering and classification',

  async main(sys, argv) {
    try {
      const options = readOptions(argv);
      if (options.only !== undefined) {
        await print(sys, options.only === 'help' ? HELP : VERSION);
        return 0;
      }
      if (options.file === undefined && options.words.length === 0) throw new Complaint('nft: no command specified\n');
      const nft = new Nft(sys, { ...options.how, names: new FileNames(sys) });
      for (const command of await readCommands(sys, options)) await nft.run(command);
      return 0;
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      await warn(sys, error.message);
      return 1;
    }
  },
});
