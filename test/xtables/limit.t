*filter
:INPUT
-m limit --limit 10/min;=;OK
-m limit --limit 7/s --limit-burst 3;-m limit --limit 7/sec --limit-burst 3;OK
-m limit --limit 10000/s;-m limit --limit 10000/sec;OK
