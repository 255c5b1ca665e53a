// jq's @formats. As jq 1.8.

import { described, fail } from './errors.ts';
import { isNumber, type Json, JsonObject } from './json.ts';
import { compact } from './print.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encodeBase(text: string, alphabet: string, bits: number, group: number): string {
  let result = '';
  let held = 0;
  let count = 0;
  for (const byte of new TextEncoder().encode(text)) {
    held = (held << 8) | byte;
    count += 8;
    while (count >= bits) {
      count -= bits;
      result += alphabet[(held >> count) & ((1 << bits) - 1)];
    }
    held &= (1 << count) - 1;
  }
  if (count > 0) result += alphabet[(held << (bits - count)) & ((1 << bits) - 1)];
  return result + '='.repeat((group - (result.length % group)) % group);
}

function decodeBase(value: Json, alphabet: string, bits: number): string {
  const text = textOf(value);
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  for (const char of text.replace(/=+$/, '')) {
    const index = alphabet.indexOf(char);
    if (index < 0) return fail(`${described(value)} is not valid base${bits === 6 ? 64 : 32} data`);
    held = ((held << bits) | index) & 0xffff;
    count += bits;
    if (count < 8) continue;
    count -= 8;
    bytes.push((held >> count) & 255);
  }
  if (bytes.length === 0 && text.replace(/=+$/, '') !== '')
    return fail(`${described(value)} is not valid base${bits === 6 ? 64 : 32} data`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** tostring: strings as they are, all else as JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : compact(value));

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };

function row(value: Json, kind: 'csv' | 'tsv'): string {
  if (!Array.isArray(value)) return fail(`${described(value)} cannot be ${kind}-formatted, only an array can be`);
  const cell = (item: Json): string => {
    if (item === null) return '';
    if (typeof item === 'boolean' || isNumber(item)) return compact(item);
    if (typeof item !== 'string') return fail(`${described(item)} is not valid in a csv row`);
    if (kind === 'csv') return `"${item.replaceAll('"', '""')}"`;
    return item.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  };
  return value.map(cell).join(kind === 'csv' ? ',' : '\t');
}

function shell(value: Json): string {
  const one = (item: Json): string => {
    if (typeof item === 'string') return `'${item.replaceAll("'", "'\\''")}'`;
    if (Array.isArray(item) || item instanceof JsonObject) return fail(`${described(item)} can not be escaped for shell`);
    return compact(item);
  };
  return Array.isArray(value) ? value.map(one).join(' ') : one(value);
}

/** A value by a format's name ("@csv"). */
export function formatValue(name: string, value: Json): string {
  switch (name) {
    case '@text':
      return textOf(value);
    case '@json':
      return compact(value);
    case '@html':
      return textOf(value).replace(/[<>&'"]/g, char => HTML[char]!);
    case '@uri':
      return Array.from(new TextEncoder().encode(textOf(value)), byte => {
        const char = String.fromCharCode(byte);
        return /[A-Za-z0-9\-_.~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      }).join('');
    case '@urid':
      try {
        return decodeURIComponent(textOf(value));
      } catch (error) {
        if (error instanceof URIError) return fail(`${described(value)} is not a valid uri encoding`);
        throw error;
      }
    case '@csv':
    case '@tsv':
      return row(value, name === '@csv' ? 'csv' : 'tsv');
    case '@sh':
      return shell(value);
    case '@base64':
      return encodeBase(textOf(value), BASE64, 6, 4);
    case '@base64d':
      return decodeBase(value, BASE64, 6);
    case '@base32':
      return encodeBase(textOf(value), BASE32, 5, 8);
    case '@base32d':
      return decodeBase(value, BASE32, 5);
    default:
      return fail(`${name.slice(1)} is not a valid format`);
  }
}
