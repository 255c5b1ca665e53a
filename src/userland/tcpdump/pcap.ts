// Capture files: pcap, read in either byte order and both precisions, written as this machine does. As sf-pcap.c of libpcap 1.11.0.

import { concat } from '../lib/io.ts';
import { type Frame, LINKTYPE_ETHERNET, LINKTYPE_RAW, LINKTYPE_SLL2 } from './frame.ts';

/** What is wrong with a file. */
export class FileError extends Error {}

const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;
const LINK_NAMES: Readonly<Record<number, readonly [name: string, description: string]>> = {
  [LINKTYPE_ETHERNET]: ['EN10MB', 'Ethernet'],
  [LINKTYPE_RAW]: ['RAW', 'Raw IP'],
  [LINKTYPE_SLL2]: ['LINUX_SLL2', 'Linux cooked v2'],
};

export const SNAPLEN_BYTES_MAX = 262144;

export const linkTypeText = (linkType: number): string => {
  const known = LINK_NAMES[linkType];
  return known ? `${known[0]} (${known[1]})` : `${linkType}`;
};

/** A file's first bytes. */
export function fileHeader(linkType: number, snaplen: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MICRO, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snaplen, true);
  view.setUint32(20, linkType, true);
  return bytes;
}

/** A frame's record. */
export function fileRecord({ seconds, microseconds, bytes, length }: Frame): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  for (const [index, value] of [seconds, microseconds, bytes.length, length].entries()) view.setUint32(index * 4, value, true);
  return concat([head, bytes]);
}

export interface Savefile {
  linkType: number;
  snaplen: number;
  frames: Frame[];
  /** What cut it short. */
  truncated: string | undefined;
}

/** Reads a whole file. Throws FileError where it is none. */
export function readSavefile(file: Uint8Array): Savefile {
  if (file.length < 4)
    throw new FileError(file.length === 0 ? 'truncated dump file; tried to read 4 file header bytes, only got 0' : 'unknown file format');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = [MICRO, NANO].includes(view.getUint32(0, true));
  const magic = view.getUint32(0, little);
  if (magic !== MICRO && magic !== NANO) throw new FileError('unknown file format');
  if (file.length < 24) throw new FileError(`truncated dump file; tried to read 24 file header bytes, only got ${file.length}`);
  const linkType = view.getUint32(20, little) & 0x0fffffff;
  const savefile: Savefile = { linkType, snaplen: view.getUint32(16, little), frames: [], truncated: undefined };
  for (let at = 24; at < file.length; ) {
    const left = file.length - at;
    if (left < 16) {
      savefile.truncated = `truncated dump file; tried to read 16 header bytes, only got ${left}`;
      break;
    }
    const captured = view.getUint32(at + 8, little);
    if (left - 16 < captured) {
      savefile.truncated = `truncated dump file; tried to read ${captured} captured bytes, only got ${left - 16}`;
      break;
    }
    const fraction = view.getUint32(at + 4, little);
    savefile.frames.push({
      seconds: view.getUint32(at, little),
      microseconds: magic === NANO ? Math.floor(fraction / 1000) : fraction,
      length: view.getUint32(at + 12, little),
      bytes: file.subarray(at + 16, at + 16 + captured),
      linkType,
    });
    at += 16 + captured;
  }
  return savefile;
}
