// The messages of pull, push, load and import as they are shown: plain lines, or a line per layer on a terminal. As moby's jsonmessage 28.5.2.

import { decode } from '../../../userland/lib/io.ts';
import { humanSize } from '../../../userland/lib/units.ts';
import type { ProgressMessage } from '../../api/image.ts';
import type { Reply } from '../../client/connection.ts';

/** Writes a stream of messages. Throws the error that one of them carries; gives each `aux` to `onAux`. */
export async function showProgress(
  reply: Reply,
  write: (text: string) => Promise<void>,
  how: { terminal: boolean; columns?: number; onAux?: (aux: unknown) => void },
): Promise<void> {
  const lines = new Map<string, number>();
  for await (const line of reply.lines()) {
    const message = JSON.parse(line) as ProgressMessage;
    if (message.aux !== undefined) {
      how.onAux?.(message.aux);
      continue;
    }
    if (message.errorDetail ?? message.error) throw new Error(message.errorDetail?.message ?? message.error);
    await write(how.terminal ? onTerminal(message, lines, how.columns ?? 80) : plain(message));
  }
}

function plain(message: ProgressMessage): string {
  if (progressText(message, 80) !== '') return '';
  const id = message.id ? `${message.id}: ` : '';
  return message.stream !== undefined && message.stream !== '' ? `${id}${message.stream}` : `${id}${message.status ?? ''}\n`;
}

/** A message with an id keeps its line: the cursor goes up to it and back. */
function onTerminal(message: ProgressMessage, lines: Map<string, number>, columns: number): string {
  const { id } = message;
  if (!id || message.stream) {
    lines.clear();
    return message.stream !== undefined && message.stream !== '' ? message.stream : `${message.status ?? ''}\n`;
  }
  const bar = progressText(message, columns);
  const text = `\x1b[2K\r${id}: ${message.status ?? ''}${bar === '' ? '' : ` ${bar}`}`;
  const known = lines.get(id);
  if (known === undefined) {
    lines.set(id, lines.size);
    return `${text}\n`;
  }
  const up = lines.size - known;
  return `\x1b[${up}A${text}\r\x1b[${up}B`;
}

function progressText({ progressDetail }: ProgressMessage, columns: number): string {
  const current = progressDetail?.current ?? 0;
  const total = progressDetail?.total ?? 0;
  if (current <= 0 && total <= 0) return '';
  const units = progressDetail?.units;
  const size = (value: number): string => (units ? `${value} ${units}` : humanSize(value));
  if (total <= 0) return units ? `${current} ${units}` : humanSize(current).padStart(8);
  const percent = Math.min(50, Math.floor(((current / total) * 100) / 2));
  const bar = columns > 110 || columns === 80 ? `[${'='.repeat(percent)}>${' '.repeat(50 - percent)}] ` : '';
  const numbers = current > total ? size(current).padStart(8) : `${size(current).padStart(8)}/${size(total)}`;
  return bar + (progressDetail?.hidecounts ? '' : numbers);
}

/** A reply's body written through as it is. */
export async function copyBody(reply: Reply, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for await (const part of reply.parts()) await write(part);
}

/** A reply's body as text, without what follows its last newline. */
export const bodyText = async (reply: Reply): Promise<string> => decode(await reply.bytes()).trimEnd();
