*filter
:INPUT
-p dccp --dport 90:1;;FAIL
-p dccp --dccp-types REQUEST,FOO;;FAIL
-p dccp --dccp-option 0;;FAIL
-p dccp --dccp-types REQUEST,DATA --dccp-option 5 ! --sport 3;-p dccp -m dccp ! --sport 3 --dccp-types REQUEST,DATA --dccp-option 5;OK
