*filter
:INPUT
-m connmark ! --mark 0x10;=;OK
