*filter
:INPUT
-m pkttype --pkt-type uni;;FAIL
-m pkttype;;FAIL
