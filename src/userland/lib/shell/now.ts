// Values that may be there already: evaluation stays synchronous until a system call has to be waited for.

/** A value, or the promise of it. */
export type Now<T> = T | Promise<T>;

/** Goes on with a value at once where it is there, or when it comes. */
export const after = <T, U>(value: Now<T>, next: (value: T) => Now<U>): Now<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/** Does something for each item in order, stopping for those that have to be waited for. */
export function forEachInOrder<T>(items: readonly T[], action: (item: T, at: number) => Now<void>, from = 0): Now<void> {
  for (let at = from; at < items.length; at++) {
    const pending = action(items[at]!, at);
    if (pending instanceof Promise) return pending.then(() => forEachInOrder(items, action, at + 1));
  }
}
