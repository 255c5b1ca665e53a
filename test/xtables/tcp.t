*filter
:INPUT
-p tcp -m tcp ! --dport 80:x;;FAIL
-p tcp --dport 80:90:100;;FAIL
-p tcp --dport "";;FAIL
-p tcp --dport :;-p tcp -m tcp;OK
-p tcp --dport 22;-p tcp -m tcp --dport 22;OK
-p tcp --syn;-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN;OK
-p tcp ! --tcp-flags ALL SYN;-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,PSH,ACK,URG SYN;OK
