// DNS messages as far as the embedded server reads and writes them: one question, and answers of addresses or names. RFC 1035.

import { concat, encode } from '../../../userland/lib/io.ts';
import { parseIpv4, parseIpv6 } from '../../../wire/address.ts';

export const TYPE_A = 1;
export const TYPE_PTR = 12;
export const TYPE_MX = 15;
export const TYPE_AAAA = 28;
export const SERVFAIL = 2;

export interface Question {
  id: number;
  /** Without the last dot, in the asker's spelling. */
  name: string;
  type: number;
  recursionDesired: boolean;
  /** The question's bytes, for the answer. */
  bytes: Uint8Array;
}

/** A query's one question; undefined for anything else. */
export function readQuestion(message: Uint8Array): Question | undefined {
  if (message.length < 17 || (message[2]! & 0x80) !== 0 || message[4] !== 0 || message[5] !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  while (at < message.length && message[at] !== 0) {
    const length = message[at]!;
    if (length > 63) return undefined;
    labels.push(String.fromCharCode(...message.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  if (at + 5 > message.length) return undefined;
  return {
    id: (message[0]! << 8) | message[1]!,
    name: labels.join('.'),
    type: (message[at + 1]! << 8) | message[at + 2]!,
    recursionDesired: (message[2]! & 1) === 1,
    bytes: message.subarray(12, at + 5),
  };
}

const short = (value: number): Uint8Array => new Uint8Array([(value >> 8) & 255, value & 255]);

function nameBytes(name: string): Uint8Array {
  const parts = name.split('.').filter(Boolean);
  return concat([...parts.flatMap(part => [new Uint8Array([part.length]), encode(part)]), new Uint8Array([0])]);
}

function data(type: number, value: string): Uint8Array {
  if (type === TYPE_PTR) return nameBytes(value);
  if (type === TYPE_A) {
    const address = parseIpv4(value) ?? 0;
    return new Uint8Array([(address >>> 24) & 255, (address >>> 16) & 255, (address >>> 8) & 255, address & 255]);
  }
  const address = parseIpv6(value) ?? 0n;
  return Uint8Array.from({ length: 16 }, (_, at) => Number((address >> BigInt(8 * (15 - at))) & 255n));
}

/** The answer to a question: records of its type with that lifetime, or an error code. */
export function answer(question: Question, values: readonly string[], ttlSeconds: number, code = 0): Uint8Array {
  // As miekg/dns, which compresses no names and offers recursion only where it answers.
  const flags = 0x8000 | (code === 0 ? 0x0080 : 0) | (question.recursionDesired ? 0x0100 : 0) | code;
  const owner = question.bytes.subarray(0, -4);
  const records = values.map(value => {
    const body = data(question.type, value);
    return concat([owner, short(question.type), short(1), short(ttlSeconds >>> 16), short(ttlSeconds), short(body.length), body]);
  });
  const head = [question.id, flags, 1, records.length, 0, 0].map(short);
  return concat([...head, question.bytes, ...records]);
}
