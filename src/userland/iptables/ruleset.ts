// The kernel's rules as the iptables programs use them: asked for as far as needed, changed in one batch. As iptables-nft's nft.c and nft-cache.c.

import { Errno, strerror } from '../../abi/errno.ts';
import type { NetlinkMessage } from '../../abi/netlink.ts';
import type { BaseChain, ChainDump, NfnetlinkMessage, NftCommand, RuleDump } from '../../abi/nfnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import type { Family } from '../../xtables/extension.ts';
import { Failure, kernelFailure, type Speaker, VERSION } from './failure.ts';

type Dump = Extract<NfnetlinkMessage, { type: 'nft-dump' }>['body'];
type Parts = Extract<NfnetlinkMessage, { type: 'nft-get' }>['body'];

const chain = (hook: BaseChain['hook'], priority: number, type: BaseChain['type'] = 'filter'): BaseChain => ({ type, hook, priority });

/** The tables of iptables and their built-in chains, in the order lists show them. */
export const TABLES: Readonly<Record<string, readonly BaseChain[]>> = {
  filter: [chain('INPUT', 0), chain('FORWARD', 0), chain('OUTPUT', 0)],
  nat: [chain('PREROUTING', -100, 'nat'), chain('INPUT', 100, 'nat'), chain('OUTPUT', -100, 'nat'), chain('POSTROUTING', 100, 'nat')],
  mangle: [
    chain('PREROUTING', -150),
    chain('INPUT', -150),
    chain('FORWARD', -150),
    chain('OUTPUT', -150, 'route'),
    chain('POSTROUTING', -150),
  ],
  raw: [chain('PREROUTING', -300), chain('OUTPUT', -300)],
  security: [chain('INPUT', 150), chain('FORWARD', 150), chain('OUTPUT', 150)],
};

export const builtIn = (table: string, name: string): BaseChain | undefined => TABLES[table]?.find(base => base.hook === name);

/** What a step of a batch is called when the kernel refuses it. */
export interface Step {
  command: NftCommand;
  /** "RULE_APPEND", "CHAIN_DEL" …, and what it was about. */
  name: string;
  about: string;
  line?: number;
}

export class Ruleset {
  readonly #sys: Sys;
  readonly #speaker: Speaker;
  readonly family: 'ip' | 'ip6';
  #fd: Fd | undefined;
  readonly steps: Step[] = [];
  /** What this batch makes sure of already. */
  readonly #ensured = new Set<string>();

  constructor(sys: Sys, speaker: Speaker, family: Family) {
    this.#sys = sys;
    this.#speaker = speaker;
    this.family = family === 'ipv4' ? 'ip' : 'ip6';
  }

  async #socket(): Promise<Fd> {
    this.#fd ??= await this.#sys.socket('netlink', 'raw', 'netfilter');
    return this.#fd;
  }

  async #ask(message: NetlinkMessage): Promise<NetlinkMessage[]> {
    const fd = await this.#socket();
    await this.#sys.netlinkSend(fd, message);
    const answers: NetlinkMessage[] = [];
    for (;;) {
      for (const answer of await this.#sys.netlinkReceive(fd)) {
        if (answer.type === 'done') return answers;
        if (answer.type === 'error') {
          if (answer.errno === undefined) return answers;
          if (answer.errno === 'EPERM') {
            throw kernelFailure(this.#speaker, 'Could not fetch rule set generation id: Permission denied (you must be root)');
          }
          throw new Errno(answer.errno);
        }
        answers.push(answer);
      }
    }
  }

  /** What the kernel has: of this family, as far as asked. */
  async get(asked: Omit<Parts, 'family'>): Promise<Dump> {
    const answers = await this.#ask({ type: 'nft-get', body: { family: this.family, ...asked }, flags: { dump: true } });
    for (const answer of answers) if (answer.type === 'nft-dump') return answer.body;
    throw new Errno('EPROTO');
  }

  /** A chain as the kernel has it; undefined where it has none of that name. */
  async chain(table: string, name: string): Promise<ChainDump | undefined> {
    return (await this.get({ table, chain: name, parts: ['chains'] })).chains[0];
  }

  async rules(table: string, name: string): Promise<readonly RuleDump[]> {
    return (await this.get({ table, chain: name, parts: ['rules'] })).rules;
  }

  add(step: Step): void {
    this.steps.push(step);
  }

  /** Makes a table where there is none, and a built-in chain of it. */
  ensure(table: string, name?: string): void {
    const key = `${table} ${name ?? ''}`;
    if (this.#ensured.has(key)) return;
    this.#ensured.add(key);
    this.add({ command: { op: 'newtable', family: this.family, table }, name: 'TABLE_ADD', about: `table ${table}` });
    const base = name === undefined ? undefined : builtIn(table, name);
    if (base) {
      this.add({
        command: { op: 'newchain', family: this.family, table, chain: base.hook, base },
        name: 'CHAIN_ADD',
        about: `chain ${base.hook}`,
      });
    }
  }

  /** Drops what is not sent. */
  forget(): void {
    this.steps.length = 0;
    this.#ensured.clear();
  }

  /** Sends the batch. A step that the kernel refuses ends the program, in its words. */
  async commit(dryRun = false): Promise<void> {
    this.#ensured.clear();
    if (this.steps.length === 0) return;
    const steps = this.steps.splice(0);
    const answers = await this.#ask({ type: 'nft-batch', body: { commands: steps.map(step => step.command), dryRun } });
    for (const answer of answers) {
      if (answer.type !== 'nft-result' || !answer.body.failed) continue;
      const { index, errno } = answer.body.failed;
      const step = steps[index]!;
      const at = step.line === undefined ? ' ' : `\nline ${step.line}: `;
      throw new Failure(`${this.#speaker.name} v${VERSION} (nf_tables): ${at}${step.name} failed (${strerror(errno)}): ${step.about}\n`, 4);
    }
  }
}
