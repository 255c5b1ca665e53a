// Small pieces of text that several lists have. As docker-cli 28.5.2's formatter.

import { compareBytes } from '../../../userland/lib/go-json.ts';
import { civil } from '../../../userland/lib/http.ts';

/** Labels as one text: "a=1,b=2". */
export const labelText = (labels: Readonly<Record<string, string>> | null | undefined): string =>
  Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .sort(compareBytes)
    .join(',');

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** The date and time of seconds since 1970: ["2026-11-25", "02:43:28"], in UTC. */
export function dateTime(seconds: number): [date: string, time: string] {
  const days = Math.floor(seconds / 86400);
  const rest = Math.floor(seconds - days * 86400);
  const { year, month, day } = civil(days);
  return [`${year}-${two(month)}-${two(day)}`, `${two(rest / 3600)}:${two((rest / 60) % 60)}:${two(rest % 60)}`];
}

/** A time as Go's String prints it: "2026-11-25 02:43:28 +0000 UTC". */
export const localTime = (seconds: number): string => `${dateTime(seconds).join(' ')} +0000 UTC`;
