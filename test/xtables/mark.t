*filter
:INPUT
-m mark --mark 5/5;-m mark --mark 0x5/0x5;OK
