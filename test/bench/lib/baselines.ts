// The baselines that can't run here: v86 0.5.462, just-bash 3.4.2 and a real Docker 28.5.2 as they were measured on one machine, and how
// much slower or faster this machine is.

/** One resume of a generator on the machine where the baselines were measured (Node 20.20), in nanoseconds. */
const RESUME_NS = 14;
const RESUMES = 2_000_000;
const TIMES = 7;

/** Milliseconds, unless the name says otherwise; a slower machine's are longer by its factor. */
export interface Baselines {
  /** This machine's time for one resume against the other's. */
  factor: number;
  v86: { bootMs: number; builtinMs: number; downloadBytes: number; roundTripsPerSecond: number; memoryBytes: number; idleLoad: number };
  justBash: { builtinMs: number; trueMs: number };
  docker: { psMs: number; runMs: number };
}

function* counter(): Generator<number, void, void> {
  for (let count = 0; ; count++) yield count;
}

function resumeNs(): number {
  const running = counter();
  const startedMs = performance.now();
  for (let time = 0; time < RESUMES; time++) running.next();
  return ((performance.now() - startedMs) * 1e6) / RESUMES;
}

/** Measures the machine. */
export function measureBaselines(): Baselines {
  const factor = Math.min(...Array.from({ length: TIMES }, resumeNs)) / RESUME_NS;
  return {
    factor,
    v86: {
      bootMs: 9800 * factor,
      builtinMs: 8 * factor,
      downloadBytes: 16.6e6,
      roundTripsPerSecond: 5900 / factor,
      memoryBytes: 360e6,
      idleLoad: 0.28,
    },
    justBash: { builtinMs: 0.27 * factor, trueMs: 0.3 * factor },
    docker: { psMs: 35 * factor, runMs: 230 * factor },
  };
}
