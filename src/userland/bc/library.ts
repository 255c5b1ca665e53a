// bc -l: sine, cosine, arctangent, logarithm, exponential and Bessel's function, written in bc.

/** The definitions; "scale = 20" comes with them. */
export const LIBRARY = `
define e(x) { auto a, b, d, n, s, v, w, z; z = scale; s = 1; if (x < 0) { s = -1; x = -x }; scale = 6 + z + .44*x; w = 0; while (x > 1) { w = w + 1; x = x / 2 }
v = 1 + x; a = x; d = 1; for (n = 2; 1; n++) { a = a * x; d = d * n; b = a / d; if (b == 0) break; v = v + b }
while (w > 0) { w = w - 1; v = v * v }
scale = z; if (s < 0) return (1/v); return (v/1) }
define l(x) { auto b, f, m, n, t, v, z; if (x <= 0) return ((1 - 10^scale)/1); z = scale; scale = 6 + z; f = 2; while (x >= 2) { f = f * 2; x = sqrt(x) }
while (x <= .5) { f = f * 2; x = sqrt(x) }
v = t = (x - 1) / (x + 1); m = t * t; for (n = 3; 1; n = n + 2) { t = t * m; b = t / n; if (b == 0) { v = f * v; scale = z; return (v/1) }; v = v + b } }
define s(x) { auto b, i, m, n, t, v, w, z; z = scale; scale = 1.1*z + 2; v = a(1); if (x < 0) { m = 1; x = -x }; scale = 0; n = (x / v + 2) / 4; x = x - 4*n*v; if (n % 2) x = -x
scale = z + 2; v = t = x; w = -x * x; for (i = 3; 1; i = i + 2) { t = t * w / (i * (i - 1)); if (t == 0) { scale = z; if (m) return (-v/1); return (v/1) }; v = v + t } }
define c(x) { auto v, z; z = scale; scale = scale * 1.2; v = s(x + a(1) * 2); scale = z; return (v/1) }
define a(x) { auto b, f, m, n, s, t, v, z; m = 1; if (x < 0) { m = -1; x = -x }
z = scale; scale = z + 6; f = 0; if (x > 1) { x = 1/x; f = 1 }
s = 0; while (x > .05) { s = s + 1; x = x / (1 + sqrt(1 + x*x)) }
v = t = x; n = -x * x; for (b = 3; 1; b = b + 2) { t = t * n; if (t / b == 0) break; v = v + t / b }
v = v * 2^s; if (f) v = p(0) / 2 - v
scale = z; return (m * v / 1) }
define p(x) { auto b, n, t, u, v; v = t = .2; n = .04; for (b = 3; 1; b = b + 2) { t = -t * n; if (t / b == 0) break; v = v + t / b }
u = t = 1/239; n = 1/57121; for (b = 3; 1; b = b + 2) { t = -t * n; if (t / b == 0) break; u = u + t / b }
return (16 * v - 4 * u) }
define j(n, x) { auto a, d, e, f, i, m, s, v, z; z = scale; scale = 0; n = n / 1; if (n < 0) { n = -n; if (n % 2) m = 1 }
a = 1; for (i = 2; i <= n; i++) a = a * i
scale = 1.5*z; a = (x^n) / 2^n / a; scale = z + length(a) - scale(a); v = e = 1; s = -x*x/4; for (i = 1; 1; i++) { e = e * s / i / (n + i); if (e == 0) { scale = z; if (m) return (-a*v/1); return (a*v/1) }; v = v + e } }
`;
