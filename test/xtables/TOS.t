*mangle
:PREROUTING
-j TOS --set-tos 0x1f/0xf;-j TOS --set-tos 0x1f/0x0f;OK
-j TOS --set-tos Minimize-Delay;-j TOS --set-tos 0x10/0x3f;OK
-j TOS --and-tos 0x12;-j TOS --set-tos 0x00/0xed;OK
-j TOS --xor-tos 0x12;-j TOS --set-tos 0x12/0x00;OK
-j TOS;;FAIL
-j TOS --set-tos 300;;FAIL
-j TOS --or-tos 300;;FAIL
