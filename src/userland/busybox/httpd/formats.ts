// HTTP's date and the types of files by their ending, as busybox httpd has them built in.

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds since 1970 as "Wed, 25 Nov 2026 02:59:54 GMT". */
export function httpDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = DAYS[Math.floor(seconds / 86400) % 7]!;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} GMT`;
}

const TYPES: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  h: 'text/plain',
  c: 'text/plain',
  cc: 'text/plain',
  cpp: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  png: 'image/png',
  svg: 'image/svg+xml',
  css: 'text/css',
  js: 'application/javascript',
  wav: 'audio/wav',
  avi: 'video/x-msvideo',
  qt: 'video/quicktime',
  mov: 'video/quicktime',
  mpe: 'video/mpeg',
  mpeg: 'video/mpeg',
  mid: 'audio/midi',
  midi: 'audio/midi',
  mp3: 'audio/mpeg',
};

/** The type of a file by its name's ending. */
export const mimeType = (path: string): string => TYPES[/\.([^./]+)$/.exec(path)?.[1] ?? ''] ?? 'application/octet-stream';
