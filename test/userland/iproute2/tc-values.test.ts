// tc's rates, sizes, times and handles: what is read is written in tc's own words.

import { describe, expect, it } from 'vitest';
import {
  parseHandle,
  parsePercent,
  parseRate,
  parseSize,
  parseTimeMs,
  printHandle,
  printRate,
  printSize,
  printTime,
} from '../../../src/userland/iproute2/tc/values.ts';

describe('values', () => {
  it.each([
    ['1mbit', '1Mbit'],
    ['500kbit', '500Kbit'],
    ['1500kbit', '1500Kbit'],
    ['125kbps', '1Mbit'],
    ['8', '8bit'],
  ])('a rate of %s is %s', (given, shown) => {
    expect(printRate(parseRate(given)!)).toBe(shown);
  });

  it.each([
    ['32kbit', '4Kb'],
    ['10kb', '10Kb'],
    ['20k', '20Kb'],
    ['100', '100b'],
    ['2m', '2Mb'],
  ])('a size of %s is %s', (given, shown) => {
    expect(printSize(parseSize(given)!)).toBe(shown);
  });

  it.each([
    ['100ms', '100ms'],
    ['1.5s', '1.5s'],
    ['40960us', '41ms'],
    ['300', '300us'],
  ])('a time of %s is %s', (given, shown) => {
    expect(printTime(parseTimeMs(given)!)).toBe(shown);
  });

  it('handles are hexadecimal', () => {
    expect(printHandle(parseHandle('8001:')!)).toBe('8001:');
    expect(printHandle(parseHandle('1:1f')!)).toBe('1:1f');
    expect(parseHandle('x:')).toBeUndefined();
  });

  it('refuses what is no value', () => {
    expect([parseRate('fast'), parseSize('5x'), parseTimeMs('soon'), parsePercent('101%')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
