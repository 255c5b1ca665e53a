// Who runs next: one run queue for all machines of a world, in slices of 64 system calls. Everything is ordered by counts, never by
// milliseconds, so that letting the event loop turn changes nothing. When nothing can run, the clock jumps to the next timer.

import type { Timer } from '../context.ts';
import type { WorldClock } from './world-clock.ts';

/** Something that can be given the processor: a thread that starts, goes on, or looks again at what it slept on. */
export interface Task {
  run(): void;
}

/** What the scheduler needs of the outside. */
export interface Outside {
  /** Calls back once the event loop has turned: setImmediate in Node, a MessageChannel in browsers. */
  turn(then: () => void): void;
  /** Real milliseconds from any epoch, to know when to turn. */
  wallMs(): number;
  /**
   * Live worlds only: calls back when the world's clock may show that time. Gives a way to cancel. Left out, the clock jumps at once.
   */
  waitUntil?(ms: number, then: () => void): Timer;
  /** Live worlds only: what the world's clock should show now. */
  liveMs?(): number;
}

export const SLICE = 64;
const TURN_MS = 8;
const HALF = 0.5;
/** How far a live world's clock may fall behind the wall's while programs compute. */
const LAG_MS = 20;

/** Input that does nothing but bring the clock up to the wall's. */
export const CATCH_UP = (): void => {};

/** A ring of tasks that grows. */
class RunQueue {
  #ring: (Task | undefined)[] = new Array(64).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(task: Task): void {
    this.#grow();
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = task;
  }

  unshift(task: Task): void {
    this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = task;
    this.#length++;
  }

  shift(): Task | undefined {
    if (this.#length === 0) return undefined;
    const task = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return task;
  }

  #grow(): void {
    const size = this.#ring.length;
    if (this.#length < size) return;
    const ring = new Array<Task | undefined>(size * 2).fill(undefined);
    for (let at = 0; at < size; at++) ring[at] = this.#ring[(this.#head + at) & (size - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}

export class Scheduler {
  readonly clock: WorldClock;
  readonly #outside: Outside;
  readonly #queue = new RunQueue();
  #softirqs: (() => void)[] = [];
  #interrupts: (() => void)[] = [];
  /** System calls and turns given so far to all threads of the world. */
  calls = 0;
  /** System calls left in the running thread's slice. */
  slice = SLICE;
  /** A thread is in its own code, or about to be. */
  running = false;
  /** The process that had the processor last. */
  lastPid = 0;
  /** Whole-world standstills: a program being loaded, the host saying pause. */
  #stalls = 0;
  #looping = false;
  #turning = false;
  #turnedMs = 0;
  /** The wall's time when the world's clock last looked at it. */
  #lookedMs = 0;
  #waiting: Timer | undefined;
  /** The position at which planned input is due (replay); Infinity where none is. */
  #plannedAt = Number.POSITIVE_INFINITY;
  #planned: { position: number; atMs: number; run: () => void }[] = [];
  /** Told of each piece of input and where it fell, before it runs: the journal. `plan` takes the same figures. */
  onInput: ((position: number, atMs: number, run: () => void) => void) | undefined;
  /** Told when nothing can run and no timer is set. */
  onIdle: (() => void) | undefined;

  constructor(clock: WorldClock, outside: Outside) {
    this.clock = clock;
    this.#outside = outside;
    this.#turnedMs = outside.wallMs();
    this.#lookedMs = this.#turnedMs;
  }

  /** Puts a task at the queue's end. */
  enqueue(task: Task): void {
    this.#queue.push(task);
    if (!this.running && !this.#looping) this.loop();
  }

  /** Puts a task at the queue's head: it goes on where another of the same thread stopped. */
  enqueueFirst(task: Task): void {
    this.#queue.unshift(task);
    if (!this.running && !this.#looping) this.loop();
  }

  get runnable(): number {
    return this.#queue.length + (this.running ? 1 : 0);
  }

  /** Work for after the current system call and before the next thread, in order. */
  softirq(work: () => void): void {
    this.#softirqs.push(work);
    if (!this.running && !this.#looping) this.loop();
  }

  get softirqsPending(): boolean {
    return this.#softirqs.length > 0;
  }

  drainSoftirqs(): void {
    while (this.#softirqs.length > 0) {
      const batch = this.#softirqs;
      this.#softirqs = [];
      for (const work of batch) work();
    }
  }

  /** True where the hot path of a system call has something to look at first: due timers, input. */
  get due(): boolean {
    return this.clock.due || this.#interrupts.length > 0 || this.position >= this.#plannedAt;
  }

  /** How far the world has got: system calls, turns and timers. Nothing happens at one position but input. The journal's measure. */
  get position(): number {
    return this.calls + this.clock.fired;
  }

  /** Between two system calls: input and timers that are due, and what they set off. */
  attend(position: number = this.position): void {
    while (position >= this.#plannedAt) this.#runPlanned();
    this.#takeInterrupts(position);
    this.clock.runDue();
    this.drainSoftirqs();
  }

  /** Outside input: runs between two system calls, and is written down in the journal. */
  interrupt(run: () => void): void {
    this.#interrupts.push(run);
    if (!this.running && !this.#looping && !this.#turning) this.loop();
  }

  /** Input of a journal: runs at that position, with the clock put to that time. In order. */
  plan(position: number, atMs: number, run: () => void): void {
    this.#planned.push({ position, atMs, run });
    this.#plannedAt = this.#planned[0]!.position;
    if (!this.running && !this.#looping) this.loop();
  }

  /** Stands still until the promise is settled; then `then` runs before anything else does. */
  stall(promise: Promise<unknown>, then: () => void): void {
    this.#stalls++;
    const go = (): void => {
      this.#stalls--;
      then();
      if (!this.running) this.loop();
    };
    promise.then(go, go);
  }

  /** Nothing runs any more until resume: between the commands of a test, in a hidden page. */
  pause(): void {
    this.#stalls++;
  }

  resume(): void {
    this.#stalls--;
    if (!this.running && !this.#looping) this.loop();
  }

  /** The running thread has given up the processor. */
  leave(): void {
    this.running = false;
    this.loop();
  }

  /** Has the event loop been kept waiting for too long? */
  get turnDue(): boolean {
    return this.#outside.wallMs() - this.#turnedMs >= TURN_MS;
  }

  /** Gives the processor to tasks until one keeps it, or nothing is left to do. */
  loop(): void {
    if (this.#looping) return;
    this.#looping = true;
    try {
      while (!this.running && this.#stalls === 0 && !this.#turning) if (!this.#step()) break;
    } finally {
      this.#looping = false;
    }
  }

  #step(): boolean {
    if (this.#softirqs.length > 0) this.drainSoftirqs();
    this.#attendBetween();
    if (this.#stalls > 0) return false;
    if (this.turnDue) {
      this.#turn();
      return false;
    }
    const task = this.#queue.shift();
    if (task) {
      this.calls++;
      this.slice = SLICE;
      task.run();
      return true;
    }
    if (this.#softirqs.length > 0 || this.#interrupts.length > 0 || this.#plannedNow) return true;
    return this.#idle();
  }

  /** Input that falls between two turns is half a step behind the last one's. */
  #attendBetween(): void {
    if (this.due || this.#plannedNow) this.attend(this.position + HALF);
  }

  get #plannedNow(): boolean {
    return this.position + HALF >= this.#plannedAt;
  }

  /** Nothing can run: on to the next timer or planned input. False where there is nothing, or the wall has to come first. */
  #idle(): boolean {
    const dueMs = this.clock.nextDueMs;
    if (dueMs === Number.POSITIVE_INFINITY) {
      this.onIdle?.();
      return this.#queue.length > 0;
    }
    const { waitUntil, liveMs } = this.#outside;
    if (!waitUntil || this.#planned.length > 0 || (liveMs && liveMs() >= dueMs)) {
      this.clock.jump(dueMs);
      this.clock.runDue();
      return true;
    }
    this.#waiting?.cancel();
    this.#waiting = waitUntil.call(this.#outside, dueMs, () => {
      this.#waiting = undefined;
      this.#lookedMs = this.#outside.wallMs();
      this.clock.jump(Math.max(this.clock.nowMs, Math.min(this.clock.nextDueMs, dueMs)));
      this.clock.runDue();
      if (!this.running) this.loop();
    });
    return false;
  }

  #turn(): void {
    this.#turning = true;
    this.#outside.turn(() => {
      this.#turning = false;
      this.#turnedMs = this.#outside.wallMs();
      const { liveMs } = this.#outside;
      if (liveMs && liveMs() - this.clock.nowMs > LAG_MS) this.#interrupts.push(CATCH_UP);
      if (!this.running) this.loop();
    });
  }

  /**
   * Brings the clock up to the wall's. While something runs it moves by no more than the time that this took: a world that was asleep for
   * an hour goes through its timers one by one, and no program sees an hour pass between two steps.
   */
  #followWall(): void {
    const { liveMs } = this.#outside;
    if (!liveMs) return;
    const wallMs = this.#outside.wallMs();
    const stepMs = this.runnable > 0 ? wallMs - this.#lookedMs : Number.POSITIVE_INFINITY;
    this.#lookedMs = wallMs;
    this.clock.jump(Math.min(liveMs(), this.clock.nextDueMs, this.clock.nowMs + stepMs));
  }

  /** Input as it comes, with the clock brought up to the wall's first. */
  #takeInterrupts(position: number): void {
    if (this.#interrupts.length === 0) return;
    this.#waiting?.cancel();
    this.#waiting = undefined;
    this.#followWall();
    const batch = this.#interrupts;
    this.#interrupts = [];
    for (const run of batch) {
      this.onInput?.(position, this.clock.nowMs, run);
      run();
      this.drainSoftirqs();
    }
  }

  #runPlanned(): void {
    const { run, atMs } = this.#planned.shift()!;
    this.clock.jump(atMs);
    this.#plannedAt = this.#planned[0]?.position ?? Number.POSITIVE_INFINITY;
    run();
    this.drainSoftirqs();
  }
}
