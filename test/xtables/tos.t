*filter
:INPUT
-m tos --tos 0x10;-m tos --tos 0x10/0xff;OK
-m tos --tos Minimize-Delay;-m tos --tos 0x10/0x3f;OK
-m tos ! --tos 0x10/0x3f;=;OK
-m tos --tos foo;;FAIL
-m tos;;FAIL
