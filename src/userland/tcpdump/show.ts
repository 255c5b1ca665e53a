// One line of output for a frame: the time, what it says, its bytes. As print.c and util-print.c of tcpdump 4.99.6.

import { LINKTYPE_ETHERNET, LINKTYPE_SLL2, type View } from './frame.ts';
import { asciiText, hexText } from './hex.ts';
import type { Options } from './options.ts';
import { printFrame } from './print-link.ts';
import { type Printer, Truncated } from './printer.ts';

const two = (value: number): string => `${value}`.padStart(2, '0');

function clockText(seconds: number, microseconds: number): string {
  const day = ((seconds % 86400) + 86400) % 86400;
  return `${two(Math.floor(day / 3600))}:${two(Math.floor(day / 60) % 60)}:${two(day % 60)}.${`${microseconds}`.padStart(6, '0')}`;
}

/** Days since 1970 as a date (Howard Hinnant's civil_from_days). */
function dateText(days: number): string {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const part = Math.floor((5 * ofYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return `${year + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(ofYear - Math.floor((153 * part + 2) / 5) + 1)}`;
}

export class Shower {
  readonly #options: Options;
  readonly #printer: Printer;
  #count = 0;
  #first: number | undefined;
  #last: number | undefined;

  constructor(options: Options, printer: Printer) {
    this.#options = options;
    this.#printer = printer;
  }

  #time({ seconds, microseconds }: View): string {
    const at = seconds * 1e6 + microseconds;
    const since = (from: number | undefined): string => {
      const gap = Math.abs(at - (from ?? at));
      return ` ${clockText(Math.floor(gap / 1e6), gap % 1e6)} `;
    };
    const before = this.#last;
    this.#last = at;
    this.#first ??= at;
    switch (this.#options.times) {
      case 0:
        return `${clockText(seconds, microseconds)} `;
      case 1:
        return '';
      case 2:
        return `${seconds}.${`${microseconds}`.padStart(6, '0')} `;
      case 3:
        return since(before);
      case 4:
        return `${dateText(Math.floor(seconds / 86400))} ${clockText(seconds, microseconds)} `;
      default:
        return since(this.#first);
    }
  }

  /** The frame's lines with their last newline. */
  text(view: View, device: (index: number) => string): string {
    const { numbered } = this.#options;
    const printer = this.#printer;
    this.#count++;
    printer.add(`${numbered ? `${`${this.#count}`.padStart(5)}  ` : ''}${this.#time(view)}`);
    try {
      printFrame(printer, view, device);
    } catch (error) {
      if (!(error instanceof Truncated)) throw error;
      printer.add('[|ether]');
    }
    return `${printer.take()}${this.#bytes(view)}\n`;
  }

  #bytes({ bytes, linkType }: View): string {
    const { ascii, hexAscii, hex } = this.#options;
    const headerBytes = linkType === LINKTYPE_ETHERNET ? 14 : linkType === LINKTYPE_SLL2 ? 20 : 0;
    const whole = (level: number): Uint8Array => (level > 1 ? bytes : bytes.subarray(headerBytes));
    if (hexAscii > 0) return hexText(whole(hexAscii), true);
    if (hex > 0) return hexText(whole(hex), false);
    return ascii > 0 ? asciiText(whole(ascii)) : '';
  }
}
