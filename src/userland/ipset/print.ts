// Sets as ipset shows them: plain, as commands, in XML and in JSON. As libipset's session.c of ipset 7.24.

import type { IpsetDump, IpsetEntry } from '../../abi/ipset.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import { compareElements, showElement } from './elements.ts';

export type Mode = 'plain' | 'save' | 'xml' | 'json';

export interface How {
  mode: Mode;
  /** Headers only. */
  terse: boolean;
  sorted: boolean;
}

/** A value of `true` is a flag. */
type Fields = [name: string, value: string | number | true][];

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

function headerFields(set: IpsetDump): Fields {
  const fields: Fields = [];
  const put = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) fields.push([name, value]);
  };
  put('family', set.family);
  put('hashsize', set.hashsize);
  put('maxelem', set.maxelem);
  put('range', set.range);
  put('size', set.sizeMax);
  put('netmask', set.netmask);
  put('timeout', set.timeoutSeconds);
  if (set.counters) fields.push(['counters', true]);
  if (set.comment) fields.push(['comment', true]);
  if (set.skbinfo) fields.push(['skbinfo', true]);
  put('bucketsize', set.bucketsize);
  put('initval', set.initval === undefined ? undefined : hex(set.initval));
  return fields;
}

function entryFields(entry: IpsetEntry, set: IpsetDump): Fields {
  const fields: Fields = [];
  if (set.timeoutSeconds !== undefined) fields.push(['timeout', `${entry.timeoutSeconds ?? 0}`]);
  if (entry.nomatch) fields.push(['nomatch', true]);
  if (set.counters) fields.push(['packets', `${entry.packets ?? 0}`], ['bytes', `${entry.bytes ?? 0}`]);
  if (entry.comment !== undefined) fields.push(['comment', entry.comment]);
  if (entry.skbmark) {
    const { value, mask } = entry.skbmark;
    fields.push(['skbmark', `0x${value.toString(16)}${mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`}`]);
  }
  if (entry.skbprio !== undefined) fields.push(['skbprio', entry.skbprio]);
  if (entry.skbqueue !== undefined) fields.push(['skbqueue', `${entry.skbqueue}`]);
  return fields;
}

const words = (fields: Fields): string =>
  fields.map(([name, value]) => (value === true ? ` ${name}` : ` ${name} ${name === 'comment' ? `"${value}"` : value}`)).join('');

function entriesOf(set: IpsetDump, how: How, names: FileNames): { shown: string; fields: Fields }[] {
  const ordered = how.sorted || set.type.startsWith('bitmap');
  const entries = ordered && set.type !== 'list:set' ? [...set.entries].sort((a, b) => compareElements(a.element, b.element)) : set.entries;
  return entries.map(entry => ({ shown: showElement(entry.element, set.type, names), fields: entryFields(entry, set) }));
}

function plain(set: IpsetDump, how: How, names: FileNames): string {
  const head =
    `Name: ${set.name}\nType: ${set.type}\nRevision: ${set.revision}\nHeader:${words(headerFields(set))}\n` +
    `Size in memory: ${set.sizeBytes}\nReferences: ${set.references}\nNumber of entries: ${set.entries.length}\n`;
  if (how.terse) return head;
  return `${head}Members:\n${entriesOf(set, how, names)
    .map(({ shown, fields }) => `${shown}${words(fields)}\n`)
    .join('')}`;
}

function save(set: IpsetDump, how: How, names: FileNames): string {
  const head = `create ${set.name} ${set.type}${words(headerFields(set))}\n`;
  if (how.terse) return head;
  return (
    head +
    entriesOf(set, how, names)
      .map(({ shown, fields }) => `add ${set.name} ${shown}${words(fields)}\n`)
      .join('')
  );
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const xmlFields = (fields: Fields): string =>
  fields
    .map(([name, value]) =>
      value === true ? `<${name}/>` : `<${name}>${name === 'comment' ? `"${escapeXml(`${value}`)}"` : value}</${name}>`,
    )
    .join('');

function xml(set: IpsetDump, how: How, names: FileNames): string {
  const head =
    `<ipset name="${set.name}">\n<type>${set.type}</type>\n<revision>${set.revision}</revision>\n<header>${xmlFields(headerFields(set))}\n` +
    `<memsize>${set.sizeBytes}</memsize>\n<references>${set.references}</references>\n<numentries>${set.entries.length}</numentries>\n</header>\n`;
  if (how.terse) return `${head}</ipset>\n`;
  const members = entriesOf(set, how, names).map(({ shown, fields }) => `<member><elem>${shown}</elem>${xmlFields(fields)}</member>\n`);
  return `${head}<members>\n${members.join('')}</members>\n</ipset>\n`;
}

function json(set: IpsetDump, how: How, names: FileNames): string {
  const line = (depth: number, fields: Fields): string =>
    fields.map(([name, value]) => `${' '.repeat(depth)}"${name}" : ${JSON.stringify(value)}`).join(',\n');
  const header: Fields = [
    ...headerFields(set),
    ['memsize', set.sizeBytes],
    ['references', set.references],
    ['numentries', set.entries.length],
  ];
  const top: Fields = [
    ['name', set.name],
    ['type', set.type],
    ['revision', set.revision],
  ];
  const head = `  {\n${line(4, top)},\n    "header" : {\n${line(6, header)}\n    }`;
  if (how.terse) return `${head}\n  }`;
  const members = entriesOf(set, how, names).map(({ shown, fields }) => `      {\n${line(8, [['elem', shown], ...fields])}\n      }`);
  return `${head},\n    "members" : [\n${members.join(',\n')}${members.length > 0 ? '\n' : ''}    ]\n  }`;
}

/** All that `list` or `save` prints. */
export function showSets(sets: readonly IpsetDump[], how: How, names: FileNames): string {
  switch (how.mode) {
    case 'plain':
      return sets.map(set => plain(set, how, names)).join('\n');
    case 'save':
      return sets.map(set => save(set, how, names)).join('');
    case 'xml':
      return `<ipsets>\n${sets.map(set => xml(set, how, names)).join('')}</ipsets>\n`;
    case 'json':
      return sets.length === 0 ? '[\n]\n' : `[\n${sets.map(set => json(set, how, names)).join(',\n')}\n]\n`;
  }
}
