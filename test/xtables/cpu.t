*filter
:INPUT
-m cpu --cpu 1;=;OK
-m cpu ! --cpu 1;=;OK
