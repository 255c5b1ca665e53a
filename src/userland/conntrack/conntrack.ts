// conntrack: looks at tracked connections and changes them. As conntrack-tools 1.4.9.

import type { ErrnoCode } from '../../abi/errno.ts';
import type { NetlinkMessage } from '../../abi/netlink.ts';
import { type CtEntry, type CtEvent, type CtTuple, NFNETLINK_GROUPS } from '../../abi/nfnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { maskAddress, parseAddress, printAddress } from '../../wire/address.ts';
import { print, program, warn } from '../lib/io.ts';
import { HELP } from './help.ts';
import { type AddressFilter, type Asked, Complaint, type EndName, readOptions } from './options.ts';
import { entrySave, entryText, entryXml } from './print.ts';

const VERSION = 'v1.4.9 (conntrack-tools)';
const NAME = `conntrack ${VERSION}`;
const HINT = "Try `conntrack -h' or 'conntrack --help' for more information.\n";

const WORDS: Partial<Record<ErrnoCode, string>> = {
  ENOENT: "such conntrack doesn't exist",
  EEXIST: 'Such conntrack exists, try -U to update',
  EINVAL: 'invalid parameters',
  EPERM: 'sorry, you must be root or get CAP_NET_ADMIN capability to do this',
};

class Conntrack {
  readonly #sys: Sys;
  readonly #asked: Asked;
  #fd: Fd | undefined;

  constructor(sys: Sys, asked: Asked) {
    this.#sys = sys;
    this.#asked = asked;
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
        if (answer.type === 'error' && answer.errno !== undefined)
          throw new Complaint(`Operation failed: ${WORDS[answer.errno] ?? answer.errno}`, 1);
        if (answer.type === 'done' || answer.type === 'error') return answers;
        answers.push(answer);
      }
    }
  }

  async #entries(): Promise<CtEntry[]> {
    const { family, protocol, mark, zone, zero, table } = this.#asked;
    // IPv4 is meant where nothing says otherwise.
    const filter = {
      family: family ?? ('ipv4' as const),
      ...(protocol !== undefined && { protocol }),
      ...(mark && this.#asked.command !== 'U' && { mark }),
      ...(zone !== undefined && { zone }),
    };
    const answers = await this.#ask({
      type: 'ct-dump',
      body: { filter, zero, dying: table === 'dying', unconfirmed: table === 'unconfirmed' },
      flags: { dump: true },
    });
    return answers.flatMap(answer => (answer.type === 'ct-entries' ? answer.body.entries : [])).filter(entry => passes(entry, this.#asked));
  }

  #text(entry: CtEntry): string {
    const { outputs } = this.#asked;
    if (outputs.has('save')) return entrySave(entry);
    if (outputs.has('xml')) return entryXml(entry);
    return entryText(entry, { extended: outputs.has('extended'), id: outputs.has('id') });
  }

  /** What is shown goes to standard output in one piece, behind the summary where that is no terminal. */
  async #report(entries: readonly CtEntry[], done: string): Promise<void> {
    let text = entries.map(entry => `${this.#text(entry)}\n`).join('');
    if (this.#asked.outputs.has('xml')) text = `<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n${text}</conntrack>\n`;
    const summary = `${NAME}: ${entries.length} flow entries have been ${done}.\n`;
    if (this.#asked.outputs.has('labels')) await warn(this.#sys, 'nfct_labelmap_new: No such file or directory\n');
    if ((await this.#isTerminal()) || this.#asked.outputs.has('xml')) {
      await print(this.#sys, text);
      await warn(this.#sys, summary);
    } else {
      await warn(this.#sys, summary);
      await print(this.#sys, text);
    }
  }

  async #isTerminal(): Promise<boolean> {
    const { kind, rdev } = await this.#sys.fstat(1);
    return kind === 'char' && (rdev.major === 136 || rdev.major === 4 || rdev.major === 5);
  }

  async run(): Promise<number> {
    const { table, command } = this.#asked;
    if (table === 'expect') return this.#expectations();
    switch (command) {
      case 'L':
        await this.#report(await this.#entries(), 'shown');
        return 0;
      case 'D':
        return this.#delete();
      case 'U':
        return this.#update();
      case 'G':
        await this.#get();
        return 0;
      case 'I':
      case 'A':
        await this.#create();
        return 0;
      case 'F':
        await this.#ask({ type: 'ct-flush', body: this.#asked.family === undefined ? {} : { family: this.#asked.family } });
        await warn(this.#sys, `${NAME}: connection tracking table has been emptied.\n`);
        return 0;
      case 'C':
      case 'S':
        return this.#numbers();
      case 'E':
        return this.#follow();
      default:
        await print(this.#sys, HELP);
        return 0;
    }
  }

  async #delete(): Promise<number> {
    const entries = await this.#entries();
    for (const { family, protocol, original, zone, id } of entries) {
      await this.#ask({ type: 'ct-delete', body: { family, protocol, original, id, ...(zone !== undefined && { zone }) } });
    }
    await this.#report(entries, 'deleted');
    return entries.length === 0 ? 1 : 0;
  }

  async #update(): Promise<number> {
    const { timeout, mark, status } = this.#asked;
    const entries = await this.#entries();
    const updated: CtEntry[] = [];
    for (const entry of entries) {
      const { family, protocol, original, reply, zone, id } = entry;
      const value = mark && ((entry.mark & ~mark.mask) | mark.value) >>> 0;
      await this.#ask({
        type: 'ct-update',
        body: {
          family,
          protocol,
          original,
          reply,
          id,
          ...(zone !== undefined && { zone }),
          ...(timeout !== undefined && { timeoutSeconds: timeout }),
          ...(value !== undefined && { mark: value }),
          ...(status.length > 0 && { status }),
        },
      });
      const [answer] = await this.#ask({ type: 'ct-get', body: { family, protocol, original, ...(zone !== undefined && { zone }) } });
      if (answer?.type === 'ct-entries') updated.push(...answer.body.entries.map(one => ({ ...one, use: 2 })));
    }
    await this.#report(updated, 'updated');
    return updated.length === 0 ? 1 : 0;
  }

  async #get(): Promise<void> {
    const { original, reply } = tuples(this.#asked);
    const body = {
      family: this.#asked.family ?? ('ipv4' as const),
      protocol: this.#asked.protocol!,
      ...(this.#asked.ends.src ? { original } : { reply }),
    };
    const answers = await this.#ask({ type: 'ct-get', body });
    await this.#report(
      answers.flatMap(answer => (answer.type === 'ct-entries' ? answer.body.entries : [])).map(entry => ({ ...entry, use: 2 })),
      'shown',
    );
  }

  async #create(): Promise<void> {
    const { protocol, timeout, mark, status, state, zone, command } = this.#asked;
    try {
      await this.#ask({
        type: 'ct-new',
        body: {
          family: this.#asked.family ?? 'ipv4',
          protocol: protocol!,
          ...tuples(this.#asked),
          timeoutSeconds: timeout!,
          ...(mark && { mark: mark.value }),
          ...(state !== undefined && { state }),
          ...(status.length > 0 && { status }),
          ...(zone !== undefined && { zone }),
        },
      });
    } catch (error) {
      // -A is content with what is there already.
      if (!(command === 'A' && error instanceof Complaint && error.message.includes(WORDS.EEXIST!))) throw error;
    }
    await warn(this.#sys, `${NAME}: 1 flow entries have been ${command === 'A' ? 'added' : 'created'}.\n`);
  }

  async #numbers(): Promise<number> {
    const [answer] = await this.#ask({ type: 'ct-stats', body: {} });
    if (answer?.type !== 'ct-counts') return 1;
    const { count, stats } = answer.body;
    if (this.#asked.command === 'C') await print(this.#sys, `${count}\n`);
    else
      await print(
        this.#sys,
        `cpu=0   \t${Object.entries(stats)
          .map(([name, value]) => `${name}=${value} `)
          .join('')}\n`,
      );
    return 0;
  }

  async #expectations(): Promise<number> {
    const { command } = this.#asked;
    if (command === 'C') await print(this.#sys, '0\n');
    else if (command === 'S') await print(this.#sys, 'cpu=0   \texpect_new=0 expect_create=0 expect_delete=0 \n');
    else if (command === 'F') {
      await this.#ask({ type: 'ct-expect-flush', body: {} });
      await warn(this.#sys, `${NAME}: expectation table has been emptied.\n`);
    } else if (command === 'L') {
      const answers = await this.#ask({ type: 'ct-expect-dump', body: {}, flags: { dump: true } });
      const all = answers.flatMap(answer => (answer.type === 'ct-expectations' ? answer.body.expectations : []));
      const lines = all.map(
        one =>
          `${one.timeoutSeconds} proto=${one.protocol} src=${one.source} dst=${one.dest} sport=${one.sourcePort} dport=${one.destPort} mask-src=${one.sourceMask} mask-dst=${one.destMask} sport=0 dport=65535 master-src=${one.master.source} master-dst=${one.master.dest} sport=${one.master.sourcePort} dport=${one.master.destPort} class=0 helper=${one.helper}\n`,
      );
      await warn(this.#sys, `${NAME}: ${all.length} expectations have been shown.\n`);
      await print(this.#sys, lines.join(''));
    } else throw new Complaint(`option --${command} on expectations is not simulated here`, 1);
    return 0;
  }

  /** Prints events as they come, until a signal ends it. */
  async #follow(): Promise<number> {
    const { events } = this.#asked;
    const all = events.size === 0 || events.has('ALL');
    let groups = 0;
    if (all || events.has('NEW')) groups |= NFNETLINK_GROUPS.ctNew;
    if (all || events.has('UPDATES')) groups |= NFNETLINK_GROUPS.ctUpdate;
    if (all || events.has('DESTROY')) groups |= NFNETLINK_GROUPS.ctDestroy;
    const fd = await this.#socket();
    await this.#sys.bind(fd, { family: 'netlink', pid: 0, groups });
    let seen = 0;
    const stop = async (): Promise<void> => {
      await warn(this.#sys, `${NAME}: ${seen} flow events have been shown.\n`);
      await this.#sys.exit(0);
    };
    await this.#sys.sigaction('SIGINT', stop);
    await this.#sys.sigaction('SIGTERM', stop);
    for (;;) {
      for (const message of await this.#sys.netlinkReceive(fd)) {
        if (message.type !== 'ct-event' || !passes(message.body.entry, this.#asked)) continue;
        if (this.#asked.family !== undefined && message.body.entry.family !== this.#asked.family) continue;
        seen++;
        await print(this.#sys, `${eventText(message.body, this.#asked)}\n`);
      }
    }
  }
}

function eventText({ event, entry }: CtEvent, { outputs }: Asked): string {
  return `${`[${event}]`.padStart(9)} ${entryText(entry, { extended: outputs.has('extended'), id: outputs.has('id') }, event)}`;
}

const within = (text: string, { address, length }: AddressFilter): boolean => {
  const own = parseAddress(text);
  return own !== undefined && typeof own === typeof address && maskAddress(own, length) === maskAddress(address, length);
};

const END_OF: Readonly<Record<EndName, (entry: CtEntry) => string>> = {
  src: entry => entry.original.source,
  dst: entry => entry.original.dest,
  'reply-src': entry => entry.reply.source,
  'reply-dst': entry => entry.reply.dest,
};

/** Whether an entry is meant by the filters. */
function passes(entry: CtEntry, asked: Asked): boolean {
  for (const name of Object.keys(asked.ends) as EndName[]) if (!within(END_OF[name](entry), asked.ends[name]!)) return false;
  if (asked.protocol !== undefined && entry.protocol !== asked.protocol) return false;
  const { ports, icmp } = asked;
  if (ports.sport !== undefined && entry.original.sourcePort !== ports.sport) return false;
  if (ports.dport !== undefined && entry.original.destPort !== ports.dport) return false;
  if (ports.replySport !== undefined && entry.reply.sourcePort !== ports.replySport) return false;
  if (ports.replyDport !== undefined && entry.reply.destPort !== ports.replyDport) return false;
  if (icmp.type !== undefined && entry.original.icmpType !== icmp.type) return false;
  if (icmp.code !== undefined && entry.original.icmpCode !== icmp.code) return false;
  if (icmp.id !== undefined && entry.original.icmpId !== icmp.id) return false;
  if (asked.command === 'U' || asked.command === 'I') return true;
  if (asked.state !== undefined && entry.state !== asked.state) return false;
  if (asked.status.some(status => !entry.status.includes(status))) return false;
  return passesNat(entry, asked);
}

function passesNat(entry: CtEntry, { nat }: Asked): boolean {
  const sourceNat = entry.original.source !== entry.reply.dest || entry.original.sourcePort !== entry.reply.destPort;
  const destNat = entry.original.dest !== entry.reply.source || entry.original.destPort !== entry.reply.sourcePort;
  const isIcmp = entry.original.icmpType !== undefined;
  const source = isIcmp ? entry.original.source !== entry.reply.dest : sourceNat;
  const dest = isIcmp ? entry.original.dest !== entry.reply.source : destNat;
  const hits = (
    wanted: { address?: unknown; port?: number } | undefined,
    is: boolean,
    address: string,
    port: number | undefined,
  ): boolean =>
    wanted !== undefined &&
    is &&
    (wanted.address === undefined || parseAddress(address) === wanted.address) &&
    (wanted.port === undefined || wanted.port === port);
  if (nat['src-nat'] && !hits(nat['src-nat'], source, entry.reply.dest, entry.reply.destPort)) return false;
  if (nat['dst-nat'] && !hits(nat['dst-nat'], dest, entry.reply.source, entry.reply.sourcePort)) return false;
  const any = nat['any-nat'];
  return !any || hits(any, source, entry.reply.dest, entry.reply.destPort) || hits(any, dest, entry.reply.source, entry.reply.sourcePort);
}

/** Both tuples of what -I and -G speak of. */
function tuples({ ends, ports, icmp, nat, protocol }: Asked): { original: CtTuple; reply: CtTuple } {
  const text = (one: AddressFilter | undefined): string | undefined => one && printAddress(one.address);
  const source = text(ends.src) ?? text(ends['reply-dst'])!;
  const dest = text(ends.dst) ?? text(ends['reply-src'])!;
  const icmpParts = icmp.type === undefined ? {} : { icmpType: icmp.type, icmpCode: icmp.code ?? 0, icmpId: icmp.id ?? 0 };
  const [sport, dport] = [ports.sport ?? ports.replyDport, ports.dport ?? ports.replySport];
  const original: CtTuple = {
    source,
    dest,
    ...(sport !== undefined && { sourcePort: sport }),
    ...(dport !== undefined && { destPort: dport }),
    ...icmpParts,
  };
  const dnat = nat['dst-nat'];
  const snat = nat['src-nat'];
  const replySport = ports.replySport ?? dnat?.port ?? dport;
  const replyDport = ports.replyDport ?? snat?.port ?? sport;
  const answers: Readonly<Record<number, number>> =
    protocol === 58 ? { 128: 129, 129: 128 } : { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 };
  const reply: CtTuple = {
    source: text(ends['reply-src']) ?? (dnat?.address === undefined ? dest : printAddress(dnat.address)),
    dest: text(ends['reply-dst']) ?? (snat?.address === undefined ? source : printAddress(snat.address)),
    ...(replySport !== undefined && { sourcePort: replySport }),
    ...(replyDport !== undefined && { destPort: replyDport }),
    ...(icmp.type !== undefined && { ...icmpParts, icmpType: answers[icmp.type] ?? icmp.type }),
  };
  return { original, reply };
}

export default program({
  name: 'conntrack',
  summary: 'command line interface for netfilter connection tracking',

  async main(sys, argv) {
    try {
      const asked = readOptions(argv);
      if (asked.command === 'V') {
        await print(sys, `${NAME}\n`);
        return 0;
      }
      if (asked.command === 'h' || asked.command === '') {
        await print(sys, HELP);
        return 0;
      }
      return await new Conntrack(sys, asked).run();
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      await warn(sys, `${NAME}: ${error.message}\n${error.status === 2 ? HINT : ''}`);
      return error.status;
    }
  },
});
