*filter
:INPUT
-m dscp --dscp 0x20;=;OK
-m dscp --dscp 99;;FAIL
-m dscp --dscp-class EF;-m dscp --dscp 0x2e;OK
-m dscp --dscp-class ZZ;;FAIL
-m dscp ! --dscp-class af11;-m dscp ! --dscp 0x0a;OK
-m dscp;;FAIL
-m dscp --dscp 1 --dscp-class EF;;FAIL
