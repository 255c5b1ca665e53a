// Dates as script(1) writes them: the calendar of UTC, with its offset. util-linux 2.42.

import type { Sys } from '../../abi/sys.ts';

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export interface CalendarTime {
  year: number;
  /** 0 to 11. */
  month: number;
  day: number;
  /** "09:35:19". */
  time: string;
}

/** A point in time, in seconds since 1970, by the calendar. */
export function calendarTime(seconds: number): CalendarTime {
  let days = Math.floor(seconds / 86400);
  let year = 1970;
  const leap = (): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  for (; days >= (leap() ? 366 : 365); year++) days -= leap() ? 366 : 365;
  let month = 0;
  const length = (): number => MONTH_DAYS[month]! + (month === 1 && leap() ? 1 : 0);
  for (; days >= length(); month++) days -= length();
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    year,
    month,
    day: days + 1,
    time: [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':'),
  };
}

/** "2026-11-25 09:35:19+00:00" of now. */
export async function dateText(sys: Sys): Promise<string> {
  const { year, month, day, time } = calendarTime((await sys.clockGettime('realtime')).seconds);
  return `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')} ${time}+00:00`;
}
