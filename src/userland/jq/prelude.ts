// jq's functions that are written in jq. As jq 1.8.

import type { Definition } from './ast.ts';
import { parseDefinitions } from './parser.ts';

const TEXT = `
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def recurse(f): def r: ., (f | r); r;
def recurse(f; condition): def r: ., (f | select(condition) | r); r;
def map_values(f): .[] |= f;
def with_entries(f): to_entries | map(f) | from_entries;
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def any: reduce .[] as $x (false; . or $x);
def all: reduce .[] as $x (true; . and $x);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def any(generator; condition): isempty(first(generator | select(condition))) | not;
def all(generator; condition): isempty(first(generator | select(condition | not)));
def first: .[0];
def last: .[-1];
def last(f): reduce f as $x (null; $x);
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else first(skip($n; f)) end;
def skip($n; f): if $n > 0 then foreach f as $x ($n; . - 1; if . < 0 then $x else empty end) elif $n == 0 then f else error("Invalid arguments: skip doesn't support negative count") end;
def until(condition; update): def u: if condition then . else (update | u) end; u;
def while(condition; update): def w: if condition then ., (update | w) else empty end; w;
def repeat(f): def r: ., (f | r); r;
def add(f): reduce f as $x (null; . + $x);
def paths: path(..) | select(length > 0);
def paths(condition): . as $top | paths | . as $p | select($top | getpath($p) | condition);
def pick(pathexps): . as $top | reduce path(pathexps) as $p (null; setpath($p; $top | getpath($p)));
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def combinations(n): . as $top | [range(n)] | map($top) | combinations;
def match(re; flags): match__(re; flags; false) | .[];
def match($val): ($val | type) as $t | if $t == "string" then match($val; null) elif $t == "array" and ($val | length) > 1 then match($val[0]; $val[1]) elif $t == "array" and ($val | length) > 0 then match($val[0]; null) else error($t + " not a string or array") end;
def test(re; flags): match__(re; flags; true);
def test($val): ($val | type) as $t | if $t == "string" then test($val; null) elif $t == "array" and ($val | length) > 1 then test($val[0]; $val[1]) elif $t == "array" and ($val | length) > 0 then test($val[0]; null) else error($t + " not a string or array") end;
def capture(re; flags): match(re; flags) | [.captures | .[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def capture($val): match($val) | [.captures | .[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def scan($re; $flags): match($re; "g" + $flags) | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def scan($re): scan($re; null);
def splits($re; flags): splits__($re; flags) | .[];
def splits($re): splits($re; null);
def split($re; flags): [splits($re; flags)];
def sub($re; str; $flags): . as $in | (reduce (match($re; $flags) | . as $edit | ($edit.captures | map(select(.name != null) | {key: .name, value: .string}) | from_entries) as $c | [$edit.offset, $edit.length, [$c | str]]) as $e ([{from: 0, text: ""}]; [.[] as $s | $e[2][] as $r | {from: ($e[0] + $e[1]), text: ($s.text + $in[$s.from:$e[0]] + $r)}])) | .[] | .text + $in[.from:];
def sub($re; str): sub($re; str; "");
def gsub($re; str; $flags): sub($re; str; $flags + "g");
def gsub($re; str): sub($re; str; "g");
def todate(f): strftime(f);
def date: todate;
def dateadd(u; n): . + n;
def datesub(u; n): . - n;
def tostream: path(def r: (.[]?|r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
def fromstream(f): {x: null, e: false} as $init | foreach f as $i ($init; if .e then $init else . end | if $i | length == 2 then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1]) else setpath(["e"]; $i[0] | length == 1) end; if .e then .x else empty end);
def truncate_stream(stream): . as $n | null | stream | . as $input | if (.[0] | length) > $n then setpath([0]; .[0][$n:]) else empty end;
def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] |= $row);
def INDEX(f): INDEX(.[]; f);
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def bsearch($target): (map(. < $target) | index(false)) as $i | if $i == null then -1 - length elif .[$i] == $target then $i else -1 - $i end;
`;

/** The definitions that are jq's own, in the order they may use each other. */
export function preludeDefinitions(): Definition[] {
  return parseDefinitions(TEXT);
}
