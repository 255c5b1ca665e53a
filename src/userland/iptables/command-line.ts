// Reads one iptables command: options in order, extensions as they are named, then what all of it comes to.
// As do_parse of xshared.c and getopt_long(3), iptables 1.8.13.

import type { OptionSpec } from '../../xtables/extension.ts';
import { Usage } from '../../xtables/extension.ts';
import { findMatch, findTarget } from '../../xtables/table.ts';
import { readValue } from '../../xtables/values.ts';
import { CommandState, type Loaded, NAME_MAX, type Parsed, type ParseHow } from './command-state.ts';
import { badArgument, onlyHint, versionFailure } from './failure.ts';
import { COMMANDS, LONG, takes } from './options.ts';
import { parseProtocol, protocolModule } from './protocols.ts';
import { parseDevice } from './rule-parts.ts';
import { TABLES } from './ruleset.ts';

/** A line that is for the other family's restore. */
export class OtherFamily extends Error {}

export class CommandLine extends CommandState {
  readonly #argv: readonly string[];
  #at = 1;
  #protocolUsed = false;

  constructor(argv: readonly string[], how: ParseHow) {
    super(how);
    this.#argv = argv;
  }

  /** Throws Failure, or NeedNames where a name's file is not read yet. */
  parse(): Parsed {
    try {
      return this.#parse();
    } catch (error) {
      if (error instanceof Usage) throw this.fail(error.message);
      throw error;
    }
  }

  #parse(): Parsed {
    while (this.#at < this.#argv.length) {
      const word = this.#argv[this.#at++]!;
      if (word === '!') {
        if (this.inverted) throw this.fail('multiple consecutive ! not allowed');
        this.inverted = true;
        continue;
      }
      if (word === '--') continue;
      if (word.startsWith('--')) {
        const special = this.#long(word);
        if (special) return special;
      } else if (word.startsWith('-') && word !== '-') {
        const special = this.#short(word);
        if (special) return special;
      } else throw badArgument(this.how.speaker, word);
    }
    return { what: 'command', command: this.finish() };
  }

  #next(): string | undefined {
    return this.#argv[this.#at++];
  }

  /** The next word, where it is no option. */
  #maybe(): string | undefined {
    const word = this.#argv[this.#at];
    if (word === undefined || word.startsWith('-') || word.startsWith('!')) return undefined;
    this.#at++;
    return word;
  }

  #short(word: string): Parsed | undefined {
    for (let index = 1; index < word.length; index++) {
      const letter = word[index]!;
      const kind = takes(letter);
      if (kind === undefined || letter === '0') {
        if (this.#loadProtocol()) {
          index--;
          continue;
        }
        throw this.fail(`unknown option "${word}"`);
      }
      const rest = word.slice(index + 1);
      if (kind === 'none') {
        const special = this.#option(letter, '', word);
        if (special) return special;
        continue;
      }
      if (kind === 'maybe') return this.#option(letter, rest === '' ? undefined : rest, word);
      const value = rest === '' ? this.#next() : rest;
      if (value === undefined) throw this.fail(`option "${word}" requires an argument`);
      return this.#option(letter, value, word);
    }
    return undefined;
  }

  #long(word: string): Parsed | undefined {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const attached = equals < 0 ? undefined : word.slice(equals + 1);
    for (;;) {
      const found = this.#findLong(name);
      if (!found) {
        if (this.#loadProtocol()) continue;
        throw this.fail(`unknown option "${word}"`);
      }
      if (found.loaded) {
        this.#extensionOption(found.loaded, found.name, attached, word);
        return undefined;
      }
      const letter = LONG[found.name.slice(2)]!;
      const kind = takes(letter)!;
      if (kind === 'none') {
        if (attached !== undefined) throw this.fail(`unknown option "${word}"`);
        return this.#option(letter, '', word);
      }
      if (kind === 'maybe') return this.#option(letter, attached, word);
      const value = attached ?? this.#next();
      if (value === undefined) throw this.fail(`option "${word}" requires an argument`);
      return this.#option(letter, value, word);
    }
  }

  /** An option by its name or the beginning of one; those of the extension that came last first. */
  #findLong(name: string): { name: string; loaded: Loaded | undefined } | undefined {
    for (let at = this.loaded.length - 1; at >= 0; at--) {
      if (Object.hasOwn(this.loaded[at]!.extension.options, name)) return { name, loaded: this.loaded[at]! };
    }
    if (Object.hasOwn(LONG, name.slice(2))) return { name, loaded: undefined };
    const found: { name: string; loaded: Loaded | undefined; same: string }[] = [];
    for (const long of Object.keys(LONG))
      if (`--${long}`.startsWith(name)) found.push({ name: `--${long}`, loaded: undefined, same: LONG[long]! });
    for (const loaded of this.loaded) {
      for (const [option, spec] of Object.entries(loaded.extension.options)) {
        if (option.startsWith(name)) found.push({ name: option, loaded, same: `${loaded.extension.name} ${spec.alias ?? option}` });
      }
    }
    return new Set(found.map(one => one.same)).size === 1 ? found[0] : undefined;
  }

  /** An option that nobody knows may be of the protocol's module, which is loaded by that. */
  #loadProtocol(): boolean {
    if (this.protocol === undefined || this.protocol === 0 || this.#protocolUsed) return false;
    const module = protocolModule(this.protocol, this.how.family, this.how.names);
    const match = findMatch(module, this.how.family);
    if (!match) return false;
    this.#protocolUsed = true;
    this.load({ kind: 'match', extension: match, given: [] });
    return true;
  }

  #extensionOption(loaded: Loaded, name: string, attached: string | undefined, word: string): void {
    const { extension, given } = loaded;
    const alias = extension.options[name]!.alias;
    const option = alias ?? name;
    const spec: OptionSpec = extension.options[option]!;
    const inverted = this.inverted;
    this.inverted = false;
    let text = '';
    let second = '';
    if ((spec.type ?? 'none') !== 'none') {
      const value = attached ?? this.#next();
      if (value === undefined) throw this.fail(`option "${word}" requires an argument`);
      text = value;
    } else if (attached !== undefined) throw this.fail(`unknown option "${word}"`);
    if (inverted && !spec.invertible) throw new Usage(`${extension.name}: option "${option}" cannot be inverted.\n`);
    if (given.some(one => one.option === option) && !spec.multi) {
      if (spec.repeat === 'only-one') throw new Usage(`Only one \`${option}' allowed`);
      if (spec.repeat !== 'allowed') throw new Usage(`${extension.name}: option "${option}" can only be used once.\n`);
    }
    if (spec.two) {
      const next = this.#maybe();
      if (next === undefined) throw new Usage(`${option} requires two args.`);
      second = next;
    }
    given.push({ ...readValue(extension.name, option, spec, text, inverted, this.context()), second });
    if (extension.eager) extension.parse(given, this.context());
  }

  #setOption(letter: string, name: string, invertible = false): boolean {
    const inverted = this.inverted;
    this.inverted = false;
    if (this.options.has(letter)) throw this.fail(`multiple --${name} options not allowed`);
    this.options.add(letter);
    if (inverted && !invertible) throw this.fail(`cannot have ! before --${name}`);
    return inverted;
  }

  #setCommand(letter: string): void {
    if (this.inverted) throw this.fail(`unexpected '!' flag before -${letter}`);
    if (this.command !== '') {
      const other = this.command;
      if (letter === 'Z' && (other === 'L' || other === 'S')) {
        this.zeroToo = true;
        return;
      }
      if (other === 'Z' && (letter === 'L' || letter === 'S')) {
        this.zeroToo = true;
        this.command = letter;
        return;
      }
      throw this.fail(`Cannot use -${letter} with -${other}`);
    }
    this.command = letter;
  }

  #option(letter: string, value: string | undefined, word: string): Parsed | undefined {
    if (COMMANDS.includes(letter)) {
      this.#commandOption(letter, value);
      return undefined;
    }
    switch (letter) {
      case 'V':
        if (this.inverted) this.how.warn('Not ;-)\n');
        return { what: 'version' };
      case 'h':
        return this.#help();
      case 'p':
        this.#setProtocol(value!);
        break;
      case 's':
        this.sources = { text: value!, inverted: this.#setOption('s', 'source', true) };
        break;
      case 'd':
        this.dests = { text: value!, inverted: this.#setOption('d', 'destination', true) };
        break;
      case 'g':
        this.#setOption('j', 'jump');
        this.goto = true;
        this.jump = this.#jumpName(value!);
        break;
      case 'j':
        this.#setOption('j', 'jump');
        this.#setJump(value!);
        break;
      case 'i': {
        const inverted = this.#setOption('i', 'in-interface', true);
        this.header.input = { name: parseDevice(value!, this.how.warn), inverted };
        break;
      }
      case 'o': {
        const inverted = this.#setOption('o', 'out-interface', true);
        this.header.output = { name: parseDevice(value!, this.how.warn), inverted };
        break;
      }
      case 'f':
        if (this.how.family === 'ipv6') throw this.fail("`-f' is not supported in IPv6, use -m frag instead");
        this.header.fragment = { inverted: this.#setOption('f', 'fragments', true) };
        break;
      case 'v':
        if (this.verbose === 0) this.#setOption('v', 'verbose');
        this.verbose++;
        break;
      case 'm':
        this.#setMatch(value!);
        break;
      case 'n':
        this.#setOption('n', 'numeric');
        break;
      case 'x':
        this.#setOption('x', 'exact');
        break;
      case '0':
        this.#setOption('0', 'line-numbers');
        break;
      case 't':
        this.#setTable(value!, word);
        break;
      case 'M':
        break;
      case 'w':
        this.#setWait(value);
        break;
      case 'W':
        this.how.warn('Ignoring deprecated --wait-interval option.\n');
        this.waitInterval = true;
        if (value === undefined) this.#maybe();
        break;
      case 'c':
        this.#setCounters(value!);
        break;
      case '4':
        if (this.how.family === 'ipv6') {
          if (this.how.restoreTable !== undefined) throw new OtherFamily();
          throw onlyHint(this.how.speaker);
        }
        break;
      case '6':
        if (this.how.family === 'ipv4') {
          if (this.how.restoreTable !== undefined) throw new OtherFamily();
          throw onlyHint(this.how.speaker);
        }
        break;
    }
    return undefined;
  }

  #help(): Parsed {
    if (this.protocol !== undefined && this.order.length === 0) this.#loadProtocol();
    const target =
      this.loaded.find(loaded => loaded.kind === 'target')?.extension.name ?? (this.jump !== undefined ? 'standard' : undefined);
    return { what: 'help', matches: this.order.map(loaded => loaded.extension.name), target };
  }

  #commandOption(letter: string, value: string | undefined): void {
    this.#setCommand(letter);
    if ('ADCRINEP'.includes(letter)) this.chain = value;
    else {
      const chain = value ?? this.#maybe();
      if (chain !== undefined) this.chain = chain;
    }
    if ('DI'.includes(letter)) this.numberText = this.#maybe();
    else if (letter === 'R') {
      const number = this.#maybe();
      if (number === undefined) throw this.fail('-R requires a rule number');
      this.numberText = number;
    } else if ('LSZ'.includes(letter) && this.chain !== undefined) {
      const number = this.#maybe();
      if (number !== undefined) this.numberText = number;
    } else if (letter === 'E') {
      const name = this.#maybe();
      if (name === undefined) throw this.fail('-E requires old-chain-name and new-chain-name');
      this.newName = name;
    } else if (letter === 'P') {
      const policy = this.#maybe();
      if (policy === undefined) throw this.fail('-P requires a chain and a policy');
      this.policy = policy;
    } else if (letter === 'N') this.#checkNewName(value!);
    if (this.numberText !== undefined && !/^\d+$/.test(this.numberText)) this.#badNumber();
    if (this.numberText !== undefined && (Number(this.numberText) === 0 || Number(this.numberText) > 2147483647)) this.#badNumber();
  }

  #badNumber(): never {
    throw this.fail(`Invalid rule number \`${this.numberText}'`);
  }

  #checkNewName(name: string): void {
    if (name.startsWith('-') || name.startsWith('!')) throw this.fail(`chain name not allowed to start with \`${name[0]}'`);
    if (name.length > NAME_MAX) throw this.fail(`chain name \`${name}' too long (must be under ${NAME_MAX + 1} chars)`);
    if (findTarget(name, 'ipv4') || findTarget(name, 'ipv6') || ['ACCEPT', 'DROP', 'RETURN', 'QUEUE'].includes(name)) {
      throw this.fail('chain name may not clash with target name');
    }
    if (/\s/.test(name)) throw this.fail(`Invalid chain name \`${name}'`);
  }

  #setProtocol(text: string): void {
    const inverted = this.#setOption('p', 'protocol', true);
    const number = parseProtocol(text, this.how.names);
    if (number === undefined) throw this.fail(`unknown protocol "${text.toLowerCase()}" specified`);
    if (number === 0 && inverted) throw this.fail('rule would never match protocol');
    this.protocol = number;
    this.protocolInverted = inverted;
    if (number !== 0) this.header.protocol = { number, inverted };
  }

  #jumpName(name: string): string {
    if (name === '') throw this.fail('Invalid target name (too short)');
    if (name.length > NAME_MAX) throw this.fail(`Invalid target name \`${name}' (28 chars max)`);
    if (/\s/.test(name)) throw this.fail(`Invalid target name \`${name}'`);
    return name;
  }

  #setJump(text: string): void {
    const name = this.#jumpName(text);
    this.jump = name;
    const target = findTarget(name, this.how.family);
    if (target) this.load({ kind: 'target', extension: target, given: [] });
  }

  #setMatch(name: string): void {
    if (this.inverted) throw this.fail('unexpected ! flag before --match');
    const match = findMatch(name, this.how.family);
    if (!match) throw this.fail(`Couldn't load match \`${name}':No such file or directory\n`);
    this.load({ kind: 'match', extension: match, given: [] });
  }

  #setTable(name: string, _word: string): void {
    if (this.inverted) throw this.fail('unexpected ! flag before --table');
    if (this.how.restoreTable !== undefined) throw this.fail(`The -t option cannot be used in ${this.how.speaker.name}.\n`);
    if (!Object.hasOwn(TABLES, name)) throw versionFailure(this.how.speaker, `table '${name}' does not exist`);
    this.table = name;
  }

  #setWait(value: string | undefined): void {
    if (this.how.restoreTable !== undefined) throw this.fail("You cannot use `-w' from iptables-restore");
    this.wait = true;
    const seconds = value ?? this.#maybe();
    if (seconds !== undefined && !/^\d+$/.test(seconds)) throw this.fail('wait seconds not numeric');
  }

  #setCounters(text: string): void {
    this.#setOption('c', 'set-counters');
    const comma = text.indexOf(',');
    const packets = comma < 0 ? text : text.slice(0, comma);
    const bytes = comma < 0 ? this.#maybe() : text.slice(comma + 1);
    if (bytes === undefined && /^\d+$/.test(packets)) throw this.fail('--set-counters requires packet and byte counter');
    if (!/^\d+$/.test(packets)) throw this.fail('--set-counters packet counter not numeric');
    if (!/^\d+$/.test(bytes!)) throw this.fail('--set-counters byte counter not numeric');
    this.counters = { packets: Number(packets), bytes: Number(bytes) };
  }
}
