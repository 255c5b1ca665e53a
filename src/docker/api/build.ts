// POST /build?version=2: BuildKit's progress as the daemon streams it. The real one is protobuf in `aux` (moby.buildkit.v1.StatusResponse);
// here `aux` holds the same messages as plain JSON.

/** One step: "[1/2] FROM docker.io/library/busybox". */
export interface Vertex {
  digest: string;
  inputs?: string[];
  name: string;
  /** Seconds since 1970, with fractions; absent until it happened. */
  started?: number;
  completed?: number;
  cached?: boolean;
  error?: string;
  /** Steps that are one to the reader ("[internal]" and what belongs to an image's pull). */
  progressGroup?: { id: string; name: string };
}

/** Something within a step that is counted: "transferring context: 2B", "exporting layers", a layer's download. */
export interface VertexStatus {
  id: string;
  vertex: string;
  name: string;
  current: number;
  total: number;
  timestamp: number;
  started?: number;
  completed?: number;
}

/** Output of a step: stream 1 or 2. */
export interface VertexLog {
  vertex: string;
  stream: 1 | 2;
  msg: string;
  timestamp: number;
}

/** A finding of the checks: shown after the build. */
export interface VertexWarning {
  vertex: string;
  level: number;
  short: string;
  detail: string[];
  url?: string;
  source?: SourceInfo;
  range?: SourceRange[];
}

export interface SourceInfo {
  filename: string;
  data: string;
}

export interface SourceRange {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

export interface BuildStatus {
  vertexes: Vertex[];
  statuses: VertexStatus[];
  logs: VertexLog[];
  warnings: VertexWarning[];
}

/** Lines of the answer's JSON stream. */
export type BuildMessage =
  | { id: 'moby.buildkit.trace'; aux: BuildStatus }
  | { id: 'moby.image.id'; aux: { ID: string } }
  /** The end of a failed build; the source is what buildx excerpts ("Dockerfile:2" and the lines around). */
  | { errorDetail: { message: string; source?: SourceInfo & { ranges: SourceRange[] } }; error: string }
  | { stream: string }
  | { aux: { ID: string } };

/** Query parameters of POST /build that are used here, as text. JSON where the real API has JSON. */
export interface BuildQuery {
  /** '1' the legacy builder, '2' BuildKit. */
  version?: string;
  dockerfile?: string;
  t?: string[];
  /** JSON object of strings (null for an argument named only). */
  buildargs?: string;
  labels?: string;
  target?: string;
  nocache?: string;
  /** JSON list of stage names: buildx's --no-cache-filter. */
  nocachefilter?: string;
  pull?: string;
  q?: string;
  rm?: string;
  forcerm?: string;
  networkmode?: string;
  extrahosts?: string;
  shmsize?: string;
  memory?: string;
  platform?: string;
  outputs?: string;
  remote?: string;
  /** JSON object: --secret's ids to their contents in base64; --build-context names to sources. */
  secrets?: string;
  contexts?: string;
}
