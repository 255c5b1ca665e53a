// What happened: the last 256 events, and those who follow. As moby's daemon/events.

import type { Sys } from '../../abi/sys.ts';
import type { Timespec } from '../../abi/types.ts';
import type { EventMessage } from '../api/system.ts';
import type { Filters } from './filters.ts';
import { hasLabel } from './filters.ts';
import { Condition } from './sync.ts';
import { compareTimes, now } from './time.ts';

const KEPT = 256;

export interface Event {
  type: EventMessage['Type'];
  action: string;
  id: string;
  attributes: Record<string, string>;
  at: Timespec;
}

/** The JSON of an event. Nanoseconds do not fit a double and are written by hand. */
export function eventText({ type, action, id, attributes, at }: Event): string {
  const sorted = Object.fromEntries(Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1)));
  const legacy =
    type === 'container' ? { status: action, id, from: attributes.image ?? '' } : type === 'image' ? { status: action, id } : {};
  const body = JSON.stringify({
    ...legacy,
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: sorted },
    scope: 'local',
    time: at.seconds,
  });
  return `${body.slice(0, -1)},"timeNano":${at.seconds}${String(at.nanoseconds).padStart(9, '0')}}`;
}

/** Whether an event passes the filters of `docker events`. */
export function eventPasses({ type, action, id, attributes }: Event, filters: Filters): boolean {
  const about = (kind: EventMessage['Type'], name: string): boolean => {
    if (!filters.has(kind)) return true;
    if (type !== kind) return false;
    return filters.get(kind).some(wanted => wanted === name || wanted === id || id.startsWith(wanted));
  };
  const actionPasses = !filters.has('event') || filters.get('event').some(wanted => action === wanted || action.startsWith(`${wanted}:`));
  return (
    actionPasses &&
    filters.exact('type', type) &&
    filters.exact('scope', 'local') &&
    about('container', attributes.name ?? '') &&
    about('network', attributes.name ?? '') &&
    about('volume', id) &&
    (!filters.has('image') ||
      filters.get('image').some(wanted => wanted === id || wanted === attributes.name || wanted === attributes.image)) &&
    filters.get('label').every(wanted => hasLabel(attributes, wanted))
  );
}

export class Events {
  readonly #kept: Event[] = [];
  /** How many there were: followers remember how far they are. */
  #count = 0;
  readonly #came = new Condition();

  async log(sys: Sys, type: Event['type'], action: string, id: string, attributes: Record<string, string>): Promise<void> {
    this.#kept.push({ type, action, id, attributes, at: await now(sys) });
    this.#count++;
    if (this.#kept.length > KEPT) this.#kept.shift();
    await this.#came.notify(sys);
  }

  /** Kept events between two times. */
  between(since: Timespec, until: Timespec | undefined): Event[] {
    return this.#kept.filter(({ at }) => compareTimes(at, since) >= 0 && (!until || compareTimes(at, until) <= 0));
  }

  get position(): number {
    return this.#count;
  }

  /** Those after `position`; waits up to the time for one, or until `ended` says so. */
  async after(sys: Sys, position: number, ended: () => boolean, timeoutMs?: number): Promise<Event[]> {
    await this.#came.until(sys, () => this.#count > position || ended(), timeoutMs);
    return this.#kept.slice(Math.max(0, this.#kept.length - (this.#count - position)));
  }

  /** Has followers look whether they are to end. */
  wake(sys: Sys): Promise<void> {
    return this.#came.notify(sys);
  }
}
