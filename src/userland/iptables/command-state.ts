// What one iptables command has said so far, and what all of it comes to. As struct xt_cmd_parse of xshared.c, iptables 1.8.13.

import type { XtAction, XtExtension, XtHeader, XtRule } from '../../abi/nfnetlink.ts';
import type { Family, Given, Match, RuleContext, Target } from '../../xtables/extension.ts';
import { checkOptions } from '../../xtables/values.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import { type Failure, type Speaker, usageFailure } from './failure.ts';
import { OPTION_NAMES, OPTION_ORDER, REFUSED } from './options.ts';
import { type AddressMask, ANY, parseAddresses } from './rule-parts.ts';

/** An extension that the command named, with its options so far. */
export interface Loaded {
  kind: 'match' | 'target';
  extension: Match | Target;
  given: Given[];
}

export interface Command {
  letter: string;
  chain: string | undefined;
  /** From 1. */
  number: number | undefined;
  newName: string | undefined;
  policy: string | undefined;
  table: string;
  /** -Z beside -L or -S. */
  zeroToo: boolean;
  verbose: number;
  numeric: boolean;
  exact: boolean;
  lineNumbers: boolean;
  counters: { packets: number; bytes: number } | undefined;
  /** One for each source and destination. */
  rules: XtRule[];
  jump: string | undefined;
}

/** What else a command line can ask for. */
export type Parsed =
  | { what: 'command'; command: Command }
  | { what: 'version' }
  | { what: 'help'; matches: string[]; target: string | undefined };

export interface ParseHow {
  family: Family;
  speaker: Speaker;
  names: FileNames;
  warn: (text: string) => void;
  /** In restore: the table is given, and lines of the other family are skipped. */
  restoreTable?: string;
}

/** The longest name of a chain. */
export const NAME_MAX = 28;

export class CommandState {
  readonly how: ParseHow;
  command = '';
  zeroToo = false;
  chain: string | undefined;
  numberText: string | undefined;
  newName: string | undefined;
  policy: string | undefined;
  table: string;
  readonly options = new Set<string>();
  verbose = 0;
  inverted = false;
  protocol: number | undefined;
  protocolInverted = false;
  sources: { text: string; inverted: boolean } | undefined;
  dests: { text: string; inverted: boolean } | undefined;
  readonly header: XtHeader = {};
  jump: string | undefined;
  goto = false;
  readonly loaded: Loaded[] = [];
  readonly order: Loaded[] = [];
  counters: { packets: number; bytes: number } | undefined;
  wait = false;
  waitInterval = false;

  constructor(how: ParseHow) {
    this.how = how;
    this.table = how.restoreTable ?? 'filter';
  }

  fail(words: string): Failure {
    return usageFailure(this.how.speaker, words);
  }

  load(loaded: Loaded): void {
    const { name, missing } = loaded.extension;
    if (missing) this.how.warn(`Warning: Extension ${name} revision 0 not supported, missing kernel module?\n`);
    this.loaded.push(loaded);
    if (loaded.kind === 'match') this.order.push(loaded);
  }

  context(final = false): RuleContext {
    return {
      family: this.how.family,
      protocol: this.protocol,
      protocolInverted: this.protocolInverted,
      names: this.how.names,
      final,
      warn: this.how.warn,
    };
  }

  finish(): Command {
    if (this.waitInterval && !this.wait) throw this.fail('--wait-interval only makes sense with --wait\n');
    if (this.inverted) throw this.fail('nothing appropriate following !');
    const letter = this.command;
    const matches = this.order.map(loaded => this.#extension(loaded));
    const target = this.loaded.findLast(loaded => loaded.kind === 'target');
    const targetExtension = target && this.#extension(target);
    if (letter === '') throw this.fail('no command specified');
    this.#checkPermitted(letter);
    if (this.chain !== undefined && this.chain.length > NAME_MAX) {
      throw this.fail(`chain name \`${this.chain}' too long (must be under ${NAME_MAX + 1} chars)`);
    }
    if ('ADIRC'.includes(letter)) this.#checkDevices();
    return {
      letter,
      chain: this.chain,
      number: this.numberText === undefined ? undefined : Number(this.numberText),
      newName: this.newName,
      policy: this.policy,
      table: this.table,
      zeroToo: this.zeroToo,
      verbose: this.verbose,
      numeric: this.options.has('n'),
      exact: this.options.has('x'),
      lineNumbers: this.options.has('0'),
      counters: this.counters,
      rules: 'ADIRC'.includes(letter) ? this.#rules(matches, this.#action(targetExtension)) : [],
      jump: this.jump,
    };
  }

  #extension({ extension, given }: Loaded): XtExtension {
    checkOptions(extension.name, extension.options, given);
    return { name: extension.name, info: extension.parse(given, this.context(true)) };
  }

  #checkPermitted(letter: string): void {
    const refused = REFUSED[letter === 'D' && this.numberText !== undefined ? 'D#' : letter]!;
    for (const option of OPTION_ORDER) {
      if (refused.includes(option) && this.options.has(option)) {
        throw this.fail(`Illegal option \`--${OPTION_NAMES[option]}' with this command`);
      }
    }
  }

  #checkDevices(): void {
    const { input, output } = this.header;
    if (output && (this.chain === 'PREROUTING' || this.chain === 'INPUT')) throw this.fail(`Can't use --out-interface with ${this.chain}`);
    if (input && (this.chain === 'POSTROUTING' || this.chain === 'OUTPUT')) throw this.fail(`Can't use --in-interface with ${this.chain}`);
  }

  #action(target: XtExtension | undefined): XtAction {
    const jump = this.jump;
    if (jump === undefined) return { kind: 'none' };
    if (this.goto) return { kind: 'goto', chain: jump };
    if (jump === 'ACCEPT' || jump === 'DROP' || jump === 'RETURN' || jump === 'QUEUE') return { kind: 'verdict', verdict: jump };
    return target ? { kind: 'target', target } : { kind: 'jump', chain: jump };
  }

  #rules(matches: XtExtension[], action: XtAction): XtRule[] {
    const { family, names } = this.how;
    const any = [ANY(family)];
    const sources = this.sources ? parseAddresses(this.sources.text, family, names) : any;
    const dests = this.dests ? parseAddresses(this.dests.text, family, names) : any;
    if ((this.sources?.inverted && sources.length > 1) || (this.dests?.inverted && dests.length > 1)) {
      throw this.fail('! not allowed with multiple source or destination IP addresses');
    }
    const side = (one: AddressMask, inverted: boolean | undefined): XtHeader['source'] =>
      one.mask.every(word => word === 0) && !inverted ? undefined : { ...one, inverted: inverted ?? false };
    const { input, output, protocol, fragment } = this.header;
    return sources.flatMap(source =>
      dests.map((dest): XtRule => {
        const from = side(source, this.sources?.inverted);
        const to = side(dest, this.dests?.inverted);
        return {
          kind: 'xt',
          header: {
            ...(from && { source: from }),
            ...(to && { dest: to }),
            ...(input && !(input.name === '+' && !input.inverted) && { input }),
            ...(output && !(output.name === '+' && !output.inverted) && { output }),
            ...(protocol && { protocol }),
            ...(fragment && { fragment }),
          },
          matches,
          action,
        };
      }),
    );
  }
}
